"""File names from titles: readable on every system, and never the same twice in one folder."""

import re
import unicodedata
from pathlib import PurePosixPath

FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')
LONGEST_BYTES = 120


def safe(title: str, fallback: str = "x") -> str:
    plain = FORBIDDEN.sub(" ", unicodedata.normalize("NFC", title))
    short = " ".join(plain.split()).strip(". ~$")
    while len(short.encode()) > LONGEST_BYTES:
        short = short[:-1]
    return short.strip(". ") or fallback


class Unique:
    """Hands out names; one that is taken, in any letter case, gets a number."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def name(self, wanted: str) -> str:
        path, found, number = PurePosixPath(wanted), wanted, 1
        while found.lower() in self.taken:
            number += 1
            found = f"{path.stem}-{number}{path.suffix}"
        self.taken.add(found.lower())
        return found
