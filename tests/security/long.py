"""schemathesis for as long as one likes: ``python -m tests.security.long [EXAMPLES]``, each time with another seed."""

import os
import subprocess
import sys
from datetime import UTC, datetime


def main() -> int:
    examples = sys.argv[1] if len(sys.argv) > 1 else "200"
    seed = f"{datetime.now(UTC):%Y%m%d%H%M}"
    print(f"{examples} examples an operation and caller, seed {seed}")  # noqa: T201 -- a script
    argv = [sys.executable, "-m", "pytest", "-q", "-n", "0", "tests/security/test_schema.py"]
    environment = {**os.environ, "SCHEMA_EXAMPLES": examples, "SCHEMA_SEED": seed}
    return subprocess.run(argv, check=False, env=environment).returncode  # noqa: S603 -- our own arguments


if __name__ == "__main__":
    sys.exit(main())
