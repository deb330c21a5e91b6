from zhiyu.commerce import actions, notices
from zhiyu.commerce.events import (
    OrderPaid,
    PaymentArrivedLate,
    PaymentSuspended,
    RefundApproved,
    RefundRejected,
    RefundRequested,
    RefundSettled,
)
from zhiyu.platform.bus import subscribe


@subscribe(RefundApproved, key="commerce.ask_channel", outside=True)
def ask_channel(event: RefundApproved) -> None:
    actions.ask_channel(refund_id=event.refund_id)


@subscribe(OrderPaid, key="commerce.close_other_attempts", outside=True)
def close_other_attempts(event: OrderPaid) -> None:
    actions.close_other_attempts(order_id=event.order_id)


@subscribe(PaymentArrivedLate, key="commerce.close_attempts_left", outside=True)
def close_attempts_left(event: PaymentArrivedLate) -> None:
    """An order whose money goes back may have another way of paying still open."""
    actions.close_other_attempts(order_id=event.order_id)


@subscribe(PaymentSuspended, key="commerce.close_attempts_suspended", outside=True)
def close_attempts_suspended(event: PaymentSuspended) -> None:
    actions.close_other_attempts(order_id=event.order_id)


@subscribe(PaymentSuspended, key="commerce.tell_suspended")
def tell_suspended(event: PaymentSuspended) -> None:
    notices.tell_suspended(payment_id=event.payment_id)


@subscribe(OrderPaid, key="commerce.tell_paid")
def tell_paid(event: OrderPaid) -> None:
    notices.tell_paid(order_id=event.order_id)


@subscribe(RefundRequested, key="commerce.tell_refund_requested")
def tell_refund_requested(event: RefundRequested) -> None:
    notices.tell_refund_requested(refund_id=event.refund_id)


@subscribe(RefundApproved, key="commerce.tell_refund_approved")
def tell_refund_approved(event: RefundApproved) -> None:
    notices.tell_refund_approved(refund_id=event.refund_id)


@subscribe(RefundRejected, key="commerce.tell_refund_rejected")
def tell_refund_rejected(event: RefundRejected) -> None:
    notices.tell_refund_rejected(refund_id=event.refund_id)


@subscribe(RefundSettled, key="commerce.tell_refund_settled")
def tell_refund_settled(event: RefundSettled) -> None:
    notices.tell_refund_settled(refund_id=event.refund_id)
