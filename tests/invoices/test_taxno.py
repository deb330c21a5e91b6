"""The check sign of GB 32100-2015, against codes that are printed on real licences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyu.invoices import taxno

PRINTED = ["91350100M000100Y43", "91110108551385082Q", "9144030071526726XG", "91440300708461136T", "12100000400009127B"]


@pytest.mark.parametrize("code", PRINTED)
def test_codes_on_licences_hold(code: str) -> None:
    assert taxno.is_valid(code)
    assert taxno.is_valid(taxno.normalise(f" {code[:8].lower()} - {code[8:]} "))


@given(st.sampled_from(PRINTED), st.integers(0, 17), st.sampled_from(taxno.SIGNS))
def test_one_wrong_sign_is_noticed(code: str, place: int, sign: str) -> None:
    spoilt = code[:place] + sign + code[place + 1 :]
    assert taxno.is_valid(spoilt) == (spoilt == code)


@pytest.mark.parametrize(
    "typed", ["", "9135", "91350100M000100Y4", "91350100M000100Y433", "9135010OM000100Y43", "九" * 18]
)
def test_other_things_are_no_codes(typed: str) -> None:
    assert not taxno.is_valid(taxno.normalise(typed))
