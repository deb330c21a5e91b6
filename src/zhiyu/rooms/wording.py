"""Whether words hold what a school does not want unseen. Pure."""

import unicodedata
from collections.abc import Iterable


def plain(text: str) -> str:
    """Wide and narrow, large and small, and what stands between letters make no difference."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).casefold() if one.isalnum())


def has_any(text: str, words: Iterable[str]) -> bool:
    said = plain(text)
    return any(word in said for word in words)


def tidy(text: str) -> str:
    """One line, without what cannot be seen."""
    seen = "".join(" " if one.isspace() else one for one in text if one.isspace() or one.isprintable())
    return " ".join(seen.split())
