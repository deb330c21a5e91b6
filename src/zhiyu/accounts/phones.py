"""One spelling for every phone number: eleven mainland digits."""

import re
import unicodedata

from zhiyu.accounts.errors import InvalidPhone

MAINLAND = re.compile(r"1[3-9]\d{9}")
PREFIX = re.compile(r"(\+|00)?86(?=1\d{10}$)")
DECORATION = re.compile(r"[\s()\-\u2010-\u2015\u00b7.\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def normalise(written: str) -> str:
    """``+86 138-0000-0005`` and full-width digits become ``13800000005``; anything else is refused."""
    plain = PREFIX.sub("", DECORATION.sub("", unicodedata.normalize("NFKC", written)))
    if not MAINLAND.fullmatch(plain) or not plain.isascii():
        raise InvalidPhone
    return plain
