from zhiyu.commerce import actions
from zhiyu.commerce.events import OrderPaid, PaymentArrivedLate, PaymentSuspended, RefundApproved
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
