"""How much is tried: little in every run; ``LONG=20 make test`` takes twenty times as many, and all of a list."""

import os

LONG = int(os.environ.get("LONG", "1"))


def examples(few: int) -> int:
    return few * LONG
