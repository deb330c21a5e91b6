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


def mixed(rows: Bits, how: str, chance: np.random.Generator) -> Bits:
    """What people show who put their copies together. They see where these differ, and cannot know which is the 1."""
    count, ones = len(rows), rows.sum(axis=0)
    shuffled = rows[chance.integers(0, count, rows.shape[1]), np.arange(rows.shape[1])]
    if how == "by minutes":
        return np.asarray(rows[np.arange(rows.shape[1]) // 30 % count, np.arange(rows.shape[1])], dtype=np.int8)
    if how == "shuffled" or count == 1:
        return np.asarray(shuffled, dtype=np.int8)
    differ = (ones > 0) & (ones < count)
    if how == "blended":
        return np.where(differ, ERASED, rows[0]).astype(np.int8)
    most = np.where(2 * ones == count, shuffled, 2 * ones > count)
    said = {"what most have": most, "what fewest have": 1 - most, "by a coin": chance.integers(0, 2, rows.shape[1])}
    shown: Bits = np.where(differ, said[how], rows[0]).astype(np.int8)
    return shown


def share_named(*, colluders: int, people: int, count: int, how: str, chance: np.random.Generator) -> float:
    """How often somebody of them is named among ten thousand, with five bits in a hundred wrong."""
    named, trials, indices = 0, examples(40), np.arange(count)
    for _trial in range(trials):
        code, who = Code(seed=chance.bytes(16), colluders=colluders), range(5, 5 + people)
        found = mixed(code.bits(who, indices), how, chance)
        found = np.where(found == ERASED, ERASED, flipped(found, 0.05, chance)).astype(np.int8)
        scores = score(code, accounts=who, indices=indices, found=found)
        named += bool((scores.log_p + np.log(10_000) < np.log(FALSE_ACCUSATION)).any())
    return named / trials


@pytest.mark.parametrize(
    "how", ["shuffled", "by minutes", "blended", "what most have", "what fewest have", "by a coin"]
)
@pytest.mark.parametrize(
    ("colluders", "people", "minutes"), [(1, 2, 10), (1, 2, 20), (3, 1, 10), (3, 2, 30), (3, 3, 40)]
)
def test_of_those_who_mix_their_copies_one_is_named(colluders: int, people: int, minutes: int, how: str) -> None:
    if how == "blended":  # what they do not share is gone: there is a half, and of three a quarter
        minutes *= people
    chance = np.random.default_rng(2)
    assert share_named(colluders=colluders, people=people, count=30 * minutes, how=how, chance=chance) >= 0.95


@pytest.mark.parametrize("how", ["shuffled", "by minutes", "what most have", "by a coin"])
def test_of_three_who_mix_them_otherwise_fair_coins_name_one_from_forty_minutes(how: str) -> None:
    assert share_named(colluders=1, people=3, count=1200, how=how, chance=np.random.default_rng(4)) >= 0.95


def test_three_who_show_what_fewest_have_defeat_fair_coins_and_accuse_nobody() -> None:
    """Which is what the other code is for."""
    code, chance, indices = Code(seed=b"s" * 16), np.random.default_rng(3), np.arange(1800)
    found = mixed(code.bits([5, 77, PLANTED], indices), "what fewest have", chance)
    assert judge(score(code, accounts=ACCOUNTS, indices=indices, found=found)).accused == []


def test_nothing_read_is_nothing_said() -> None:
    code = Code(seed=b"s" * 16)
    silent = np.full(90, ERASED, dtype=np.int8)
    verdict = judge(score(code, accounts=[1, 2, 3], indices=np.arange(90), found=silent))
    assert (verdict.read, verdict.accused) == (0, [])
    assert [one.p for one in verdict.suspects] == [1.0, 1.0, 1.0]
    assert judge(score(code, accounts=[], indices=np.arange(90), found=silent)).suspects == []
