"""A learner's balance: it grows by what they let come back to it, and pays orders. Each movement is booked, once.

Whoever moves it holds the order's row first, then the wallet's.
"""

from zhiyu.commerce.errors import BalanceTooLow
from zhiyu.commerce.models import Order, Refund, Wallet, WalletEntry
from zhiyu.ledger.actions import post

Kind = WalletEntry.Kind
HELD = "payable:held"


def purse(user_id: int) -> str:
    """The ledger's account of a learner's balance."""
    return f"wallet:{user_id}"


def move(*, user_id: int, fen: int, kind: WalletEntry.Kind, source: str, order: Order | None, against: str) -> None:
    """``fen`` more, or less when negative; ``against``: the account it comes from or goes to."""
    Wallet.objects.get_or_create(user_id=user_id)
    wallet = Wallet.objects.select_for_update().get(user_id=user_id)
    if WalletEntry.objects.filter(source=source).exists():
        return
    if wallet.balance_fen + fen < 0:
        raise BalanceTooLow
    wallet.balance_fen += fen
    wallet.save(update_fields=["balance_fen"])
    WalletEntry.objects.create(
        wallet=wallet, kind=kind, amount_fen=fen, balance_fen=wallet.balance_fen, source=source, order=order
    )
    post(source=source, memo=str(order or user_id), lines=[(against, fen), (purse(user_id), -fen)])


def lock_balance(user_id: int) -> int:
    """What is there, and nobody moves it until the transaction ends."""
    wallet = Wallet.objects.select_for_update().filter(user_id=user_id).first()
    return wallet.balance_fen if wallet else 0


def hold_balance(order: Order, *, fen: int, again: bool = False) -> None:
    """Set aside for an order that waits for the rest of its money, or is paid by it whole."""
    source = f"order:{order.no}/held-again" if again else f"order:{order.no}/held"
    move(user_id=order.buyer_id, fen=-fen, kind=Kind.SPENT, source=source, order=order, against=HELD)


def release_balance(order: Order) -> None:
    if order.balance_fen:
        source, fen = f"order:{order.no}/released", order.balance_fen
        move(user_id=order.buyer_id, fen=fen, kind=Kind.RELEASED, source=source, order=order, against=HELD)


def refund_to_balance(order: Order, refund: Refund) -> None:
    if refund.balance_fen:
        source, fen = f"order:{order.no}/refund:{refund.no}/balance", refund.balance_fen
        move(
            user_id=order.buyer_id,
            fen=fen,
            kind=Kind.REFUND,
            source=source,
            order=order,
            against="payable:refunds",
        )


def take_for_payout(order: Order, refund: Refund) -> None:
    """From here on it is owed to the buyer by the channel that it came by."""
    move(
        user_id=order.buyer_id,
        fen=-refund.amount_fen,
        kind=Kind.PAID_OUT,
        source=f"order:{order.no}/refund:{refund.no}/paid-out",
        order=order,
        against="payable:refunds",
    )


def pay_from_bank(order: Order) -> int:
    """All that is left, given to its owner on another way; ``order``: what it last spoke of. Answers how much."""
    fen = lock_balance(order.buyer_id)
    if fen:
        last = WalletEntry.objects.filter(wallet__user=order.buyer_id).latest("pk")
        source = f"order:{order.no}/from-bank:{last.pk}"
        move(user_id=order.buyer_id, fen=-fen, kind=Kind.PAID_OUT, source=source, order=order, against="bank")
    return fen
