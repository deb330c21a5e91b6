import numpy as np
import pytest

from zhiyu.tracing import words
from zhiyu.tracing.codes import Code
from zhiyu.tracing.presenters import chance_of


@pytest.mark.parametrize("colluders", [1, 3])
def test_who_serves_and_who_scores_read_the_same_word(colluders: int) -> None:
    seed = b"a seed of 16 byte"[:16]
    for first, count in ((0, 1), (3, 6), (5, 40), (4, 4)):
        for account in (0, 1, 6789, 2**40):
            bits = Code(seed=seed, colluders=colluders).bits([account], np.arange(first, first + count))[0]
            served = words.letters(seed=seed, account=account, first=first, count=count, colluders=colluders)
            assert served == bytes(1 - bits)


@pytest.mark.parametrize(
    ("p", "said"), [(1 / 3e6, "1/3,000,000"), (2e-40, "2e-40"), (1e-310, "不到 1e-300"), (0.0, "不到 1e-300")]
)
def test_a_chance_is_told_as_it_is_and_never_as_none(p: float, said: str) -> None:
    assert chance_of(p) == said
