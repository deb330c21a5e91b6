"""How many examples a property is tried with: few in every run, ``LONG=20 make test`` for twenty times as many."""

import os

LONG = int(os.environ.get("LONG", "1"))


def examples(few: int) -> int:
    return few * LONG
