"""Reads of orders, payments and refunds. Whose they are is in the name and in the WHERE."""

import datetime as dt
import functools
import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Reverse
from django.db.models.lookups import StartsWith

from zhiyu.accounts.models import User
from zhiyu.accounts.queries import LEAST_DIGITS, found_people
from zhiyu.catalog.models import Bundle, Course, Plan, PreSale, Product, Single, Variant
from zhiyu.catalog.plans import SOLD_AS
from zhiyu.commerce.models import AfterSale, Order, OrderLine, Payment, PaymentAttempt, Refund, RefundLine
from zhiyu.kernel.clock import days_ago, now
from zhiyu.kernel.cursors import COUNTED
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import plain

Status = Order.Status
# What a product is sold as, beside a line.
GOODS = tuple(f"product__{one}" for one in SOLD_AS)
LATELY = 90
LENGTH_OF_DAY = len("20261121")


# --- a buyer's orders ----------------------------------------------------------------------------------------------


def orders_of_user(user_id: int, *, status: str = "") -> QuerySet[Order]:
    """Newest first, with lines and refunds."""
    mine = with_lines(Order.objects.filter(buyer_id=user_id))
    return mine.filter(status=status) if status in Status.values else mine


def order_of(user_id: int, no: str) -> Order:
    """The buyer's own order; another's does not exist for them."""
    found = next(iter(plain.found(Order, "where buyer_id = %s and no = %s", [user_id, no])), None)
    if found is None:
        raise NotFound
    remember(found, "lines", lines_with_goods(found))
    remember(found, "refunds", plain.found(Refund, "where order_id = %s order by id desc", [found.pk]))
    return found


LINES = "from commerce_orderline l join catalog_product p on p.id = l.product_id"
SOLD_BY = """
left join catalog_course c on c.product_id = p.id
left join catalog_variant v on v.product_id = p.id left join catalog_plan n on n.id = v.plan_id
left join catalog_bundle b on b.product_id = p.id
left join catalog_single s on s.product_id = p.id left join catalog_course k on k.id = s.course_id
"""
OF_ORDER = "where l.order_id = %s order by l.id"


def lines_with_products(order: Order) -> list[OrderLine]:
    found = []
    for line, line.product in plain.together({"l": OrderLine, "p": Product}, f"{LINES} {OF_ORDER}", [order.pk]):
        line.order = order
        found.append(line)
    return found


def lines_with_goods(order: Order) -> list[OrderLine]:
    """With the course, the plan or the bundle that each was sold as."""
    found = []
    tables = {"l": OrderLine, "p": Product, "c": Course, "v": Variant, "n": Plan, "b": Bundle, "s": Single, "k": Course}
    for line, product, *sold_as in plain.together(tables, f"{LINES} {SOLD_BY} {OF_ORDER}", [order.pk]):
        course, variant, plan, bundle, single, of_single = sold_as
        line.order, line.product = order, product
        if course.pk:
            product.course = course
        if variant.pk:
            product.variant, variant.plan = variant, plan
        if bundle.pk:
            product.bundle = bundle
        if single.pk:
            product.single, single.course = single, of_single
        found.append(line)
    return found


def remember(order: Order, name: str, rows: list[Any]) -> None:
    """As if they had been prefetched."""
    found: Any = getattr(order, name).all()
    found._result_cache, found._prefetch_done = rows, True  # noqa: SLF001 -- what prefetching itself does
    order.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found


def order_counts_of(user_id: int) -> dict[str, int]:
    return counts(Order.objects.filter(buyer_id=user_id))


def counts(orders: QuerySet[Order]) -> dict[str, int]:
    """How many orders stand in each state; "" is all."""
    rows = orders.values("status").annotate(n=Count("pk")).order_by()
    found = dict.fromkeys(Status.values, 0) | {row["status"]: row["n"] for row in rows}
    return {"": sum(found.values())} | found


def with_lines(orders: QuerySet[Order]) -> QuerySet[Order]:
    lines = OrderLine.objects.select_related(*GOODS).order_by("pk")
    refunds = Refund.objects.order_by("-pk")
    return orders.prefetch_related(Prefetch("lines", lines), Prefetch("refunds", refunds)).order_by("-pk")


def kept_payment(order: Order) -> Payment | None:
    """The money that bought the order, not what came too late or twice."""
    return kept_payments().filter(order=order).order_by("pk").first()


def held_payments_of(order: Order) -> QuerySet[Payment]:
    """Money in another amount that nobody has decided about yet."""
    return order.payments.filter(suspended=True, cleared_at=None).order_by("pk")


def after_sale() -> AfterSale:
    return AfterSale.objects.filter(pk=1).first() or AfterSale(pk=1)


