"""In CI: a few browser tests that failed beside two other workers are asked once more, alone, in a new school.

Everything else that failed stays failed: what a race is to money must not be asked twice (docs/adr/0035).
"""

import json
import sys
from pathlib import Path

import pytest

FAILED = Path(".pytest_cache/v/cache/lastfailed")
AT_MOST = 3


def askable(failed: list[str]) -> bool:
    """Whether these tests, and not a file that could not be read, may be asked again."""
    return 0 < len(failed) <= AT_MOST and all(one.startswith("tests/browser/") and "::" in one for one in failed)


def main() -> int:
    failed = sorted(json.loads(FAILED.read_text())) if FAILED.exists() else []
    if not askable(failed):
        return 1
    print(
        "\n== failed once, asked again alone: each of these is a race to be found\n  " + "\n  ".join(failed), flush=True
    )
    return int(pytest.main([*failed, "-p", "no:cacheprovider"]))


if __name__ == "__main__":
    sys.exit(main())
