"""What must be true of a school whatever was done in it, told from orders, gifts and codes and not by its own reads."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from django.db import connection
from django.db.models import F, Sum

from tests.verbs.school import School
from zhiyu.access.models import Grant
from zhiyu.access.queries import entitlements_of, may_open, owns
from zhiyu.catalog.models import Product
from zhiyu.coaching.models import Delivery
from zhiyu.commerce.models import Exchange, Order, OrderLine, Payment, Refund, RefundLine, Wallet
from zhiyu.commerce.wallets import unbooked
from zhiyu.gifts.models import Code, Gift
from zhiyu.ledger.queries import balances
from zhiyu.promotions.models import Coupon, Credit, CreditUse, Deal, Held, Spent, Use

HELD = [Order.Status.PENDING, Order.Status.PAID, Order.Status.PARTLY_REFUNDED, Order.Status.REFUNDED]
Key = tuple[str, int]


class Oracle:
    """Reads the rows once a look; ``lengths`` remembers how long each grant was when it was first seen."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.lengths: dict[int, timedelta] = {}

    def look(self, at: datetime) -> None:
        self.at = at
        self.grants = list(Grant.objects.order_by("pk"))
        self.lines = list(OrderLine.objects.select_related("order").order_by("pk"))
        undone = RefundLine.objects.filter(refund__status__in=Refund.UNDONE)
        self.undone = set(undone.values_list("line_id", flat=True))
        self.counted = CreditUse.objects.filter(given_back_at=None, order_no__in=[x.order.no for x in self.lines])
        upgraded = self.counted.exclude(paid_at=None).filter(credit__kind="upgrade")
        self.upgraded = set(upgraded.values_list("credit__source", flat=True))
        self.gifts = {one.line_id: one for one in Gift.objects.all()}
        self.codes = list(Code.objects.select_related("batch").exclude(user=None))
        self.grants_are_what_was_bought_given_and_redeemed()
        self.nothing_is_had_twice()
        self.no_day_is_lost_and_none_runs_twice()
        self.access_is_the_union_of_live_grants()
        self.books_say_what_was_sold_and_what_channels_and_wallets_hold()
        self.nobody_gets_back_more_than_they_paid()
        self.seats_are_those_of_orders_and_codes()
        self.deals_and_coupons_are_those_of_orders()
        self.credits_are_those_of_orders()
        self.gifts_and_exchanges_follow_their_orders()

    # --- access ------------------------------------------------------------------------------------------------------

    def given(self) -> Iterator[tuple[str, list[int], int, bool]]:
        """(cause, products, whose, whether it stands) of all that was ever given."""
        for line in self.lines:
            gift = self.gifts.get(line.pk)
            to = line.order.buyer_id if line.to_buyer else gift.receiver_id if gift else None
            if line.order.paid_at is not None and to is not None:
                parts = [line.product_id] if line.parts is None else line.parts
                source = f"order_line:{line.pk}"
                yield source, parts, to, line.pk not in self.undone and source not in self.upgraded
        for code in self.codes:
            product = code.batch.product_id
            parts = [product]
            if product == self.school.bundle.pk:
                parts = [self.school.writing.product_id, self.school.reading.product_id]
            yield f"code:{code.pk}", parts, code.user_id or 0, code.state == Code.State.REDEEMED

    def grants_are_what_was_bought_given_and_redeemed(self) -> None:
        wanted = {(why, part): (to, stands) for why, parts, to, stands in self.given() for part in parts}
        found = {(one.source, one.product_id): (one.user_id, one.revoked_at is None) for one in self.grants}
        assert found == wanted

    def nothing_is_had_twice(self) -> None:
        """What is had for ever adds nothing to itself: neither a course nor one of its intakes nor a membership."""
        alone = {why for why, parts, _to, stands in self.given() if stands and len(parts) == 1}
        plan = {one.product_id for one in self.school.plan.variants.all()}
        had: Counter[tuple[int, str]] = Counter()
        for one in self.grants:
            if one.source in alone and one.sessions is None and one.valid_until is None:
                camp = one.product_id in self.school.seasons
                had[one.user_id, "camp" if camp else "plan" if one.product_id in plan else str(one.product_id)] += 1
        assert not {what: n for what, n in had.items() if n > 1}

    def no_day_is_lost_and_none_runs_twice(self) -> None:
        """A month stays as long as it was when it was given, and begins where another of the same person ends."""
        spans: dict[int, list[tuple[datetime, datetime]]] = {}
        for one in self.grants:
            if one.valid_until is None:
                continue
            length = one.used_before + (one.valid_until - one.valid_from)
            assert self.lengths.setdefault(one.pk, length) == length
            assert one.used_before >= timedelta()
            if one.revoked_at is None and one.sessions is None:
                assert timedelta(days=28) <= length <= timedelta(days=33)
                spans.setdefault(one.user_id, []).append((one.valid_from, one.valid_until))
        for held in spans.values():
            for (_, ends), (begins, _) in pairwise(sorted(held)):
                assert ends <= begins

    def live(self, user_id: int) -> set[int]:
        return {
            one.product_id
            for one in self.grants
            if one.user_id == user_id
            and one.revoked_at is None
            and one.valid_from <= self.at
            and (one.valid_until is None or one.valid_until > self.at)
        }

    def opened(self, user_id: int) -> set[int]:
        return {course for product in self.live(user_id) for course in self.school.opened_by(product)}

    def access_is_the_union_of_live_grants(self) -> None:
        for person in self.school.people:
            opened = self.opened(person.pk)
            assert {one.product.pk for one in entitlements_of(person.pk)} == opened | self.live(person.pk)
            for product_id, lesson in self.school.walls.items():
                assert owns(person.pk, product_id) == may_open(person.pk, lesson.pk) == (product_id in opened)

    # --- money -------------------------------------------------------------------------------------------------------

    def books_say_what_was_sold_and_what_channels_and_wallets_hold(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")
        booked = balances()
        assert (sum(booked.values()), unbooked()) == (0, [])
        assert not Wallet.objects.filter(balance_fen__lt=0).exists()
        came = sum(Payment.objects.values_list("amount_fen", flat=True))
        refunds = Refund.objects.filter(status__in=Refund.UNDONE, follower=None)
        channel = [(one.status, one.channel_fen) for one in refunds]
        gone = sum(fen for status, fen in channel if status == Refund.Status.SUCCEEDED)
        owed = sum(fen for status, fen in channel if status != Refund.Status.SUCCEEDED)
        held = sum(Order.objects.filter(status="pending").values_list("balance_fen", flat=True))
        assert booked.get("receivable:wechat", 0) == came - gone
        assert (-booked.get("payable:refunds", 0), -booked.get("payable:held", 0)) == (owed, held)
        self.sales_are_the_lines_that_were_paid(booked)

    def sales_are_the_lines_that_were_paid(self, booked: dict[str, int]) -> None:
        codes = dict(Product.objects.values_list("pk", "code"))
        wanted: Counter[str] = Counter()
        for line in self.lines:
            if line.order.paid_at is not None:
                wanted[f"sales:{codes[line.product_id]}"] -= line.total_fen
        back = RefundLine.objects.filter(refund__status__in=Refund.UNDONE, refund__follower=None)
        for product_id, fen in back.values_list("line__product_id", "amount_fen"):
            wanted[f"refunds:{codes[product_id]}"] += fen
        kept = {account: fen for account, fen in booked.items() if account.startswith(("sales:", "refunds:"))}
        assert without_nothing(kept.items()) == without_nothing(wanted.items())

    def nobody_gets_back_more_than_they_paid(self) -> None:
        assert not OrderLine.objects.filter(refunded_fen__gt=F("total_fen")).exists()
        for payment in Payment.objects.prefetch_related("refunds__follower"):
            standing = [one for one in payment.refunds.all() if not hasattr(one, "follower")]
            assert sum(one.channel_fen for one in standing if one.status in Refund.UNDONE) <= payment.amount_fen

    # --- what there is little of -------------------------------------------------------------------------------------

    def seats_are_those_of_orders_and_codes(self) -> None:
        wanted: Counter[int] = Counter()
        for line in self.lines:
            if line.order.status in HELD and line.pk not in self.undone:
                wanted.update({line.product_id, *(line.parts or [])})
        for why, parts, _to, stands in self.given():
            if why.startswith("code:") and stands:
                wanted.update(parts)
        wanted.update(
            code.batch.product_id
            for code in self.codes
            if code.state == Code.State.REDEEMED and code.batch.product_id == self.school.bundle.pk
        )
        for product in Product.objects.all():
            assert product.taken == wanted[product.pk], product
            assert product.stock is None or product.taken <= product.stock

    def deals_and_coupons_are_those_of_orders(self) -> None:
        orders = {one.no: one for one in Order.objects.all()}
        kept = {one.order.no for one in self.lines if one.order.status in HELD and one.pk not in self.undone}
        units: Counter[int] = Counter()
        for no in kept:
            units.update(dict(orders[no].quote["uses"]))
        standing = Use.objects.filter(given_back_at=None).values_list("deal_id").annotate(n=Sum("quantity"))
        assert dict(standing) == {deal_id: n for deal_id, n in units.items() if n}
        for deal in Deal.objects.all():
            assert deal.taken == units[deal.pk]
            assert deal.stock is None or deal.taken <= deal.stock
        for coupon in Coupon.objects.all():
            assert coupon.issued == coupon.held.count() <= (coupon.budget or 99)
        on = {one.order_no: one for one in Held.objects.exclude(order_no="")}
        assert len(on) == Held.objects.exclude(order_no="").count()
        assert {no for no in kept if orders[no].quote["coupon"]} <= set(on)
        for no, held in on.items():
            assert orders[no].quote["coupon"] == f"held:{held.pk}"
            assert (orders[no].buyer_id, orders[no].status != "closed") == (held.user_id, True)
            assert (held.used_at is None) == (orders[no].status == "pending")
        assert not Spent.objects.exclude(use__order_no__in=[no for no, x in orders.items() if x.status in HELD])

    def credits_are_those_of_orders(self) -> None:
        """What counts is on orders that stand, no more than there is, and no money is behind two prices."""
        orders = {one.no: one.status for one in Order.objects.all()}
        uses = list(self.counted.all())
        assert all(orders[use.order_no] in HELD for use in uses)
        assert all((use.paid_at is None) == (orders[use.order_no] == "pending") for use in uses)
        for credit in Credit.objects.all():
            mine = [use for use in uses if use.credit_id == credit.pk]
            assert credit.used_fen == sum(use.off_fen for use in mine) <= credit.fen
            assert credit.unspent_fen + sum(use.paid_fen for use in mine) == credit.paid_fen
            assert not (mine and credit.voided_at)

    def gifts_and_exchanges_follow_their_orders(self) -> None:
        for line in self.lines:
            gift = self.gifts.get(line.pk)
            assert (gift is None) == line.to_buyer
            if gift is not None and line.order.paid_at is not None:
                assert (gift.state == Gift.State.RETURNED) == (line.pk in self.undone)
        for exchange in Exchange.objects.filter(status=Exchange.Status.DONE).select_related("refund", "order"):
            assert exchange.line_id in self.undone
            assert exchange.refund
            assert exchange.order
            assert exchange.refund.amount_fen == exchange.refund.balance_fen == exchange.value_fen
        used = Counter(Delivery.objects.filter(undoing=None).values_list("grant_id", flat=True))
        assert {one.pk: one.used for one in self.grants if one.used} == used


def without_nothing(figures: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {account: fen for account, fen in figures if fen}
