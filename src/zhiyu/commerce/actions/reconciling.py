"""Asking after what went silent, so that a lost notification costs minutes and never a customer."""

from datetime import timedelta

import structlog

from zhiyu.commerce.actions.closing import follow_up
from zhiyu.commerce.actions.settling import ask_channel, settle_refund
from zhiyu.commerce.models import Refund
from zhiyu.commerce.payments import provider
from zhiyu.commerce.queries import attempts_to_query, refunds_to_query

log = structlog.get_logger(__name__)
PATIENCE = timedelta(minutes=2)
AT_ONCE = 200


def reconcile_payments() -> int:
    """Query the silent attempts, also of orders closed or paid meanwhile. Answers how many the channel spoke for."""
    answered = 0
    for attempt in list(attempts_to_query(older_than=PATIENCE)[:AT_ONCE]):
        try:
            follow_up(attempt)
            answered += 1
        except Exception:  # whatever is odd about one, the clock goes on for the others
            log.exception("payment not reconciled", attempt=attempt.out_trade_no)
    return answered


def reconcile_refunds() -> int:
    answered = 0
    for refund in list(refunds_to_query(older_than=PATIENCE)[:AT_ONCE]):
        try:
            ask_after(refund)
            answered += 1
        except Exception:  # whatever is odd about one, the clock goes on for the others
            log.exception("refund not reconciled", refund=refund.no)
    return answered


def ask_after(refund: Refund) -> None:
    """A refund the channel has never heard of is asked for again."""
    if refund.payment is None:
        return
    state = provider(refund.payment.provider).query_refund(refund.no)
    if state.status == "missing":
        ask_channel(refund_id=refund.pk)
    else:
        settle_refund(no=refund.no, provider=refund.payment.provider, status=state.status, reference=state.reference)
