"""Somebody wants to pay: the attempt is written, the channel asked, its answer kept."""

from dataclasses import asdict

import structlog
from django.db import transaction

from zhiyu.commerce.actions.closing import mark_shut, shut_attempt
from zhiyu.commerce.actions.fulfilment import lines_of
from zhiyu.commerce.actions.paying import begin_attempt
from zhiyu.commerce.errors import ProviderUnavailable
from zhiyu.commerce.models import PaymentAttempt
from zhiyu.commerce.payments import PayClient, PayOrder, PayStart, ProviderError, provider, provider_of
from zhiyu.platform import plain

log = structlog.get_logger(__name__)
HERE = PayClient()


def start_payment(*, order_no: str, buyer_id: int, method: str, client: PayClient = HERE) -> PayStart:
    """Begin (committed), ask the channel, record its answer. Asked again, the same attempt answers."""
    attempt = begin_attempt(order_no=order_no, buyer_id=buyer_id, provider=provider_of(method), method=method)
    if attempt.answer and PayStart(**attempt.answer).spoilt:
        shut(attempt)
        attempt = begin_attempt(order_no=order_no, buyer_id=buyer_id, provider=attempt.provider, method=method)
    if attempt.answer and (known := PayStart(**attempt.answer)).leads(client):
        return known
    order = attempt.order
    wanted = PayOrder(
        out_trade_no=attempt.out_trade_no,
        method=method,
        description="、".join(line.title for line in lines_of(order)),
        total_fen=attempt.amount_fen,
        expires_at=order.expires_at,
        buyer_id=buyer_id,
        client=client,
    )
    try:
        start = provider(attempt.provider).start(wanted)
    except ProviderError as error:
        log.warning("payment not started", order=order.no, attempt=attempt.out_trade_no, exc_info=error)
        raise ProviderUnavailable from error
    return record_start(attempt_id=attempt.pk, start=start)


def shut(attempt: PaymentAttempt) -> None:
    """An attempt whose page opens no more makes room for another, once it is certain that nobody pays it."""
    try:
        gone = shut_attempt(attempt)
    except ProviderError as error:
        log.warning("payment not started anew", attempt=attempt.out_trade_no, exc_info=error)
        raise ProviderUnavailable from error
    if not gone:
        raise ProviderUnavailable
    mark_shut(attempt)


@transaction.atomic
def record_start(*, attempt_id: int, start: PayStart) -> PayStart:
    plain.update(PaymentAttempt(pk=attempt_id, answer=asdict(start)), "answer")
    return start
