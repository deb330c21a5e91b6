"""How much of what is sold comes back: counted by SQL over paid orders, a number for each set of orders behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhiyu.commerce.filters import NONE
from zhiyu.commerce.models import Refund
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.platform import plain

# What the trade itself tells: of ten courses two to five are given back.
BAND = (20, 50)
SPANS = (3, 6, 12)
MOST = 200
BY = {
    "all": ("''", "''"),
    "product": ("line.code", "max(line.title)"),
    "month": ("line.month", "line.month"),
    "channel": ("line.channel", "line.channel"),
    "referrer": ("line.referrer", "line.referrer"),
}
LINES = """
with line as (
    select l.order_id, p.code, p.title, l.total_fen, o.channel, o.referrer,
        to_char(o.paid_at at time zone 'Asia/Shanghai', 'YYYY-MM') as month, back.fen back_fen, back.reasons
    from commerce_order o
    join commerce_orderline l on l.order_id = o.id
    join catalog_product p on p.id = l.product_id
    cross join lateral (
        select coalesce(sum(g.amount_fen), 0) fen, array_agg(distinct r.reason) reasons
        from commerce_refundline g join commerce_refund r on r.id = g.refund_id
        where g.line_id = l.id and r.status = any(%(undone)s)
        and not exists (select from commerce_refund f where f.follows_id = r.id)
    ) back
    where o.paid_at >= %(since)s and o.total_fen > 0 and l.total_fen > 0 and p.kind <> 'deposit'
)
"""
COUNTED = """
select {key}, {label}, count(distinct line.order_id) paid,
    count(distinct line.order_id) filter (where line.reasons is not null) back,
    sum(line.total_fen), coalesce(sum(line.back_fen) filter (where line.reasons is not null), 0)
from line group by 1 order by {order} limit %(most)s
"""
REASONS = """
select reason, count(distinct line.order_id), sum(line.back_fen)
from line cross join lateral unnest(line.reasons) reason group by 1 order by 2 desc, 1
"""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """``key`` is what a filter of orders calls it."""

    key: str
    label: str
    paid: int
    back: int
    paid_fen: int
    back_fen: int

    @property
    def percent(self) -> int:
        return (200 * self.back + self.paid) // (2 * self.paid) if self.paid else 0


@dataclass(frozen=True, kw_only=True)
class Why:
    reason: str
    label: str
    orders: int
    back_fen: int


def since(months: int) -> str:
    """The month that many months reach back to, this one counted."""
    today = now().astimezone(SHANGHAI)
    place = today.year * 12 + today.month - months
    return f"{place // 12:04d}-{place % 12 + 1:02d}"


def asked(month: str, **more: object) -> dict[str, object]:
    return {"since": f"{month}-01T00:00:00+08:00", "undone": [str(one) for one in Refund.UNDONE], **more}


def rates(by: str, *, since_month: str) -> list[Rate]:
    """``by`` is a key of ``BY``; the most sold come first, months the newest first."""
    key, label = BY[by]
    order = "1 desc" if by == "month" else "3 desc, 1"
    found = plain.rows(LINES + COUNTED.format(key=key, label=label, order=order), asked(since_month, most=MOST))
    return [
        Rate(
            key=name or NONE,
            label=title or _("没有记录"),
            paid=paid,
            back=back,
            paid_fen=int(paid_fen),
            back_fen=int(back_fen),
        )
        for name, title, paid, back, paid_fen, back_fen in found
    ]


def overall(*, since_month: str) -> Rate:
    found = rates("all", since_month=since_month)
    return found[0] if found else Rate(key=NONE, label="", paid=0, back=0, paid_fen=0, back_fen=0)


def reasons(*, since_month: str) -> Sequence[Why]:
    labels = dict(Refund.Reason.choices)
    found = plain.rows(LINES + REASONS, asked(since_month))
    return [
        Why(reason=reason, label=str(labels.get(reason, reason)), orders=orders, back_fen=int(fen))
        for reason, orders, fen in found
    ]


def band_words(percent: int) -> str:
    low, high = BAND
    if percent < low:
        return _("低于行业里常见的 20%–50%。每 10 份里退 2 到 5 份，是这一行自己说的数。")
    if percent <= high:
        return _("在行业里常见的 20%–50% 之间。从退得最多的课程和原因看起。")
    return _("高于行业里常见的 20%–50%。先看退得最多的课程，介绍和实际是不是一样。")
