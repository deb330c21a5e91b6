"""Whatever is bought, left, paid late and given back, in whatever order: units and coupons are where orders are."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make
from tests.pace import examples
from tests.promotions import build
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course
from zhiyu.commerce.actions import cancel_order, confirm_payment, request_refund
from zhiyu.commerce.models import Order, PaymentAttempt, Refund
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import DomainError
from zhiyu.ledger.models import Line
from zhiyu.promotions.actions import claim_coupon
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models import Coupon, Deal, Held, Spent, Use

pytestmark = pytest.mark.django_db
HELD = [Order.Status.PENDING, Order.Status.PAID]


class Shop:
    """Two buyers, two courses, a flash sale of two units once a person, a newcomer's price, two coupons of a budget."""

    def __init__(self) -> None:
        Deal.objects.update(state=Deal.State.OFF)
        Coupon.objects.update(on=False)
        self.buyers: list[User] = [make.user(), make.user()]
        self.courses: list[Course] = [make.course(lessons=6, stock=2), make.course(lessons=6, price_fen=19_900)]
        ids = [course.product_id for course in self.courses]
        self.deals = [
            build.deal(Kind.FLASH, price_fen=6_000, stock=2, once=True, products=ids),
            build.deal(Kind.NEWCOMER, price_fen=8_000, once=True, products=ids[1:]),
            build.deal(Kind.SPEND, off_fen=500, threshold_fen=5_000, products=ids),
        ]
        self.coupons = [build.coupon(budget=1, products=ids), build.coupon(budget=3, whole=True, products=ids[:1])]
        self.orders: list[Order] = []

    def buy(self, who: int, what: int) -> None:
        self.orders.append(build.order(self.buyers[who], self.courses[what]))

    def both(self, who: int, _what: int) -> None:
        self.orders.append(build.order(self.buyers[who], *self.courses, coupon=""))

    def claim(self, who: int, what: int) -> None:
        claim_coupon(coupon_id=self.coupons[what].pk, user_id=self.buyers[who].pk)

    def begin(self, _who: int, what: int) -> None:
        make.attempt(self.orders[-1 - what])

    def pay(self, _who: int, what: int) -> None:
        """However late: a closed order's attempt can be paid too."""
        attempt = PaymentAttempt.objects.filter(order=self.orders[-1 - what]).latest("pk")
        confirm_payment(
            out_trade_no=attempt.out_trade_no,
            provider="wechat",
            reference=f"walk-{attempt.out_trade_no}",
            paid_fen=attempt.amount_fen,
            paid_at=now(),
        )

    def cancel(self, _who: int, what: int) -> None:
        order = self.orders[-1 - what]
        cancel_order(order_no=order.no, buyer_id=order.buyer_id)

    def refund(self, _who: int, what: int) -> None:
        order = self.orders[-1 - what]
        request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")

    def check(self) -> None:
        orders = {order.no: order for order in Order.objects.filter(buyer__in=self.buyers)}
        for deal in Deal.objects.filter(pk__in=[one.pk for one in self.deals]):
            uses = list(Use.objects.filter(deal=deal, given_back_at=None))
            assert deal.taken == sum(use.quantity for use in uses)
            assert deal.stock is None or deal.taken <= deal.stock
            assert all(orders[use.order_no].status in HELD for use in uses)
            assert all((use.paid_at is not None) == (orders[use.order_no].status == "paid") for use in uses)
        for coupon in Coupon.objects.filter(pk__in=[one.pk for one in self.coupons]):
            held = list(Held.objects.filter(coupon=coupon))
            assert coupon.issued == len(held) <= (coupon.budget or 0)
            assert all(orders[one.order_no].status in HELD for one in held if one.order_no)
        for order in orders.values():
            # From the approval on, though the money is still on its way.
            undone = order.refunds.filter(status__in=Refund.UNDONE, lines__isnull=False).exists()
            stands = order.status in HELD and not undone
            wanted = [deal_id for deal_id, _units in order.quote["uses"]] if stands else []
            mine = Use.objects.filter(order_no=order.no, given_back_at=None).values_list("deal_id", flat=True)
            assert sorted(mine) == sorted(wanted)
            kept = bool(order.quote["coupon"]) and stands
            assert Held.objects.filter(order_no=order.no).count() == kept
        persons = list(Spent.objects.filter(deal__in=self.deals).values_list("deal", "person"))
        assert len(persons) == len(set(persons))
        assert sum(Line.objects.values_list("amount_fen", flat=True)) == 0


STEPS: dict[str, Callable[[Shop, int, int], None]] = {
    name: getattr(Shop, name) for name in ("buy", "both", "claim", "begin", "pay", "cancel", "refund")
}
BEGINNINGS = [["claim", "buy"], ["buy", "begin", "pay"], ["claim", "buy", "begin", "pay", "refund"], ["both"]]
steps = st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 1), st.integers(0, 1)), max_size=16)


@settings(max_examples=examples(12), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(BEGINNINGS), steps)
def test_units_and_coupons_follow_their_orders_through_any_sequence(
    begun: list[str], taken: list[tuple[str, int, int]]
) -> None:
    shop = Shop()
    for name, who, what in [*((name, 0, 0) for name in begun), *taken]:
        with suppress(DomainError, IndexError, PaymentAttempt.DoesNotExist):
            STEPS[name](shop, who, what)
        shop.check()
