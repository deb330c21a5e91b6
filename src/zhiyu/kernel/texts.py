"""Characters that deceive a reader: those that turn the order of what stands beside them, and those nobody sees."""

import re
from typing import Final

TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Zero-width joiners stay: emoji are made with them.
UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]"
)


def unturned(text: str) -> str:
    """Without the marks that would let a name rewrite the line it stands in."""
    return text if text.isascii() else TURNING.sub("", text)


def visible(name: str) -> str:
    """A name as people read it; empty when nothing of it can be seen."""
    plain = UNSEEN.sub("", name).strip()
    return plain if any(letter.isprintable() and not letter.isspace() for letter in plain) else ""