def refunds_lately(buyer_id: int) -> int:
    """How many refunds of theirs were agreed to in the last 90 days."""
    undone = Refund.objects.filter(order__buyer_id=buyer_id, status__in=Refund.UNDONE, follows=None)
    since = now() - dt.timedelta(days=LATELY)
    return (
        undone.exclude(reason__in=[*Refund.STRAY_REASONS, *Refund.HOUSE_REASONS])
        .filter(requested_at__gte=since)
        .count()
    )


def open_refund(order: Order) -> Refund | None:
    return order.refunds.filter(status__in=Refund.OPEN).exclude(reason__in=Refund.STRAY_REASONS).first()


def lines_kept(order: Order) -> QuerySet[OrderLine]:
    """Lines not given back."""
    undone = RefundLine.objects.filter(line=OuterRef("pk"), refund__status__in=Refund.UNDONE)
    return order.lines.filter(~Exists(undone)).select_related("product").order_by("pk")


def lines_unsettled(order: Order) -> QuerySet[OrderLine]:
    """Lines whose money is still here."""
    settled = RefundLine.objects.filter(line=OuterRef("pk"), refund__status=Refund.Status.SUCCEEDED)
    return order.lines.filter(~Exists(settled))


# --- what the clock has to look after ------------------------------------------------------------------------------


def expired_orders() -> QuerySet[Order]:
    return Order.objects.filter(status=Status.PENDING, close_at__lte=now()).order_by("close_at")


def attempts_to_query() -> QuerySet[PaymentAttempt]:
    """Attempts without money that are due; those of expired orders are asked after by the closing."""
    paid = Payment.objects.filter(attempt=OuterRef("pk"))
    closing = Q(order__status=Status.PENDING, order__expires_at__lte=now(), closed_at=None)
    due = PaymentAttempt.objects.filter(~Exists(paid), ~closing, ask_at__lte=now())
    return due.select_related("order").order_by("ask_at")


def refunds_to_query() -> QuerySet[Refund]:
    """Refunds the channel owes an answer for."""
    waiting = [Refund.Status.APPROVED, Refund.Status.PROCESSING]
    due = Refund.objects.filter(status__in=waiting, payment__isnull=False, ask_at__lte=now())
    return due.select_related("payment__attempt", "order").order_by("ask_at")


# --- the studio ----------------------------------------------------------------------------------------------------


def matching(query: str) -> list[Q]:
    """What each way of finding an order finds, all from indexes; nothing asked is no way.

    Its number whole, from the day on or by its last digits; the number the channel knows; the buyer; the product.
    """
    word = query.strip()
    if not word:
        return []
    sources = [found_people(word, link="buyer")]
    products = list(Product.objects.filter(title__icontains=word).values_list("pk", flat=True))
    if products:
        sources.append(Q(pk__in=OrderLine.objects.filter(product__in=products).values("order")))
    if word.isascii() and word.isalnum():
        sources += numbered(word)
    return sources


def numbered(word: str) -> list[Q]:
    """The keys are looked up first: asked for the newest of a few, PostgreSQL would walk down to them from today."""
    attempts = PaymentAttempt.objects.filter(out_trade_no=word).values_list("order", flat=True)
    sources = [Q(pk__in=list(attempts))]
    if len(word) >= LEAST_DIGITS:
        ending = Order.objects.filter(StartsWith(Reverse("no"), word[::-1]))
        sources.append(Q(pk__in=list(ending.values_list("pk", flat=True))))
    if len(word) >= LENGTH_OF_DAY:
        ours = list(Order.objects.filter(no__startswith=word).values_list("pk", flat=True))
        sources += [Q(no__startswith=word, pk__range=(min(ours), max(ours)))] if ours else []
    return sources


def any_of(sources: Sequence[Q]) -> Q:
    return functools.reduce(operator.or_, sources, Q())


COUNTS = """
select asked.status, (select count(*) from (
    select from {table} one where one.status = asked.status order by one.id desc limit %(most)s
) counted)
from unnest(%(states)s::text[]) asked (status)
"""


def counts_for_studio(model: type[Order] | type[Refund]) -> dict[str, int]:
    """As ``counts``, but nobody counts a million for a label: none goes beyond one more than ``COUNTED``."""
    asked = {"states": model.Status.values, "most": COUNTED + 1}
    found = dict(plain.rows(COUNTS.format(table=model._meta.db_table), asked))  # noqa: SLF001 -- Django's documented API
    return {"": min(sum(found.values()), COUNTED + 1)} | found


def order_by_no(no: str) -> Order:
    found = with_lines(Order.objects.filter(no=no).select_related("buyer")).first()
    if found is None:
        raise NotFound
    return found


