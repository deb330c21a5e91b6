"""Who gets which variant of which segment, and how likely it is that an innocent account agrees with a copy as well.

A code has one bit for each (account, segment index over the whole course). Nothing of it is stored: a word of 32 bits
comes from AES in counter mode under the course's seed, the account as nonce and the index as place, so that any part of
any account's row is had at once; the bit is 1 where the word lies below the segment's bias.

* **Random**: every bias is one half. Best against one leaker; an innocent account's agreements are binomial exactly.
* **Collusion-secure**: the symmetric Tardos code. Biases are drawn from the arcsine distribution cut off at
  ``1/(300 c)``, ``p = sin^2 r`` with r uniform (G. Tardos, "Optimal probabilistic fingerprint codes", JACM 55(2),
  2008); scores are symmetric in both symbols: an agreement on a rare one weighs ``sqrt((1-p)/p)``, a disagreement
  ``-sqrt(p/(1-p))`` and so on (B. Škorić, S. Katzenbeisser, M. Celik, "Symmetric Tardos fingerprinting codes for
  arbitrary alphabet sizes", Designs, Codes and Cryptography 46(2), 2008). The p-value is Chernoff's bound for the
  very biases and the very bits that were read, so it holds whatever the colluders did.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from numpy.typing import NDArray

from zhiyu.tracing import words

Bits = NDArray[np.int8]
Floats = NDArray[np.float64]

ERASED = -1
WORDS_A_BLOCK = words.WORDS_A_BLOCK
SLOPES = np.geomspace(1e-3, 8.0, 160)
AT_ONCE = 2_000_000


@dataclass(frozen=True, kw_only=True)
class Code:
    """``colluders`` 1 is the random code; from 2 on it is Tardos's for so many."""

    seed: bytes
    colluders: int = 1

    def words(self, accounts: Sequence[int], indices: NDArray[np.int64]) -> NDArray[np.uint32]:
        """A row an account: its words at ``indices``, which rise."""
        if not len(indices) or not len(accounts):
            return np.zeros((len(accounts), len(indices)), dtype=np.uint32)
        first, last = (int(indices[at]) // WORDS_A_BLOCK for at in (0, -1))
        blocks = np.empty((len(accounts), last + 1 - first, 2), dtype=">u8")
        blocks[:, :, 0] = np.array(accounts, dtype=np.uint64)[:, None]
        blocks[:, :, 1] = np.arange(first, last + 1, dtype=np.uint64)
        # Counter mode, written out so that all accounts go through the cipher at once.
        stream = Cipher(AES(self.seed), ECB()).encryptor()  # noqa: S305 -- no block is ever encrypted twice
        rows = np.frombuffer(stream.update(blocks.tobytes()), dtype=">u4").reshape(len(accounts), -1)
        return rows[:, indices - first * WORDS_A_BLOCK].astype(np.uint32)

    def biases(self, indices: NDArray[np.int64]) -> Floats:
        """How often each segment's bit is 1."""
        biases: Floats = self.thresholds(indices) / words.WHOLE
        return biases

    def thresholds(self, indices: NDArray[np.int64]) -> NDArray[np.uint64]:
        if not len(indices):
            return np.zeros(0, dtype=np.uint64)
        first, last = int(indices[0]), int(indices[-1])
        drawn = words.thresholds(seed=self.seed, first=first, count=last + 1 - first, colluders=self.colluders)
        return np.array(drawn, dtype=np.uint64)[indices - first]

    def bits(self, accounts: Sequence[int], indices: NDArray[np.int64]) -> Bits:
        """A row an account."""
        return (self.words(accounts, indices) < self.thresholds(indices)).astype(np.int8)


@dataclass(frozen=True, kw_only=True)
class Scores:
    """For each account: the score, how many bits agree, and the logarithm of its p-value or of a bound above it."""

    accounts: Sequence[int]
    score: Floats
    agreeing: NDArray[np.int64]
    log_p: Floats
    read: int


def score(
    code: Code, *, accounts: Sequence[int], indices: NDArray[np.int64], found: Bits, trust: Floats | None = None
) -> Scores:
    """How well every account agrees with the bits ``found`` in a copy; those that are ``ERASED`` count for nobody.

    ``trust`` (0 to 1) lets unsure bits count for less. It must come from the copy alone, never from anybody's code.
    """
    seen = found != ERASED
    indices, found = indices[seen], found[seen]
    biases = code.biases(indices)
    ones, zeros = weights(biases, found)
    if trust is not None:
        ones, zeros = ones * trust[seen], zeros * trust[seen]
    total, agreeing = np.zeros(len(accounts)), np.zeros(len(accounts), dtype=np.int64)
    step = max(1, AT_ONCE // max(1, len(indices)))
    for start in range(0, len(accounts), step):
        bits = code.bits(accounts[start : start + step], indices)
        total[start : start + step] = bits @ (ones - zeros) + zeros.sum()
        agreeing[start : start + step] = (bits == found).sum(axis=1)
    if code.colluders > 1 or trust is not None:
        log_p = chernoff(total, biases=biases, ones=ones, zeros=zeros)
    else:
        log_p = binomial_tail(len(indices))[agreeing]
    return Scores(accounts=accounts, score=total, agreeing=agreeing, log_p=log_p, read=len(indices))


def weights(biases: Floats, found: Bits) -> tuple[Floats, Floats]:
    """What a 1 and what a 0 in an account's row is worth, for each segment: mean 0 and variance 1 for the innocent."""
    rare = np.sqrt((1 - biases) / biases)
    return np.where(found == 1, rare, -rare), np.where(found == 1, -1 / rare, 1 / rare)


def chernoff(total: Floats, *, biases: Floats, ones: Floats, zeros: Floats) -> Floats:
    """``log P(score >= total)`` of an innocent account is at most this: the least of the bounds over many slopes."""
    exponents = np.stack(
        [np.logaddexp(np.log(biases) + slope * ones, np.log1p(-biases) + slope * zeros).sum() for slope in SLOPES]
    )
    least = np.zeros(len(total))
    for slope, exponent in zip(SLOPES, exponents, strict=True):
        np.minimum(least, exponent - slope * total, out=least)
    return least


def binomial_tail(count: int) -> Floats:
    """``log P(X >= k)`` for k = 0 … count, of ``count`` throws of a fair coin: exact."""
    steps = np.arange(1, count + 1)
    log_choose = np.concatenate([[0.0], np.cumsum(np.log((count - steps + 1) / steps))])
    downward = np.logaddexp.accumulate((log_choose - count * np.log(2.0))[::-1])[::-1]
    tail: Floats = np.minimum(downward, 0.0)
    return tail
