"""Money comes in: an attempt to be paid is written down; later the payment is confirmed."""

from datetime import datetime

from django.db import transaction

from zhiyu.access.actions import hold_rights
from zhiyu.catalog.actions import hold_seats
from zhiyu.catalog.errors import SoldOut
from zhiyu.commerce.actions.crediting import account_of
from zhiyu.commerce.actions.fulfilment import (
    fulfil,
    let_go,
    lines_of,
    require_use,
    seats_of,
    still_approved,
    still_runs,
    takes,
)
from zhiyu.commerce.actions.patience import FIRST
from zhiyu.commerce.actions.wallets import HELD, hold_balance, release_balance
from zhiyu.commerce.errors import (
    AlreadyOwned,
    AmountMismatch,
    BalanceTooLow,
    NothingToPay,
    OnceOnly,
    OrderStateError,
    UnknownPayment,
)
from zhiyu.commerce.events import PaymentArrivedLate, RefundApproved
from zhiyu.commerce.models import Order, Payment, PaymentAttempt, Refund
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.kernel.ids import dated_no
from zhiyu.ledger.actions import post
from zhiyu.platform import audit, plain
from zhiyu.platform.bus import publish
from zhiyu.platform.live import tell
from zhiyu.promotions.actions import take_again, take_credits_again
from zhiyu.promotions.errors import CouponTaken, CreditTaken, DealGone, DealSpent

OPEN_ONCE = "(order_id, provider, method) where closed_at is null"


@transaction.atomic
def begin_attempt(*, order_no: str, provider: str, method: str, buyer_id: int | None = None) -> PaymentAttempt:
    """The intent, before anybody outside hears of it; one open attempt per way of paying."""
    order = next(iter(plain.found(Order, "where no = %s for update", [order_no])), None)
    if order is None or buyer_id not in {None, order.buyer_id}:
        raise NotFound
    if order.status != Order.Status.PENDING or order.expires_at <= now():
        raise OrderStateError
    if not (still_approved(order) and still_runs(order)):
        raise OrderStateError
    if not order.due_fen:
        raise NothingToPay
    require_use(order.buyer_id, lines_of(order))
    attempt = PaymentAttempt(
        order=order,
        provider=provider,
        method=method,
        out_trade_no=dated_no("P"),
        amount_fen=order.due_fen,
        ask_at=now() + FIRST,
    )
    if not plain.insert(attempt, unless=OPEN_ONCE):
        attempt = order.attempts.get(provider=provider, method=method, closed_at=None)
    return attempt


@transaction.atomic
def confirm_payment(*, out_trade_no: str, provider: str, reference: str, paid_fen: int, paid_at: datetime) -> Order:
    """Record captured money and open what it bought. Channels repeat themselves: the same reference is a no-op."""
    attempts = plain.found(PaymentAttempt, "where out_trade_no = %s and provider = %s", [out_trade_no, provider])
    if not attempts:
        raise UnknownPayment
    attempt, order = attempts[0], locked(attempts[0].order_id)
    payment = Payment(
        order=order, attempt=attempt, provider=provider, reference=reference, amount_fen=paid_fen, paid_at=paid_at
    )
    if paid_fen != attempt.amount_fen or not plain.insert(payment, unless="(provider, reference)"):
        require_known(payment)
        return order
    hold_rights(user_id=order.buyer_id)
    if order.balance_fen and paid_fen == order.total_fen:
        forgo_balance(order)
    if buys(order):
        complete(order, payment)
    else:
        give_up(order, payment)
    attempt.closed_at, attempt.ask_at, attempt.stuck_at = now(), None, None
    plain.update(attempt, "closed_at", "ask_at", "stuck_at")
    return order


def forgo_balance(order: Order) -> None:
    """It was paid whole by a page from before the balance was put to it: the balance goes back to its owner."""
    if order.status == Order.Status.PENDING:
        release_balance(order)
    if order.status in {Order.Status.PENDING, Order.Status.CLOSED}:
        order.balance_fen = 0
        plain.update(order, "balance_fen")


def require_known(said: Payment) -> None:
    """It may say again what is known; anything else by that reference, or in another amount, is not believed."""
    known = Payment.objects.filter(provider=said.provider, reference=said.reference).first()
    if known is None or (known.order_id, known.amount_fen) != (said.order_id, said.amount_fen):
        raise AmountMismatch


