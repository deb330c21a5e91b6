"""The keyed pattern of one segment: 64 x 36 cells, three in ten of them +1 or -1, the others nothing.

Few strong cells are better than many weak ones: for the same loss of quality they stand out more, since a picture has
whole steps only and an encoder drops what is less than one.
"""

import hashlib
import hmac
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

COLUMNS, ROWS = 64, 36
CELLS = COLUMNS * ROWS
MIDDLE = 128
ACTIVE = 38  # of 128

Signs = NDArray[np.int8]


def signs(key: bytes, number: int) -> Signs:
    """The pattern of segment ``number`` of the film, sound or picture that ``key`` belongs to."""
    salt = hmac.digest(key, f"pattern {number}".encode(), "sha256")
    drawn = np.frombuffer(hashlib.shake_256(salt).digest(CELLS), dtype=np.uint8)
    sign = (drawn & 1).astype(np.int8) * 2 - 1
    return np.asarray(np.where(drawn >> 1 < ACTIVE, sign, 0), dtype=np.int8).reshape(ROWS, COLUMNS)


def planes(key: bytes, depths: Sequence[int]) -> bytes:
    """A tiny picture a segment in yuv420p of video range, luma ``MIDDLE`` ± depth: what ffmpeg enlarges and blends.

    Luma as it is and never a grey PNG: that would be taken for full range, squeezed, and would darken every film.
    """
    chroma = bytes([MIDDLE]) * (CELLS // 2)
    lumas = (MIDDLE + depth * signs(key, number).astype(np.int16) for number, depth in enumerate(depths))
    return b"".join(luma.astype(np.uint8).tobytes() + chroma for luma in lumas)
