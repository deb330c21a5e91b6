"""The price of something is the same wherever and however often it is asked, and the best that runs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyu.promotions.market import Coupon, Credit, CreditKind, Deal, Kind, Market
from zhiyu.promotions.quotes import PricedLine, Quote, QuoteContext, quote

AT = datetime(2026, 11, 21, tzinfo=UTC)
CONTEXT = QuoteContext(buyer_id=None, at=AT)
CODES = ["a", "b", "c"]


def line(**said: Any) -> PricedLine:
    return PricedLine(**{"product": "a", "title": "七天写作营", "unit_fen": 9_900, **said})


def deal(kind: Kind = Kind.DISCOUNT, **said: Any) -> Deal:
    took = {} if {"price_fen", "percent", "off_fen"} & said.keys() else {"percent": 80}
    return Deal(**{"id": 1, "kind": kind, "title": "双周特惠", **took, **said})


def coupon(**said: Any) -> Coupon:
    return Coupon(**{"id": 1, "held_id": 7, "title": "老朋友券", "off_fen": 1_000, **said})


def priced(*lines: PricedLine, at: datetime = AT, **market: Any) -> Quote:
    known = {"newcomer": False, **market}
    return quote(lines or [line()], context=QuoteContext(buyer_id=1, at=at, market=Market(**known)))


def given_by(made: Quote) -> list[tuple[str, int]]:
    return [(verdict.rule, verdict.off_fen) for verdict in made.given]


lines = st.lists(
    st.builds(
        PricedLine,
        product=st.sampled_from(CODES),
        title=st.just("课"),
        unit_fen=st.integers(0, 10_000_000),
        quantity=st.integers(1, 9),
        refund_days=st.integers(0, 60),
        refund_percent=st.integers(0, 100),
    ),
    max_size=5,
)
scopes = st.none() | st.frozensets(st.sampled_from(CODES))
edges = st.none() | st.integers(-2, 2).map(lambda days: AT + timedelta(days=days))
takings = st.one_of(
    st.fixed_dictionaries({"price_fen": st.integers(0, 10_000_000)}),
    st.fixed_dictionaries({"percent": st.integers(1, 99)}),
    st.fixed_dictionaries({"off_fen": st.integers(1, 10_000_000)}),
)


@st.composite
def markets(draw: st.DrawFn) -> Market:
    deals = tuple(
        Deal(
            id=number,
            kind=draw(st.sampled_from(Kind)),
            title=f"活动{number}",
            codes=draw(scopes),
            left=draw(st.none() | st.integers(0, 3)),
            once=draw(st.booleans()),
            threshold_fen=draw(st.integers(0, 20_000_000)),
            starts_at=draw(edges),
            ends_at=draw(edges),
            members=frozenset({"vip"}),
            **draw(takings),
        )
        for number in range(draw(st.integers(0, 4)))
    )
    coupons = tuple(
        Coupon(
            id=number,
            held_id=number + 1,
            title=f"券{number}",
            codes=draw(scopes),
            joins=draw(st.booleans()),
            threshold_fen=draw(st.integers(0, 20_000_000)),
            valid_until=draw(edges),
            **draw(
                st.just({"whole": True})
                | st.fixed_dictionaries({"off_fen": st.integers(1, 10_000_000)})
                | st.fixed_dictionaries({"percent": st.integers(1, 99), "most_fen": st.none() | st.integers(1, 5_000)})
            ),
        )
        for number in range(draw(st.integers(0, 3)))
    )
    return Market(
        deals=deals,
        coupons=coupons,
        newcomer=draw(st.none() | st.booleans()),
        member_of=draw(st.frozensets(st.sampled_from(["vip", "a"]))),
        spent=draw(st.frozensets(st.integers(0, 3))),
        wanted=draw(st.none() | st.sampled_from(["", "held:1", "held:2", "held:99"])),
        points_fen=draw(st.integers(0, 500)),
        credits=tuple(
            Credit(
                source=f"order_line:{number}",
                kind=draw(st.sampled_from(CreditKind)),
                product=draw(st.sampled_from(CODES)),
                title=f"课{number}",
                fen=draw(st.integers(1, 10_000_000)),
                valid_from=draw(edges),
                valid_until=draw(edges),
            )
            for number in range(draw(st.integers(0, 3)))
        ),
    )


@given(lines, markets())
def test_lines_sum_to_the_total_and_no_line_is_negative_or_dearer_than_its_list_price(
    found: list[PricedLine], market: Market
) -> None:
    made = quote(found, context=QuoteContext(buyer_id=1, at=AT, market=market))
    assert made.total_fen == sum(x.total_fen for x in made.lines)
    assert all(0 <= x.total_fen <= x.list_fen for x in made.lines)
    assert made.total_fen == made.list_fen - sum(x.off_fen for x in made.applied)
    assert made.sentence


@given(lines, markets())
def test_the_same_question_has_the_same_answer(found: list[PricedLine], market: Market) -> None:
    context = QuoteContext(buyer_id=1, at=AT, market=market)
    assert quote(found, context=context).to_json() == quote(found, context=context).to_json()


@given(lines, markets())
def test_nothing_is_used_that_is_gone_spent_over_or_for_others(found: list[PricedLine], market: Market) -> None:
    made = quote(found, context=QuoteContext(buyer_id=1, at=AT, market=market))
    deals = {one.id: one for one in market.deals}
    for used in made.used:
        one = deals[used.deal_id]
        assert one.runs(AT)
        assert one.id not in market.spent
        assert one.left is None or used.quantity <= one.left
        assert not one.once or used.quantity == 1
        assert one.kind != Kind.NEWCOMER or market.newcomer
        assert one.kind != Kind.MEMBER or "vip" in market.member_of
    assert made.coupon is None or (made.coupon.runs(AT) and market.wanted != "")
    for before, off_fen in made.credits:
        assert before.runs(AT)
        assert 0 < off_fen <= before.fen


@given(lines, markets())
def test_a_choice_of_the_buyers_is_never_better_than_the_one_made_for_them(
    found: list[PricedLine], market: Market
) -> None:
    def total(wanted: str | None) -> int:
        chosen = Market(**{**vars(market), "wanted": wanted})
        return quote(found, context=QuoteContext(buyer_id=1, at=AT, market=chosen)).total_fen

    assert total(None) == min(map(total, [None, "", *(one.choice for one in market.coupons)]))


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
        "coupon": None,
        "coupon_fen": 0,
        "uses": [],
        "credits": [],
        "ends_at": None,
    }


def test_of_several_deals_the_lowest_price_wins_and_they_never_add_up() -> None:
    made = priced(deals=(deal(percent=80), deal(Kind.FLASH, id=2, price_fen=4_900), deal(id=3, off_fen=3_000)))
    assert (made.total_fen, given_by(made)) == (4_900, [("flash", 5_000)])
    assert made.sentence == "标价 ¥99，双周特惠省 ¥50，付 ¥49。"


def test_a_newcomers_price_is_for_one_line_and_for_whoever_never_paid() -> None:
    one_yuan = deal(Kind.NEWCOMER, price_fen=100, once=True)
    both = [line(), line(product="b", unit_fen=19_900)]
    assert priced(*both, deals=(one_yuan,), newcomer=True).total_fen == 9_900 + 100
    assert priced(*both, deals=(one_yuan,), newcomer=False).total_fen == 9_900 + 19_900
    told = priced(deals=(one_yuan,), newcomer=None).applied[1]
    assert (told.off_fen, told.text) == (0, "双周特惠：登录后看你能不能用")


def test_members_pay_the_members_price() -> None:
    for_members = deal(Kind.MEMBER, percent=50, members=frozenset({"vip"}))
    assert priced(deals=(for_members,), member_of=frozenset({"vip"})).total_fen == 4_950
    assert priced(deals=(for_members,)).total_fen == 9_900


def test_free_for_a_time_needs_no_payment_and_no_terms() -> None:
    made = priced(deals=(deal(Kind.FREE, price_fen=0),))
    assert (made.total_fen, made.terms, made.sentence) == (0, (), "标价 ¥99，双周特惠省 ¥99，不需要付款。")


@pytest.mark.parametrize(("second", "total"), [(10_000, 19_900), (10_100, 15_000)])
def test_spend_and_save_counts_from_its_threshold_on(second: int, total: int) -> None:
    save = deal(Kind.SPEND, off_fen=5_000, threshold_fen=20_000)
    made = priced(line(), line(product="b", unit_fen=second), deals=(save,))
    assert made.total_fen == total


def test_what_spend_and_save_takes_is_split_over_the_lines_it_covers() -> None:
    save = deal(Kind.SPEND, off_fen=1_000, threshold_fen=0, codes=frozenset({"a", "b"}))
    made = priced(line(), line(product="b", unit_fen=19_800), line(product="c"), deals=(save,))
    assert [x.total_fen for x in made.lines] == [9_900 - 333, 19_800 - 667, 9_900]


def test_a_deal_that_would_cost_the_buyer_a_better_threshold_is_left_out() -> None:
    small = deal(percent=95)
    save = deal(Kind.SPEND, id=2, off_fen=2_000, threshold_fen=9_900)
    assert given_by(priced(deals=(small, save))) == [("spend", 2_000)]


def test_a_coupon_joins_a_deal_unless_it_says_otherwise() -> None:
    flash = deal(Kind.FLASH, price_fen=5_000)
    assert priced(deals=(flash,), coupons=(coupon(),)).total_fen == 4_000
    assert priced(deals=(flash,), coupons=(coupon(joins=False),)).total_fen == 5_000
    assert priced(deals=(flash,), coupons=(coupon(joins=False, off_fen=6_000),)).total_fen == 3_900


def test_one_coupon_an_order_the_best_one_and_among_equals_the_one_that_ends_first() -> None:
    soon, late = AT + timedelta(days=1), AT + timedelta(days=9)
    three = (coupon(held_id=1, off_fen=500), coupon(held_id=2, valid_until=late), coupon(held_id=3, valid_until=soon))
    made = priced(coupons=three)
    assert made.coupon is not None
    assert (made.coupon.held_id, made.total_fen) == (3, 8_900)
    assert [one.text for one in made.applied if not one.off_fen and one.rule == "coupon"] == [
        "老朋友券：一单只用一张"
    ] * 2


def test_the_buyer_may_choose_another_coupon_or_none() -> None:
    two = (coupon(held_id=1, off_fen=500), coupon(held_id=2))
    assert priced(coupons=two, wanted="held:1").total_fen == 9_400
    assert priced(coupons=two, wanted="").total_fen == 9_900


def credit(**said: Any) -> Credit:
    known: dict[str, Any] = {
        "source": "order_line:1",
        "kind": CreditKind.TRIAL,
        "product": "a",
        "title": "体验课",
        "fen": 990,
    }
    return Credit(**{**known, **said})


def test_what_was_paid_before_comes_off_last_and_never_below_nothing() -> None:
    made = priced(deals=(deal(percent=50),), coupons=(coupon(),), points_fen=100, credits=(credit(),))
    assert given_by(made) == [("discount", 4_950), ("coupon", 1_000), ("points", 100), ("credit", 990)]
    assert made.sentence.endswith("《体验课》付过的钱抵 ¥9.90，付 ¥28.60。")
    two = (credit(fen=9_000), credit(source="order_line:2", fen=9_000))
    assert [(one.source, off) for one, off in priced(credits=two).credits] == [
        ("order_line:1", 9_000),
        ("order_line:2", 900),
    ]


def test_what_was_paid_before_counts_for_its_own_product_in_its_own_days() -> None:
    soon, past = AT + timedelta(days=1), AT - timedelta(days=1)
    assert priced(credits=(credit(product="b"),)).applied[1:] == ()
    assert priced(credits=(credit(valid_from=soon),)).hints == ["《体验课》付过的钱：11月22日 08:00 起可抵 ¥9.90"]
    assert priced(credits=(credit(valid_until=past),)).applied[1].text == "《体验课》付过的钱：抵扣已过期"


def test_a_coupon_of_per_cent_has_a_ceiling() -> None:
    assert priced(coupons=(coupon(off_fen=None, percent=90),)).total_fen == 8_910
    assert priced(coupons=(coupon(off_fen=None, percent=90, most_fen=500),)).total_fen == 9_400


def test_a_coupon_for_a_whole_course_pays_for_the_dearest_one() -> None:
    made = priced(line(), line(product="b", unit_fen=19_900), coupons=(coupon(off_fen=None, whole=True),))
    assert [x.total_fen for x in made.lines] == [9_900, 0]


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"valid_until": AT}, "老朋友券：已过期"),
        ({"valid_from": AT + timedelta(hours=1)}, "老朋友券：11月21日 09:00 起可用"),
        ({"threshold_fen": 20_000}, "老朋友券：满 ¥200 可用，这次不够或不适用"),
        ({"codes": frozenset({"z"})}, "老朋友券：这次不适用"),
    ],
)
def test_a_coupon_that_is_not_used_says_why(said: dict[str, Any], text: str) -> None:
    made = priced(coupons=(coupon(**said),))
    assert [(one.off_fen, one.text) for one in made.applied[1:]] == [(0, text)]


@pytest.mark.parametrize(
    ("said", "market", "text"),
    [
        ({"starts_at": AT + timedelta(hours=1)}, {}, "双周特惠：11月21日 09:00 开始"),
        ({"ends_at": AT}, {}, "双周特惠：已结束"),
        ({"left": 0}, {}, "双周特惠：已抢完"),
        ({}, {"spent": frozenset({1})}, "双周特惠：每人一次，你已经用过"),
        ({"kind": Kind.NEWCOMER}, {}, "双周特惠：只给第一次购买的人"),
        ({"kind": Kind.MEMBER}, {}, "双周特惠：会员专享"),
        ({"price_fen": 99_000}, {}, "双周特惠：有更优惠的，没有用上"),
    ],
)
def test_a_deal_that_gives_nothing_says_why(said: dict[str, Any], market: dict[str, Any], text: str) -> None:
    made = priced(deals=(deal(**said),), **market)
    assert [(one.off_fen, one.text) for one in made.applied[1:]] == [(0, text)]


def test_a_deal_ends_to_the_second() -> None:
    end, just = AT + timedelta(days=1), timedelta(microseconds=1)
    one = deal(starts_at=AT, ends_at=end)
    moments = [AT - just, AT, end - just, end]
    assert [priced(deals=(one,), at=at).total_fen for at in moments] == [9_900, 7_920, 7_920, 9_900]


def test_only_a_price_that_was_asked_lately_stands_struck_through() -> None:
    raised = {"a": 8_000}
    assert priced(deals=(deal(),)).was_fen == 9_900
    assert priced(deals=(deal(),), was_fen=raised).was_fen == 8_000
    assert priced(deals=(deal(percent=90),), was_fen=raised).was_fen is None
    assert priced().was_fen is None
