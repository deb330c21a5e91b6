"""The mark in pictures and page images: one pattern an account, found again with the original beside the copy.

Nothing is chosen between here: each viewer gets a picture of their own, made when asked for. The signs of an account's
pattern are fair coins to everybody else, so that by Hoeffding's inequality an innocent account's z reaches t with a
chance of at most ``exp(-t*t/2)``, whatever the copy looks like.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from zhiyu.tracing import decoding, finding, patterns, registering
from zhiyu.tracing.codes import Code, Scores

STRENGTH = 1.5
WORDS = patterns.CELLS // 32
AT_ONCE = 2000

Colours = NDArray[np.uint8]
Grey = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class Match:
    """Which of the originals a copy is of."""

    number: int
    alike: float

    @property
    def found(self) -> bool:
        return self.alike >= finding.ALIKE


def signs(seed: bytes, accounts: Sequence[int]) -> NDArray[np.int8]:
    """A row of 64 x 36 signs for each account; ``seed`` is of one picture."""
    words = Code(seed=seed).words(accounts, np.arange(WORDS))
    coins = np.unpackbits(np.ascontiguousarray(words, dtype=">u4").view(np.uint8), axis=1)
    return coins.astype(np.int8) * 2 - 1


def marked(picture: Colours, *, seed: bytes, account: int) -> Colours:
    """``picture`` (height x width x 3) with every channel moved alike: luma alone changes."""
    height, width = picture.shape[:2]
    cells = signs(seed, [account]).reshape(patterns.ROWS, patterns.COLUMNS).astype(np.float32)
    steps = np.rint(cv2.resize(cells, (width, height), interpolation=cv2.INTER_CUBIC) * STRENGTH)
    return np.asarray(np.clip(picture + steps[:, :, None], 0, 255), dtype=np.uint8)


def print_of(picture: Grey) -> finding.Prints:
    """One row that tells pictures apart and stays nearly the same through a crop, a resize and JPEG."""
    tiny = cv2.resize(picture, (finding.COLUMNS, finding.ROWS), interpolation=cv2.INTER_AREA)
    return finding.levelled(tiny.astype(np.float32).reshape(1, -1))


def look_up(copy: Grey, originals: finding.Prints) -> Match:
    alike = (originals @ print_of(copy).T)[:, 0]
    best = int(np.argmax(alike)) if len(alike) else 0
    return Match(number=best, alike=float(alike[best]) if len(alike) else 0.0)


def score(copy: Grey, original: Grey, *, seed: bytes, accounts: Sequence[int]) -> Scores:
    """z of every account against one copy, and Hoeffding's bound of its p-value."""
    matrix = registering.homography([(sized(original, decoding.FINE), sized(copy, decoding.FINE))])
    found = np.eye(3, dtype=np.float32) if matrix is None else registering.scaled(matrix, 1 / decoding.FINE)
    sums = decoding.levelled(decoding.cells([sized(original)], [sized(copy)], found)).ravel()
    z = np.zeros(len(accounts))
    agreeing = np.zeros(len(accounts), dtype=np.int64)
    for start in range(0, len(accounts), AT_ONCE):
        rows = signs(seed, accounts[start : start + AT_ONCE])
        z[start : start + AT_ONCE] = rows @ sums
        agreeing[start : start + AT_ONCE] = (rows == np.sign(sums)).sum(axis=1)
    return Scores(
        accounts=accounts, score=z, agreeing=agreeing, log_p=-(np.maximum(z, 0) ** 2) / 2, read=patterns.CELLS
    )


def sized(picture: Grey, times: int = 1) -> Grey:
    size = (times * decoding.WIDTH, times * decoding.HEIGHT)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
