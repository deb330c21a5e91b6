"""Addresses from Chinese titles: 七天写作营 → ``qi-tian-xie-zuo-ying``."""

import re
import unicodedata

from zhiyu.kernel.ids import short_code

LONGEST = 40


def slug_of(title: str) -> str:
    """Pinyin and Latin words joined by hyphens; a random one for a title that has neither."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 -- its tables take 55 MB, which only a new course needs

    plain = unicodedata.normalize("NFKC", title)
    syllables = lazy_pinyin(plain)
    words = [word for part in syllables for word in re.findall(r"[a-z0-9]+", part.lower())]
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug or short_code()


def numbered(slug: str, taken: set[str]) -> str:
    """``slug``, or the first of ``slug-2``, ``slug-3`` … that is free."""
    if slug not in taken:
        return slug
    n = 2
    while f"{slug}-{n}" in taken:
        n += 1
    return f"{slug}-{n}"
