"""A notification comes in: kept raw, proved, then acted on. Its verdict is written down whatever it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.db import transaction

from zhiyu.commerce.actions import confirm_payment, settle_refund
from zhiyu.commerce.errors import AmountMismatch, UnknownPayment
from zhiyu.commerce.models import Refund
from zhiyu.integrations.alipay.account import Account
from zhiyu.integrations.alipay.amounts import to_fen
from zhiyu.integrations.alipay.errors import NotOurs, Repeated, UnknownRefund, Untrusted
from zhiyu.integrations.alipay.models import Notification
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.kernel.errors import DomainError
from zhiyu.platform import plain

log = structlog.get_logger(__name__)

NAME: Final = "alipay"
PAID: Final = {"TRADE_SUCCESS", "TRADE_FINISHED"}
UNPROVED_BODY: Final = 2048
"""Anybody can send us something; until it proves itself no more of it than this is stored."""
UNPROVED_FOR: Final = timedelta(days=30)
Said = Mapping[str, str]


@dataclass(frozen=True)
class Verdict:
    word: str
    status: int


ACCEPTED: Final = Verdict("accepted", 200)
REFUSALS: Final[dict[type[Exception], Verdict]] = {
    Repeated: Verdict("duplicate", 200),
    NotOurs: Verdict("mismatch", 400),
    AmountMismatch: Verdict("mismatch", 400),
    UnknownPayment: Verdict("unknown_order", 404),
    UnknownRefund: Verdict("unknown_refund", 404),
}


def receive(*, account: Account, body: bytes) -> Verdict:
    """Every notification enters here."""
    notification = keep(account=account, body=body)
    verdict = judge(notification=notification, account=account, body=body)
    write_verdict(notification=notification, verdict=verdict)
    return verdict


@transaction.atomic
def keep(*, account: Account, body: bytes) -> Notification:
    """As it came, before anything believes it."""
    came = Notification(account=account.name, body=body[:UNPROVED_BODY])
    plain.insert(came)
    return came


def judge(*, notification: Notification, account: Account, body: bytes) -> Verdict:
    try:
        said = account.gateway.read_form(body)
    except Untrusted as error:
        return Verdict(error.verdict, 401)
    notification.body = body
    try:
        act_once(notification=notification, account=account, said=said)
    except tuple(REFUSALS) as error:
        return REFUSALS[type(error)]
    except DomainError as error:
        return Verdict(f"refused:{error.code}"[:40], 409)
    except Exception:
        log.exception("alipay notification failed", notification=notification.pk)
        return Verdict("error", 500)
    return ACCEPTED


@transaction.atomic
def act_once(*, notification: Notification, account: Account, said: Said) -> None:
    """Accepted and acted on together, or neither. A twin that comes meanwhile waits for the first, and finds it."""
    notification.notify_id = said["notify_id"][:128]
    notification.trade_status = said.get("trade_status", "")[:32]
    notification.verdict = ACCEPTED.word
    plain.rows(
        "select pg_advisory_xact_lock(hashtextextended(%s, 0))",
        [f"{NAME}:{notification.account}:{notification.notify_id}"],
    )
    twins = Notification.objects.filter(account=notification.account, notify_id=notification.notify_id)
    if twins.filter(verdict=ACCEPTED.word).exists():
        raise Repeated
    write_down(notification)
    act(account=account, said=said)


@transaction.atomic
def write_verdict(*, notification: Notification, verdict: Verdict) -> None:
    if verdict != ACCEPTED:
        notification.verdict = verdict.word
        write_down(notification)
    log.info("alipay notification judged", notification=notification.pk, verdict=verdict.word)


def write_down(notification: Notification) -> None:
    """A body that was kept whole is not sent again."""
    longer = ["body"] if len(notification.body) > UNPROVED_BODY else []
    plain.update(notification, *longer, "notify_id", "trade_status", "verdict")


def forget_unproved() -> int:
    """What never proved itself is of use only while somebody looks into it."""
    old = Notification.objects.filter(notify_id="", received_at__lt=now() - UNPROVED_FOR)
    return old.exclude(verdict=ACCEPTED.word).delete()[0]


def act(*, account: Account, said: Said) -> None:
    """What tells of neither money nor its return (a trade that closed unpaid) is accepted so that it ends."""
    if (said.get("app_id"), said.get("seller_id")) != (account.gateway.app_id, account.seller_id):
        raise NotOurs("another app or seller")
    if said.get("refund_fee"):
        take_refund(said)
    elif said.get("trade_status") in PAID:
        take_payment(said)


def take_payment(said: Said) -> None:
    """``total_amount`` is what was asked; what the buyer gave of it may be less by Alipay's own gifts."""
    confirm_payment(
        out_trade_no=said["out_trade_no"],
        provider=NAME,
        reference=present(said, "trade_no"),
        paid_fen=to_fen(said["total_amount"]),
        paid_at=moment(said["gmt_payment"]),
    )


def take_refund(said: Said) -> None:
    """``refund_fee`` is all that has gone back of the trade so far, this refund included."""
    found = Refund.objects.filter(no=said.get("out_biz_no", ""), payment__provider=NAME)
    refund = found.select_related("payment__attempt").first()
    if refund is None or refund.payment is None or refund.payment.attempt is None:
        raise UnknownRefund
    of = (refund.payment.attempt.out_trade_no, refund.payment.reference, refund.payment.amount_fen)
    if (said["out_trade_no"], said["trade_no"], to_fen(said["total_amount"])) != of:
        raise NotOurs("another trade or amount")
    if not refund.channel_fen <= to_fen(said["refund_fee"]) <= refund.payment.amount_fen:
        raise NotOurs("another amount")
    settle_refund(no=refund.no, provider=NAME, status=Refund.Status.SUCCEEDED)


def present(said: Said, name: str) -> str:
    if not said[name]:
        raise ValueError(f"{name} is empty")
    return said[name]


def moment(text: str) -> datetime:
    """Alipay's clock stands in Shanghai."""
    return datetime.strptime(text[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
