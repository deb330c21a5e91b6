"""Reads of balances: what somebody has, how it came about, and what of it can go back the way it came."""

from django.db.models import F, QuerySet, Sum

from zhiyu.commerce.models import Order, Payment, Refund, Wallet, WalletEntry
from zhiyu.ledger.queries import balances

PREFIX = "wallet:"


def balance_of(user_id: int) -> int:
    return Wallet.objects.filter(user_id=user_id).values_list("balance_fen", flat=True).first() or 0


def entries_of(user_id: int) -> QuerySet[WalletEntry]:
    """Newest first, with the order each speaks of."""
    return WalletEntry.objects.filter(wallet__user_id=user_id).select_related("order").order_by("-pk")


def standing_refunds(order: Order) -> QuerySet[Refund]:
    """Those that count: not said no to, and one that follows a closed one in its place."""
    return order.refunds.exclude(status=Refund.Status.REJECTED).filter(follower=None)


def owed_to_balance(order: Order) -> int:
    """What of the balance that paid the order has not come back to it yet: refunds go there first."""
    if not order.balance_fen:
        return 0
    back = standing_refunds(order).filter(status__in=Refund.UNDONE).aggregate(fen=Sum("balance_fen"))["fen"] or 0
    return max(0, order.balance_fen - back)


def orders_to_pay_out(user_id: int) -> QuerySet[Order]:
    """Orders whose channel money went to the balance when they were given back."""
    return Order.objects.filter(buyer_id=user_id, refunds__balance_fen__gt=0).distinct()


def way_back(order: Order) -> tuple[Payment, int] | None:
    """The payment by which the order's own money may still leave the balance, and how much of it."""
    payment = order.payments.filter(suspended=False).exclude(refunds__reason__in=Refund.STRAY_REASONS).first()
    if payment is None:
        return None
    standing = standing_refunds(order)
    undone = standing.filter(status__in=Refund.UNDONE).exclude(reason=Refund.Reason.PAID_OUT)
    figures = undone.aggregate(kept=Sum("balance_fen"), sent=Sum(F("amount_fen") - F("balance_fen")))
    asked = standing.filter(reason=Refund.Reason.PAID_OUT).aggregate(fen=Sum("amount_fen"))["fen"] or 0
    came_in = max(0, (figures["kept"] or 0) - order.balance_fen)
    fen = min(payment.amount_fen - (figures["sent"] or 0), came_in) - asked
    return (payment, fen) if fen > 0 else None


def open_payouts(user_id: int) -> list[Refund]:
    found = Refund.objects.filter(order__buyer_id=user_id, reason=Refund.Reason.PAID_OUT, status__in=Refund.OPEN)
    return list(found.order_by("pk"))


def unbooked() -> list[str]:
    """Wallets that are not what the books say, by their account; in a sound school there is none."""
    booked = {code: -fen for code, fen in balances().items() if code.startswith(PREFIX)}
    kept = {f"{PREFIX}{user_id}": fen for user_id, fen in Wallet.objects.values_list("user_id", "balance_fen")}
    summed = dict(Wallet.objects.annotate(fen=Sum("entries__amount_fen")).values_list("user_id", "fen"))
    wrong = {code for code in booked.keys() | kept.keys() if booked.get(code, 0) != kept.get(code, 0)}
    wrong |= {f"{PREFIX}{user_id}" for user_id, fen in summed.items() if (fen or 0) != kept[f"{PREFIX}{user_id}"]}
    return sorted(wrong)
