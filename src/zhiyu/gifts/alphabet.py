"""Codes that people type from paper: no sign is taken for another, and a mistake is read as it was meant."""

import secrets
import unicodedata

# Without 0 and O, 1, I and L.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUP, GROUPS = 5, 2
LONGEST = 40
ALIKE = str.maketrans("OIL", "011")


def new_code(prefix: str) -> str:
    """``prefix`` and ten random signs, about 8 × 10¹⁴ of them, in groups that can be read aloud."""
    groups = ["".join(secrets.choice(SIGNS) for _ in range(GROUP)) for _ in range(GROUPS)]
    return "-".join([prefix, *groups] if prefix else groups)


def key_of(typed: str) -> str:
    """What all ways to write one code have in common: no case, spaces or dashes, wide signs narrow, O as 0, I as 1."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(sign for sign in plain if sign.isalnum()).translate(ALIKE)[:LONGEST]
