"""The code word of an account, without numpy: what a playlist is written by. ``codes`` scores the same words."""

from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

BLOCK, WORD = 16, 4
WORDS_A_BLOCK = BLOCK // WORD


@lru_cache(maxsize=4096)
def letters(*, seed: bytes, account: int, first: int, count: int) -> bytes:
    """0 (variant A, bit 1) or 1 (variant B, bit 0) for each place of the code from ``first`` on."""
    start, end = first // WORDS_A_BLOCK, -(-(first + count) // WORDS_A_BLOCK)
    blocks = b"".join(account.to_bytes(8, "big") + at.to_bytes(8, "big") for at in range(start, end))
    drawn = Cipher(AES(seed), ECB()).encryptor().update(blocks)  # noqa: S305 -- counter mode, as in ``codes``
    skip = first - start * WORDS_A_BLOCK
    return bytes(drawn[at * WORD] >> 7 for at in range(skip, skip + count))
