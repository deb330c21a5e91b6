"""Reads of the channels' bills and of what they do not agree with."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zhiyu.commerce.models import Difference, Payment, PaymentAttempt, Refund, Statement, StatementRow
from zhiyu.kernel.clock import SHANGHAI, day_start, now
from zhiyu.kernel.errors import NotFound

READY_AT = dt.timedelta(hours=10)
"""Yesterday's bill is there at ten in the morning, Shanghai time."""
KEPT_DAYS = 90
Span = tuple[dt.datetime, dt.datetime]


def day_span(day: dt.date) -> Span:
    start = dt.datetime.combine(day, dt.time(), tzinfo=SHANGHAI)
    return start, start + dt.timedelta(days=1)


def last_day() -> dt.date:
    """The latest day whose bill can be there."""
    return (day_start(now() - READY_AT) - dt.timedelta(days=1)).date()


def first_day(provider: str) -> dt.date | None:
    """The day of the channel's first attempt, or the oldest that channels still keep."""
    first = PaymentAttempt.objects.filter(provider=provider).order_by("pk").values_list("created_at", flat=True).first()
    if first is None:
        return None
    return max(day_start(first).date(), last_day() - dt.timedelta(days=KEPT_DAYS - 1))


def days_due(provider: str) -> list[dt.date]:
    """Days whose bill is not here and may be asked for now, oldest first."""
    first, last = first_day(provider), last_day()
    if first is None:
        return []
    waiting = Q(fetched_at__isnull=False) | Q(ask_at__gt=now())
    settled = set(Statement.objects.filter(waiting, provider=provider).values_list("day", flat=True))
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day not in settled]


def rows_unknown(statement: Statement) -> list[StatementRow]:
    """Lines that speak of nothing in our books yet."""
    payment = Payment.objects.filter(provider=statement.provider, reference=OuterRef("reference"))
    refund = Refund.objects.filter(no=OuterRef("out_no"), status=Refund.Status.SUCCEEDED)
    loose = statement.rows.filter(payment=None, refund=None)
    missing = Q(~Exists(payment), kind="payment") | Q(~Exists(refund), kind="refund")
    return list(loose.filter(missing).order_by("number"))


def statements_to_match(provider: str) -> Iterator[Statement]:
    """New ones, those with something open, and days of which we have something that no bill speaks of."""
    fetched = Statement.objects.select_for_update().filter(provider=provider, fetched_at__isnull=False)
    open_ones = Difference.objects.filter(statement=OuterRef("pk"), settled_at=None)
    loose = unspoken_days(provider)
    yield from fetched.filter(Q(matched_at=None) | Q(Exists(open_ones)) | Q(day__in=loose)).order_by("day")


def unspoken_days(provider: str) -> set[dt.date]:
    since = day_start() - dt.timedelta(days=KEPT_DAYS)
    paid = our_payments_unmatched(provider, span=(since, now())).values_list("paid_at", flat=True)
    back = our_refunds_unmatched(provider, span=(since, now())).values_list("settled_at", flat=True)
    return {day_start(at).date() for at in [*paid, *back] if at}


def our_payments_unmatched(
    provider: str, *, references: Sequence[str] | None = None, span: Span | None = None
) -> QuerySet[Payment]:
    found = Payment.objects.filter(provider=provider, statement_row=None)
    if references is not None:
        found = found.filter(reference__in=references)
    if span is not None:
        found = found.filter(paid_at__gte=span[0], paid_at__lt=span[1])
    return found.order_by("pk")


def our_refunds_unmatched(
    provider: str, *, numbers: Sequence[str] | None = None, span: Span | None = None
) -> QuerySet[Refund]:
    """What the channel gave back; what a person paid from the bank is on no bill of it."""
    done = Refund.objects.filter(payment__provider=provider, status=Refund.Status.SUCCEEDED, outside=False)
    found = done.filter(statement_row=None)
    if numbers is not None:
        found = found.filter(no__in=numbers)
    if span is not None:
        found = found.filter(settled_at__gte=span[0], settled_at__lt=span[1])
    return found.order_by("pk")


# --- pages ---------------------------------------------------------------------------------------------------------


def statements() -> QuerySet[Statement]:
    """Newest day first, with how many lines and open differences each has."""
    open_ones = Count("differences", filter=Q(differences__settled_at=None), distinct=True)
    return Statement.objects.annotate(open=open_ones, lines=Count("rows", distinct=True)).order_by("-day", "provider")


def statement_by_id(statement_id: int) -> Statement:
    found = statements().filter(pk=statement_id).first()
    if found is None:
        raise NotFound
    return found


def differences_of(statement: Statement) -> QuerySet[Difference]:
    """What is open first."""
    return statement.differences.select_related("order", "settled_by").order_by("settled_at", "pk")


def difference_by_id(difference_id: int) -> Difference:
    found = Difference.objects.select_related("statement").filter(pk=difference_id).first()
    if found is None:
        raise NotFound
    return found


def suspense_count() -> int:
    """Differences that nobody has explained."""
    return Difference.objects.filter(settled_at=None, because="").count()
