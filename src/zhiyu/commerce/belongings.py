"""What commerce keeps about a person: orders stay for the books, an open refund comes first."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiyu.accounts.belongings import Belonging
from zhiyu.commerce.models import Order, Refund
from zhiyu.commerce.wallets import balance_of

OPEN = [Refund.Status.REQUESTED, Refund.Status.APPROVED, Refund.Status.PROCESSING, Refund.Status.ABNORMAL]


def stops(user_id: int) -> Sequence[str]:
    found = []
    owed = Q(status__in=OPEN) | Q(stuck_at__isnull=False)
    if Refund.objects.filter(owed, order__buyer=user_id).exists():
        found.append(_("有一笔退款还没有结束，到账以后再注销。"))
    if Order.objects.filter(buyer=user_id, status=Order.Status.PENDING).exists():
        found.append(_("有一笔订单还没有付款，先付款或取消它。"))
    if balance_of(user_id):
        found.append(_("余额里还有钱，先用掉或申请退回原支付。"))
    return found


def kept(user_id: int) -> Sequence[str]:
    count = Order.objects.filter(buyer=user_id, paid_at__isnull=False).count()
    words = ngettext("%(n)s 笔订单和它的付款、退款、账目", "%(n)s 笔订单和它们的付款、退款、账目", count) % {"n": count}
    return [words] if count else []


def export(user_id: int) -> list[dict[str, Any]]:
    orders = Order.objects.filter(buyer=user_id).prefetch_related("lines", "payments", "refunds").order_by("pk")
    return [
        {
            "no": order.no,
            "status": order.status,
            "total_fen": order.total_fen,
            "refunded_fen": order.refunded_fen,
            "created_at": order.created_at,
            "paid_at": order.paid_at,
            "accepted": order.accepted,
            "lines": [
                {"title": line.title, "quantity": line.quantity, "total_fen": line.total_fen}
                for line in order.lines.all()
            ],
            "payments": [
                {"provider": one.provider, "reference": one.reference, "amount_fen": one.amount_fen, "at": one.paid_at}
                for one in order.payments.all()
            ],
            "refunds": [
                {"no": one.no, "status": one.status, "amount_fen": one.amount_fen, "reason": one.reason}
                for one in order.refunds.all()
            ],
        }
        for order in orders
    ]


ORDERS = Belonging(key="orders", export=export, kept=kept, stops=stops)
