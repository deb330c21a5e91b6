"""What could not be settled by itself, whatever it is, in one shape: why, since when, and what a person can do."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiyu.commerce.models import Order, Payment, PaymentAttempt, Refund, Wallet, WalletEntry
from zhiyu.kernel.errors import NotFound
from zhiyu.kernel.money import yuan

SHOWN = 100
Text = str | Promise
LEFT_BALANCE = _("这个账号已经注销，钱退回了它的余额，没有人能用。请联系当时的买家，另外把钱退给对方。")
SILENT_ATTEMPT = _("支付渠道几天都没有回答这笔订单付了没有，所以既不能开通，也不敢关闭。")
REFUND_WHY: dict[str, Text] = {
    Refund.Status.ABNORMAL: _("支付渠道没有退成功，多半是付款人的卡已注销，或商户余额不够。"),
    Refund.Status.CLOSED: _("支付渠道关闭了这笔退款，钱还没有退给学员。"),
    Refund.Status.APPROVED: _("请支付渠道退款好几天了，一直没有得到确定的回答。"),
    Refund.Status.PROCESSING: _("支付渠道说正在退，可是好几天了还没有退到。"),
}


@dataclass(frozen=True, kw_only=True)
class StuckItem:
    """``kind`` and ``pk`` name the row; ``may_return``: what came can be sent back by a button."""

    kind: str
    pk: int
    order: Order
    since: datetime
    amount_fen: int
    why: Text
    number: str
    may_ask: bool = True
    may_return: bool = False


def silent_attempts() -> Q:
    return Q(stuck_at__isnull=False, order__status=Order.Status.PENDING)


def held_payments() -> Q:
    return Q(suspended=True, cleared_at__isnull=True)


def stuck_refunds() -> Q:
    return Q(stuck_at__isnull=False)


def left_balances() -> Q:
    """Money that came back to the balance of somebody who had closed their account, for a gift that nobody took say."""
    return Q(balance_fen__gt=0, user__closed_at__isnull=False)


def stuck_count() -> int:
    """All kinds in one statement."""
    attempts = PaymentAttempt.objects.filter(silent_attempts()).values("pk")
    payments = Payment.objects.filter(held_payments()).values("pk")
    refunds = Refund.objects.filter(stuck_refunds()).values("pk")
    return attempts.union(payments, refunds, Wallet.objects.filter(left_balances()).values("pk"), all=True).count()


def stuck_items() -> list[StuckItem]:
    """Longest stuck first, in a query for each kind."""
    attempts = PaymentAttempt.objects.filter(silent_attempts()).select_related("order__buyer")
    payments = Payment.objects.filter(held_payments()).select_related("order__buyer", "attempt")
    refunds = Refund.objects.filter(stuck_refunds()).select_related("order__buyer")
    entries = WalletEntry.objects.filter(wallet__in=Wallet.objects.filter(left_balances()), order__isnull=False)
    left = entries.select_related("order__buyer", "wallet").order_by("wallet", "-pk").distinct("wallet")
    found = [
        *map(of_attempt, attempts.order_by("stuck_at")[:SHOWN]),
        *map(of_payment, payments.order_by("created_at")[:SHOWN]),
        *map(of_refund, refunds.order_by("stuck_at")[:SHOWN]),
        *map(of_balance, left[:SHOWN]),
    ]
    return sorted(found, key=lambda item: item.since)


def stuck_item(kind: str, pk: int) -> StuckItem:
    """One of them, by its name; what is not stuck (any more) is not found."""
    found = next((item for item in stuck_items() if (item.kind, item.pk) == (kind, pk)), None)
    if found is None:
        raise NotFound
    return found


def of_attempt(attempt: PaymentAttempt) -> StuckItem:
    return StuckItem(
        kind="attempt",
        pk=attempt.pk,
        order=attempt.order,
        since=attempt.stuck_at or attempt.created_at,
        amount_fen=attempt.amount_fen,
        why=SILENT_ATTEMPT,
        number=attempt.out_trade_no,
    )


def of_payment(payment: Payment) -> StuckItem:
    asked = payment.attempt.amount_fen if payment.attempt else payment.order.total_fen
    why = _("学员付了 ¥%(paid)s，而订单是 ¥%(asked)s，所以没有开通，订单已经关闭。这笔钱记在“待查款项”。")
    return StuckItem(
        kind="payment",
        pk=payment.pk,
        order=payment.order,
        since=payment.created_at,
        amount_fen=payment.amount_fen,
        why=why % {"paid": yuan(payment.amount_fen), "asked": yuan(asked)},
        number=payment.reference,
        may_ask=False,
        may_return=True,
    )


def of_refund(refund: Refund) -> StuckItem:
    return StuckItem(
        kind="refund",
        pk=refund.pk,
        order=refund.order,
        since=refund.stuck_at or refund.requested_at,
        amount_fen=refund.channel_fen,
        why=REFUND_WHY.get(refund.status, ""),
        number=refund.no,
    )


def of_balance(last: WalletEntry) -> StuckItem:
    if last.order is None:
        raise ValueError(f"entry {last.pk} speaks of no order")
    return StuckItem(
        kind="balance",
        pk=last.wallet_id,
        order=last.order,
        since=last.at,
        amount_fen=last.wallet.balance_fen,
        why=LEFT_BALANCE,
        number=last.order.no,
        may_ask=False,
    )
