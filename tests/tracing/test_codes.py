"""Numbers of the code: nobody innocent is named, and whoever spliced copies is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pace import examples
from zhiyu.tracing.codes import ERASED, Bits, Code, binomial_tail, score
from zhiyu.tracing.verdict import FALSE_ACCUSATION, judge

ACCOUNTS = range(1, 10_001)
PLANTED = 6789


def flipped(bits: Bits, share: float, chance: np.random.Generator) -> Bits:
    return np.where(chance.random(len(bits)) < share, 1 - bits, bits).astype(np.int8)


@given(seed=st.binary(min_size=16, max_size=16), account=st.integers(0, 2**63), start=st.integers(0, 5000))
@settings(max_examples=examples(25), deadline=None)
def test_any_part_of_a_row_is_the_same_part_of_the_whole_row(seed: bytes, account: int, start: int) -> None:
    code = Code(seed=seed, colluders=2)
    whole, part = np.arange(start + 70), np.arange(start, start + 70)
    assert (code.bits([account], whole)[0, start:] == code.bits([account], part)[0]).all()
    assert (code.biases(whole)[start:] == code.biases(part)).all()


@pytest.mark.parametrize("colluders", [1, 2])
def test_rows_are_ones_as_often_as_their_biases_say(colluders: int) -> None:
    code, indices = Code(seed=b"s" * 16, colluders=colluders), np.arange(60)
    shares = code.bits(range(4000), indices).mean(axis=0)
    assert np.abs(shares - code.biases(indices)).max() < 0.04


@pytest.mark.parametrize(
    ("colluders", "count", "unsure"), [(1, 34, False), (1, 90, False), (1, 90, True), (2, 300, True)]
)
def test_p_values_of_the_innocent_are_never_too_small(colluders: int, count: int, unsure: bool) -> None:  # noqa: FBT001
    chance = np.random.default_rng(count)
    code, indices = Code(seed=chance.bytes(16), colluders=colluders), np.arange(count)
    found = chance.integers(0, 2, count).astype(np.int8)
    trust = chance.uniform(0, 1, count) if unsure else None
    p = np.exp(score(code, accounts=ACCOUNTS, indices=indices, found=found, trust=trust).log_p)
    for level in (0.3, 0.1, 0.01, 0.001):
        # Three standard deviations of a count among ten thousand.
        assert (p <= level).mean() <= level + 3 * (level / len(p)) ** 0.5


def test_the_tail_of_the_binomial_is_exact() -> None:
    tail = np.exp(binomial_tail(4))
    assert np.allclose(tail, [1, 15 / 16, 11 / 16, 5 / 16, 1 / 16])
    assert np.exp(binomial_tail(60)[60]) == pytest.approx(2.0**-60)
    assert binomial_tail(0).tolist() == [0.0]


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=examples(10), deadline=None)
def test_one_leaker_of_ten_thousand_is_named_from_three_minutes_with_five_bits_in_a_hundred_wrong(
    chance_of: int,
) -> None:
    chance = np.random.default_rng(chance_of)
    code, indices = Code(seed=chance.bytes(16)), np.arange(40, 130)
    found = code.bits([PLANTED], indices)[0]
    wrong = chance.choice(len(found), 4, replace=False)
    found[wrong] = 1 - found[wrong]
    verdict = judge(score(code, accounts=ACCOUNTS, indices=indices, found=found))
    assert [one.account for one in verdict.accused] == [PLANTED]
    assert verdict.suspects[0].agreeing == 86


def test_weak_bits_help_when_they_count_for_less() -> None:
    """29 sure bits of 88, and 59 of which four in five are right: the sure ones alone accuse nobody."""
    chance = np.random.default_rng(4)
    code, indices = Code(seed=b"s" * 16), np.arange(88)
    sure = indices % 3 == 0
    found = np.where(sure, code.bits([PLANTED], indices)[0], flipped(code.bits([PLANTED], indices)[0], 0.2, chance))
    alone = judge(score(code, accounts=ACCOUNTS, indices=indices, found=np.where(sure, found, ERASED).astype(np.int8)))
    trust = np.where(sure, 1.0, 0.4)
    together = judge(score(code, accounts=ACCOUNTS, indices=indices, found=found.astype(np.int8), trust=trust))
    assert alone.accused == []
    assert [one.account for one in together.accused] == [PLANTED]


@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 2]))
@settings(max_examples=examples(20), deadline=None)
def test_a_copy_that_says_nothing_of_anybody_accuses_nobody(chance_of: int, colluders: int) -> None:
    chance = np.random.default_rng(chance_of)
    code, indices = Code(seed=chance.bytes(16), colluders=colluders), np.arange(90)
    found = chance.integers(ERASED, 2, len(indices)).astype(np.int8)
    verdict = judge(score(code, accounts=range(1, 2001), indices=indices, found=found))
    assert verdict.accused == []
    assert all(one.expected >= FALSE_ACCUSATION for one in verdict.suspects)


@pytest.mark.parametrize("splice", ["by segment", "by minutes", "blended"])
def test_of_two_who_mix_their_copies_one_is_named_from_twenty_minutes(splice: str) -> None:
    """Variants carry no name, so two people see where they differ and cannot know which of the two is the 1."""
    chance, named, trials = np.random.default_rng(2), 0, examples(40)
    indices = np.arange(600)
    for _trial in range(trials):
        code = Code(seed=chance.bytes(16), colluders=2)
        rows = code.bits([5, 77], indices)
        whose = chance.integers(0, 2, 600) if splice == "by segment" else indices // 30 % 2
        found = flipped(np.where(whose == 0, rows[0], rows[1]), 0.05, chance)
        if splice == "blended":
            found = np.where(rows[0] == rows[1], found, ERASED).astype(np.int8)
        both = score(code, accounts=[5, 77], indices=indices, found=found)
        named += bool((both.log_p + np.log(10_000) < np.log(FALSE_ACCUSATION)).any())
    assert named >= 0.95 * trials


def test_nothing_read_is_nothing_said() -> None:
    code = Code(seed=b"s" * 16)
    silent = np.full(90, ERASED, dtype=np.int8)
    verdict = judge(score(code, accounts=[1, 2, 3], indices=np.arange(90), found=silent))
    assert (verdict.read, verdict.accused) == (0, [])
    assert [one.p for one in verdict.suspects] == [1.0, 1.0, 1.0]
    assert judge(score(code, accounts=[], indices=np.arange(90), found=silent)).suspects == []
