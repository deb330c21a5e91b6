import numpy as np

from zhiyu.tracing import words
from zhiyu.tracing.codes import Code


def test_who_serves_and_who_scores_read_the_same_word() -> None:
    seed = b"a seed of 16 byte"[:16]
    for first, count in ((0, 1), (3, 6), (5, 40), (4, 4)):
        for account in (0, 1, 6789, 2**40):
            bits = Code(seed=seed).bits([account], np.arange(first, first + count))[0]
            assert words.letters(seed=seed, account=account, first=first, count=count) == bytes(1 - bits)
