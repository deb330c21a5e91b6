"""Asking after what went silent, so that a lost notification costs minutes and never a customer."""

from datetime import datetime

import structlog
from django.db import transaction

from zhiyu.commerce.actions.closing import follow_up, postpone_look
from zhiyu.commerce.actions.patience import FIRST, UNREFUNDED, in_turn, next_time
from zhiyu.commerce.actions.settling import ask_channel, asked_of_channel, settle_refund
from zhiyu.commerce.models import Refund
from zhiyu.commerce.payments import provider
from zhiyu.commerce.queries import attempts_to_query, refunds_to_query
from zhiyu.kernel.clock import now
from zhiyu.platform import audit

log = structlog.get_logger(__name__)
AT_ONCE = 200


def reconcile_payments() -> int:
    """Query the silent attempts, also of orders closed or paid meanwhile. Answers how many the channel spoke for."""
    answered = 0
    for attempt in in_turn(list(attempts_to_query()[:AT_ONCE])):
        try:
            if postpone_look(attempt):
                follow_up(attempt)
                answered += 1
        except Exception:  # whatever is odd about one, the clock goes on for the others
            log.exception("payment not reconciled", attempt=attempt.out_trade_no)
    return answered


def reconcile_refunds() -> int:
    """What has no last word after days is stuck: shown to a person and asked after no more."""
    answered = 0
    for refund in in_turn(list(refunds_to_query()[:AT_ONCE])):
        again = next_time(refund.asked_since, at=now(), until=UNREFUNDED)
        if not postpone_question(refund, until=again or now() + FIRST):
            continue
        try:
            ask_after(refund)
            answered += 1
        except Exception:  # whatever is odd about one, the clock goes on for the others
            log.exception("refund not reconciled", refund=refund.no)
        if again is None:
            give_up_on(refund)
    return answered


def postpone_question(refund: Refund, *, until: datetime) -> bool:
    """Written before asking, the last time too: who asks may be killed over it. False: somebody else asks already."""
    return Refund.objects.filter(pk=refund.pk, ask_at=refund.ask_at).update(ask_at=until) == 1


def ask_after(refund: Refund) -> None:
    """A refund the channel has never heard of is asked for again."""
    if refund.payment is None or refund.payment.attempt is None:
        return
    asked = asked_of_channel(refund, refund.payment, refund.payment.attempt)
    state = provider(refund.payment.provider).query_refund(asked)
    if state.status == "missing":
        ask_channel(refund_id=refund.pk)
    else:
        settle_refund(no=refund.no, provider=refund.payment.provider, status=state.status, reference=state.reference)


@transaction.atomic
def give_up_on(refund: Refund) -> None:
    silent = Refund.objects.filter(pk=refund.pk, status__in=[Refund.Status.APPROVED, Refund.Status.PROCESSING])
    if silent.update(stuck_at=now(), ask_at=None):
        audit.record(actor_id=None, action="refund.stuck", target=f"order:{refund.order.no}", refund=refund.no)
