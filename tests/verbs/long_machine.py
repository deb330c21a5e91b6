"""The long form of the machine of all verbs: ``python -m tests.verbs.long_machine [runs] [steps] [seed]``."""

import os
import random
import sys

import pytest

NAMES = ("VERB_RUNS", "VERB_STEPS", "VERB_SEED")


def main(given: list[str]) -> int:
    usual = ["200", "50", str(random.randrange(2**32))]
    said = dict(zip(NAMES, [*given, *usual[len(given) :]], strict=True))
    print(*[f"{name}={value}" for name, value in said.items()])  # noqa: T201
    os.environ.update(said)
    return pytest.main(
        ["-q", "-s", "-n", "0", "-p", "no:cacheprovider", "--tb=short", "tests/verbs/test_any_sequence.py"]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
