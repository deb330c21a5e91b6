"""What an account's own marks are, without numpy, which no page is answered with. ``codes`` scores the same words."""

import math
import struct
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

BLOCK, WORD = 16, 4
WORDS_A_BLOCK = BLOCK // WORD
BIASES = 2**64 - 1
CUTOFF = 300
WHOLE = 2**32
EIGHT = [bytes(byte >> shift & 1 for shift in range(7, -1, -1)) for byte in range(256)]


@lru_cache(maxsize=4096)
def letters(*, seed: bytes, account: int, first: int, count: int, colluders: int = 1) -> bytes:
    """0 (variant A, bit 1) or 1 (variant B, bit 0) for each place of the code from ``first`` on."""
    limits = thresholds(seed=seed, first=first, count=count, colluders=colluders)
    return bytes(word >= limit for word, limit in zip(row(seed, account, first, count), limits, strict=True))


@lru_cache(maxsize=1024)
def thresholds(*, seed: bytes, first: int, count: int, colluders: int) -> tuple[int, ...]:
    """A word below them is a 1: each place's bias, of ``WHOLE``. One half, or Tardos's draw for so many colluders."""
    if colluders == 1:
        return (WHOLE // 2,) * count
    least = math.asin(math.sqrt(1 / (CUTOFF * colluders)))
    even = ((word + 0.5) / WHOLE for word in row(seed, BIASES, first, count))
    return tuple(round(WHOLE * math.sin(least + one * (math.pi / 2 - 2 * least)) ** 2) for one in even)


def row(seed: bytes, account: int, first: int, count: int) -> tuple[int, ...]:
    """An account's words of 32 bits."""
    start, end = first // WORDS_A_BLOCK, -(-(first + count) // WORDS_A_BLOCK)
    skip = (first - start * WORDS_A_BLOCK) * WORD
    return struct.unpack(f">{count}I", stream(seed, account, start, end)[skip : skip + count * WORD])


def coins(*, seed: bytes, account: int, count: int) -> bytes:
    """0 or 1 for each of ``count`` cells of a picture; every bit of the words is used."""
    drawn = stream(seed, account, 0, -(-count // (8 * BLOCK)))
    return b"".join(map(EIGHT.__getitem__, drawn))[:count]


def stream(seed: bytes, account: int, start: int, end: int) -> bytes:
    blocks = b"".join(account.to_bytes(8, "big") + at.to_bytes(8, "big") for at in range(start, end))
    return Cipher(AES(seed), ECB()).encryptor().update(blocks)  # noqa: S305 -- counter mode, as in ``codes``
