"""Yuan with two decimals, as Alipay writes them."""

import re


def yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def fen(text: str) -> int:
    """Back from ``yuan``; ValueError for what is no amount in that form."""
    if not re.fullmatch(r"-?\d+(\.\d{1,2})?", text):
        raise ValueError(text)
    whole, _, part = text.lstrip("-").partition(".")
    found = int(whole) * 100 + int(part.ljust(2, "0"))
    return -found if text.startswith("-") else found
