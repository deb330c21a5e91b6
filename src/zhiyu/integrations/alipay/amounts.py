"""Alipay writes yuan with two decimals, always; we count fen. Exactly, and never by way of a float."""

import re
from typing import Final

YUAN: Final = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,2}))?", re.ASCII)


def to_yuan(fen: int) -> str:
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def to_fen(yuan: str) -> int:
    found = YUAN.fullmatch(yuan)
    if found is None:
        raise ValueError(f"no amount: {yuan[:20]!r}")
    sign, whole, part = found.groups(default="")
    amount = int(whole) * 100 + int(part.ljust(2, "0"))
    return -amount if sign else amount
