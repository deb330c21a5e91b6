"""The unified social credit code of GB 32100-2015: eighteen signs, the last of which proves the others."""

import re
import unicodedata

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = [pow(3, place, 31) for place in range(17)]
SHAPE = re.compile(rf"[{SIGNS}]{{2}}\d{{6}}[{SIGNS}]{{10}}", re.ASCII)


def normalise(typed: str) -> str:
    """As printed on a licence: no spaces or dashes, upper case, half width."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed)).upper()


def check_sign(first: str) -> str:
    whole = sum(SIGNS.index(sign) * weight for sign, weight in zip(first, WEIGHTS, strict=True))
    return SIGNS[-whole % 31]


def is_valid(code: str) -> bool:
    return SHAPE.fullmatch(code) is not None and code[-1] == check_sign(code[:-1])