def payments_of(order: Order) -> QuerySet[Payment]:
    return order.payments.select_related("attempt").order_by("pk")


def refunds_for_studio(*, status: str = "") -> QuerySet[Refund]:
    """Newest first; the buyer, the lines and who decided come along."""
    lines = RefundLine.objects.select_related("line__product").order_by("pk")
    found = Refund.objects.select_related("order__buyer", "payment", "decided_by").prefetch_related(
        Prefetch("lines", lines)
    )
    return (found.filter(status=status) if status in Refund.Status.values else found).order_by("-pk")


def refund_by_id(refund_id: int) -> Refund:
    found = refunds_for_studio().filter(pk=refund_id).first()
    if found is None:
        raise NotFound
    return found


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    return {user.pk: str(user) for user in User.objects.filter(pk__in=set(user_ids))}


AMONG = 200


def recent_orders(limit: int = 8) -> QuerySet[Order]:
    """With what a line of the list shows, in the order of time.

    Numbers follow it closely enough to look only among the last ones, not closely enough to stand in for it: a demo
    school's past is made out of turn.
    """
    lines = OrderLine.objects.order_by("pk")
    last = Order.objects.order_by("-pk").values("pk")[:AMONG]
    shown = Order.objects.filter(pk__in=last).select_related("buyer").prefetch_related(Prefetch("lines", lines))
    return shown.order_by("-created_at", "-pk")[:limit]


@dataclass(frozen=True, kw_only=True)
class Money:
    """Money that moved in a time: in, back, and how many orders were paid."""

    paid_fen: int
    refunded_fen: int
    orders: int


# Each day is read from the index alone; what went back by itself is known from an index that holds little else.
TAKINGS = """
select paid.fen, back.fen, ordered.n
from unnest(%(starts)s::timestamptz[], %(ends)s::timestamptz[]) with ordinality day (start, stop, place)
cross join lateral (
    select coalesce(sum(p.amount_fen), 0) fen from commerce_payment p
    where not p.suspended and p.paid_at >= day.start and p.paid_at < day.stop and not exists (
        select from commerce_refund r where r.payment_id = p.id
        and r.reason in ('paid_too_late', 'paid_twice', 'paid_other_amount'))
) paid
cross join lateral (
    select coalesce(sum(r.amount_fen - r.balance_fen), 0) fen from commerce_refund r
    where r.status = 'succeeded' and r.settled_at >= day.start and r.settled_at < day.stop
    and r.reason not in ('paid_too_late', 'paid_twice', 'paid_other_amount')
) back
cross join lateral (
    select count(*) n from commerce_order o where o.paid_at >= day.start and o.paid_at < day.stop
) ordered
order by day.place
"""


def takings(spans: Sequence[tuple[dt.datetime, dt.datetime]]) -> list[Money]:
    """By the time of payment and of the channel's success; money that bought nothing counts on neither side."""
    starts, ends = [start for start, _end in spans], [end for _start, end in spans]
    found = plain.rows(TAKINGS, {"starts": starts, "ends": ends})
    return [Money(paid_fen=int(paid), refunded_fen=int(back), orders=orders) for paid, back, orders in found]


def money_between(start: dt.datetime, end: dt.datetime) -> Money:
    return takings([(start, end)])[0]


def kept_payments() -> QuerySet[Payment]:
    return Payment.objects.filter(suspended=False).exclude(refunds__reason__in=Refund.STRAY_REASONS)


def money_back() -> QuerySet[Refund]:
    """What left by a channel, and what cost nothing; not what only went to a balance."""
    stayed = Q(balance_fen__gt=0) & Q(balance_fen=F("amount_fen"))
    back = Refund.objects.filter(status=Refund.Status.SUCCEEDED)
    return back.exclude(reason__in=Refund.STRAY_REASONS).exclude(stayed)


@dataclass(frozen=True, kw_only=True)
class DayOfMoney:
    day: dt.date
    paid_fen: int
    refunded_fen: int
    orders: int


def daily_revenue(days: int = 30) -> list[DayOfMoney]:
    """The last ``days`` days in Shanghai, today last, none left out."""
    starts = [days_ago(n) for n in reversed(range(days))]
    found = takings([(start, start + dt.timedelta(days=1)) for start in starts])
    return [
        DayOfMoney(day=start.date(), paid_fen=money.paid_fen, refunded_fen=money.refunded_fen, orders=money.orders)
        for start, money in zip(starts, found, strict=True)
    ]


def relied_on(sale: PreSale) -> bool:
    """Whether anybody ever ordered its deposit: even an order that was closed may be paid late."""
    return OrderLine.objects.filter(product=sale.deposit_id).exists()
