"""Numbers that people read aloud and providers accept (6–32 characters, ``[0-9A-Za-z]``)."""

import secrets

from zhiyu.kernel.clock import SHANGHAI, now

DIGITS = "0123456789"
SLUG_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def dated_no(prefix: str = "") -> str:
    """``20261121`` + ten random digits, with an optional letter in front: sortable by day, not guessable."""
    tail = "".join(secrets.choice(DIGITS) for _ in range(10))
    return f"{prefix}{now().astimezone(SHANGHAI):%Y%m%d}{tail}"


def short_code(length: int = 8) -> str:
    """Lower-case letters and digits that are not mistaken for one another."""
    return "".join(secrets.choice(SLUG_LETTERS) for _ in range(length))
