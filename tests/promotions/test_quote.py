"""The price of something is the same wherever and however often it is asked."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyu.promotions.quotes import PricedLine, Quote, QuoteContext, Verdict, quote

CONTEXT = QuoteContext(buyer_id=None, at=datetime(2026, 11, 21, tzinfo=UTC))


def line(**said: object) -> PricedLine:
    return PricedLine(**{"product": "a", "title": "七天写作营", "unit_fen": 9_900, **said})  # type: ignore[arg-type]


lines = st.lists(
    st.builds(
        PricedLine,
        product=st.sampled_from(["a", "b", "c"]),
        title=st.just("课"),
        unit_fen=st.integers(0, 10_000_000),
        quantity=st.integers(1, 9),
        refund_days=st.integers(0, 60),
        refund_percent=st.integers(0, 100),
    ),
    max_size=6,
)
offs = st.lists(st.integers(-1_000, 20_000_000), max_size=4)


def with_offs(found: list[PricedLine], taken: list[int]) -> Quote:
    rules = [lambda *_, n=n, off=off: Verdict(rule=f"r{n}", off_fen=off, text="") for n, off in enumerate(taken)]
    return quote(found, context=CONTEXT, rules=rules)


@given(lines, offs)
def test_lines_sum_to_the_total_and_nothing_is_negative(found: list[PricedLine], taken: list[int]) -> None:
    made = with_offs(found, taken)
    assert made.total_fen == sum(x.total_fen for x in made.lines)
    assert all(0 <= x.total_fen <= x.list_fen for x in made.lines)
    assert made.total_fen == made.list_fen - sum(x.off_fen for x in made.applied)


@given(lines, offs)
def test_the_same_question_has_the_same_answer(found: list[PricedLine], taken: list[int]) -> None:
    assert with_offs(found, taken).to_json() == with_offs(found, taken).to_json()


@given(lines)
def test_with_the_list_price_alone_everybody_pays_the_list_price(found: list[PricedLine]) -> None:
    made = quote(found, context=CONTEXT)
    assert [x.total_fen for x in made.lines] == [x.unit_fen * x.quantity for x in found]
    assert [(x.rule, x.off_fen) for x in made.applied] == [("list_price", 0)]


def test_a_quote_has_the_shape_of_the_contract() -> None:
    assert quote([line()], context=CONTEXT).to_json() == {
        "list_fen": 9_900,
        "total_fen": 9_900,
        "lines": [
            {
                "product": "a",
                "title": "七天写作营",
                "quantity": 1,
                "unit_fen": 9_900,
                "list_fen": 9_900,
                "total_fen": 9_900,
            }
        ],
        "applied": [{"rule": "list_price", "off_fen": 0, "text": "标价"}],
        "sentence": "标价 ¥99，就付 ¥99，没有其他费用。",
        "terms": [
            {
                "id": "refund:7d30@1",
                "text": "付款后 7 天内、打开的付费课时不超过 30%，可全额退款；超出后不再退款。",
            }
        ],
    }


@pytest.mark.parametrize(
    ("said", "ids"),
    [
        ({"unit_fen": 0}, []),
        ({"refund_days": 0}, ["refund:none@1"]),
        ({"refund_days": 14, "refund_percent": 0}, ["refund:14d0@1"]),
    ],
)
def test_the_terms_are_the_refund_rule_of_what_costs_something(said: dict[str, int], ids: list[str]) -> None:
    assert [term.id for term in quote([line(**said)], context=CONTEXT).terms] == ids


def test_equal_rules_are_agreed_to_once() -> None:
    two = quote([line(), line(product="b")], context=CONTEXT)
    assert [term.id for term in two.terms] == ["refund:7d30@1"]


def test_free_says_so_and_a_discount_says_what_was_saved() -> None:
    assert quote([line(unit_fen=0)], context=CONTEXT).sentence == "免费，不需要付款。"
    assert with_offs([line()], [900]).sentence == "已为你用上最合适的优惠：付 ¥90，省 ¥9。"
