"""``python -m tests.chaos``: kill -9 what runs the school, round after round, and look whether all is well."""

import argparse
import atexit
import os
import shutil
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from tests.chaos.people import Broken
from tests.chaos.school import School
from tests.command.running import new_home


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.chaos", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", help="an empty folder; kept afterwards (default: one of its own under /tmp)")
    arguments = parser.parse_args()
    import django  # noqa: PLC0415 -- after the arguments, so that --help is quick

    django.setup()
    atexit.register(shutil.rmtree, os.environ["ZHIYU_TEST_HOME"], ignore_errors=True)
    from tests.chaos.rounds import Chaos, home_of, summary  # noqa: PLC0415

    chaos = Chaos(school=School(home=home_of(arguments.home, new_home)), seed=arguments.seed, say=say)
    try:
        chaos.run(arguments.rounds)
    except Broken as broken:
        say(f"✗ {broken}")
        say(f"  the home is kept: {chaos.school.home}")
        chaos.school.end()
        return 1
    finally:
        for line in summary(chaos.done) if chaos.done else []:
            say(line)
    chaos.school.end()
    if not arguments.home:
        chaos.school.wipe()
    return 0


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