RIVALS = """
where buyer_id = (select buyer_id from commerce_order where id = %(order)s)
and id in (select other.order_id from commerce_orderline mine join commerce_orderline other using (product_id)
           where mine.order_id = %(order)s)
order by id for update
"""


def locked(order_id: int) -> Order:
    """With every other order of the buyer for the same products, as they are locked when one is placed."""
    held = plain.found(Order, RIVALS, {"order": order_id})
    return next(one for one in held if one.pk == order_id)


def buys(order: Order) -> bool:
    """Whether the money opens the order: nobody pays for what they own, and a closed order needs its seats again."""
    if order.status not in {Order.Status.PENDING, Order.Status.CLOSED}:
        return False
    try:
        require_use(order.buyer_id, lines_of(order))
    except (AlreadyOwned, OnceOnly):
        return False
    if not (still_approved(order) and still_runs(order)):
        return False
    return order.status == Order.Status.PENDING or (not bought_again(order) and seats_again(order))


BOUGHT_AGAIN = """
select 1 from commerce_orderline mine join commerce_orderline other using (product_id)
join commerce_order later on later.id = other.order_id
where mine.order_id = %(order)s and later.buyer_id = %(buyer)s and later.id > %(order)s and later.paid_at is not null
  and other.to_buyer = mine.to_buyer
limit 1
"""


def bought_again(order: Order) -> bool:
    """Who had ordered it anew and paid that meant one of the two, also where a term could be had twice."""
    return plain.row(BOUGHT_AGAIN, {"order": order.pk, "buyer": order.buyer_id}) is not None


def complete(order: Order, payment: Payment) -> None:
    held = [(HELD, order.balance_fen)] if order.balance_fen else []
    post(
        source=f"order:{order.no}/payment:{payment.pk}",
        memo=str(payment),
        lines=[(f"receivable:{payment.provider}", payment.amount_fen), *held, *sales_of(order)],
    )
    fulfil(order, paid_fen=payment.amount_fen + order.balance_fen, at=payment.paid_at)


def sales_of(order: Order) -> list[tuple[str, int]]:
    return [(account_of(line, "sales"), -line.total_fen) for line in lines_of(order) if line.total_fen]


def seats_again(order: Order) -> bool:
    """A closed order opens again for late money, unless seats, what made its price, or the balance in it are gone."""
    try:
        with transaction.atomic():
            if order.quote.get("credits"):
                take_credits_again(order_no=order.no)
            for product_id, quantity in seats_of(order.lines.all()):
                hold_seats(product_id=product_id, quantity=quantity)
            if takes(order):
                take_again(
                    order_no=order.no,
                    buyer_id=order.buyer_id,
                    coupon=order.quote.get("coupon"),
                    coupon_fen=order.quote.get("coupon_fen", 0),
                )
            if order.balance_fen:
                hold_balance(order, fen=order.balance_fen, again=True)
    except (SoldOut, DealGone, DealSpent, CouponTaken, CreditTaken, BalanceTooLow):
        return False
    return True


def give_up(order: Order, payment: Payment) -> None:
    """The money goes back; an order that still waited for it, though its buyer owns it by now, ends with it."""
    late = order.status == Order.Status.CLOSED or not still_runs(order)
    if order.status == Order.Status.PENDING:
        let_go(order)
    send_back(order, payment, reason=Refund.Reason.PAID_TOO_LATE if late else Refund.Reason.PAID_TWICE)


def send_back(order: Order, payment: Payment, *, reason: Refund.Reason) -> None:
    """Money that cannot buy anything: it is owed from this moment and goes back by itself."""
    post(
        source=f"order:{order.no}/payment:{payment.pk}",
        memo=str(payment),
        lines=[(f"receivable:{payment.provider}", payment.amount_fen), ("payable:refunds", -payment.amount_fen)],
    )
    refund = Refund.objects.create(
        no=dated_no("R"),
        order=order,
        payment=payment,
        status=Refund.Status.APPROVED,
        amount_fen=payment.amount_fen,
        reason=reason,
        decided_at=now(),
        ask_at=now() + FIRST,
    )
    publish(PaymentArrivedLate(order_id=order.pk, payment_id=payment.pk))
    tell(f"order:{order.no}")
    publish(RefundApproved(refund_id=refund.pk, order_id=order.pk))
    audit.record(
        actor_id=None, action="order.sent_back", target=f"order:{order.no}", refund=refund.no, because=refund.reason
    )
