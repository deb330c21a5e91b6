"""Which orders somebody wants to see: what the list, its exports and every number on the page of refund rates mean."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from zhiyu.catalog.models import Product
from zhiyu.commerce.models import Order, OrderLine, Refund
from zhiyu.commerce.queries import any_of, matching, with_lines
from zhiyu.kernel.clock import SHANGHAI
from zhiyu.kernel.cursors import stretch

LENGTH = 60
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
# Said of a channel or a referrer: the orders that name none.
NONE = "-"
STRETCH = 500
NEWEST = "created_at"
"""What the list is in the order of, and shows: what was taken over from elsewhere is older than its number."""
MONEY: dict[str, str | Promise] = {"paid": lazy("付过款"), "back": lazy("退过款")}


def month_start(month: str) -> datetime | None:
    """``2026-11`` as its first moment in Shanghai; None for anything else."""
    found = MONTH.fullmatch(month)
    return datetime(int(found[1]), int(found[2]), 1, tzinfo=SHANGHAI) if found else None


def next_month(start: datetime) -> datetime:
    return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """``money`` is ``paid`` or ``back``; ``product`` a code; ``month`` and ``since`` are months of payment."""

    query: str = ""
    status: str = ""
    product: str = ""
    month: str = ""
    since: str = ""
    channel: str = ""
    referrer: str = ""
    reason: str = ""
    money: str = ""

    @classmethod
    def of(cls, said: Mapping[str, str]) -> "Wanted":
        return cls(**{one.name: said.get(one.name, "").strip()[:LENGTH] for one in fields(cls)})

    @property
    def beyond(self) -> dict[str, str]:
        """What is asked besides words and state."""
        return {
            one.name: value
            for one in fields(self)
            if one.name not in {"query", "status"} and (value := getattr(self, one.name))
        }

    def words(self) -> list[tuple[str, str]]:
        """Each of ``beyond`` for people, by its name."""
        said = {
            "product": title_of(self.product) if self.product else "",
            "month": _("%(month)s 付款") % {"month": self.month},
            "since": _("%(month)s 以来付款") % {"month": self.since},
            "channel": _("渠道：%(name)s") % {"name": _("没有记录") if self.channel == NONE else self.channel},
            "referrer": _("推荐人：%(name)s") % {"name": _("没有记录") if self.referrer == NONE else self.referrer},
            "reason": dict(Refund.Reason.choices).get(self.reason, self.reason),
            "money": MONEY.get(self.money, self.money),
        }
        return [(name, str(said[name] or value)) for name, value in self.beyond.items()]


def title_of(code: str) -> str:
    return Product.objects.filter(code=code).values_list("title", flat=True).first() or code


def wanted_orders(wanted: Wanted) -> QuerySet[Order]:
    """Newest first, without the words, which ``matching`` turns into sources of their own."""
    found = with_lines(Order.objects.select_related("buyer")).order_by(f"-{NEWEST}", "-pk")
    if wanted.status in Order.Status.values:
        found = found.filter(status=wanted.status)
    return found.filter(*conditions(wanted))


def conditions(wanted: Wanted) -> Iterator[Q]:
    if wanted.product:
        lines = OrderLine.objects.filter(product__code=wanted.product)
        yield Q(pk__in=(lines.filter(total_fen__gt=0) if wanted.money else lines).values("order"))
    for name in ("channel", "referrer"):
        if value := getattr(wanted, name):
            yield Q(**{name: "" if value == NONE else value})
    yield from in_time(wanted)
    if wanted.money == "paid":
        yield Q(paid_at__isnull=False, total_fen__gt=0)
    if wanted.money == "back" or wanted.reason:
        yield given_back(wanted)


def in_time(wanted: Wanted) -> Iterator[Q]:
    """Nothing was paid in what is no month."""
    if wanted.month:
        start = month_start(wanted.month)
        yield Q(paid_at__gte=start, paid_at__lt=next_month(start)) if start else Q(pk__in=[])
    if wanted.since:
        since = month_start(wanted.since)
        yield Q(paid_at__gte=since) if since else Q(pk__in=[])


def given_back(wanted: Wanted) -> Q:
    """Of the wanted product, if one is, and for the wanted reason."""
    which: dict[str, object] = {"product__code": wanted.product} if wanted.product else {}
    if wanted.reason:
        which["refund_lines__refund__reason"] = wanted.reason
    # In one breath: the reason and the state are of the same refund.
    lines = OrderLine.objects.filter(total_fen__gt=0, refund_lines__refund__status__in=Refund.UNDONE, **which)
    return Q(pk__in=lines.values("order"))


def every(wanted: Wanted) -> Iterator[Order]:
    """All of them, newest first, read a stretch at a time: a list of any length takes the room of one stretch."""
    found = wanted_orders(wanted).filter(any_of(matching(wanted.query)))
    before: str | None = ""
    while before is not None:
        read = stretch(found, size=STRETCH, before=before, by=NEWEST)
        yield from read.rows
        before = read.older
