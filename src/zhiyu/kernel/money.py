"""Money is an integer number of fen. Names end in ``_fen``; yuan exists only on screens."""

import re
import unicodedata
from collections.abc import Sequence

YUAN = re.compile(r"(?P<whole>\d{1,8})(?:\.(?P<rest>\d{1,2}))?", re.ASCII)


def yuan(fen: int) -> str:
    """``9900`` → ``99``, ``9950`` → ``99.50``: two decimals only when they say something."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{rest:02d}" if rest else f"{sign}{whole:,}"


def parse_yuan(typed: str) -> int:
    """What a person typed, in fen: ``99``, ``¥99.5``, ``1,299.00 元``. Raises ValueError for anything else."""
    plain = unicodedata.normalize("NFKC", typed).replace(",", "").strip().removeprefix("¥").removesuffix("元").strip()
    found = YUAN.fullmatch(plain)
    if not found:
        raise ValueError(f"not an amount of yuan: {typed[:20]!r}")
    return int(found["whole"]) * 100 + int((found["rest"] or "").ljust(2, "0"))


def split(total_fen: int, *, weights: Sequence[int]) -> list[int]:
    """Split by largest remainder: the parts always sum to ``total_fen``; ties go to the earlier part."""
    whole = sum(weights)
    if whole == 0:
        weights, whole = [1] * len(weights), len(weights)
    parts = [total_fen * w // whole for w in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total_fen * weights[i] % whole), i))
    for i in by_remainder[: total_fen - sum(parts)]:
        parts[i] += 1
    return parts
