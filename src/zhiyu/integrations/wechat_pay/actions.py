"""A notification comes in: kept raw, proved, then acted on. Its verdict is written down whatever it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from django.db import transaction

from zhiyu.commerce.actions import confirm_payment, settle_refund
from zhiyu.commerce.errors import AmountMismatch, UnknownPayment
from zhiyu.commerce.models import Refund
from zhiyu.integrations.wechat_pay.account import Account, account
from zhiyu.integrations.wechat_pay.errors import NotOurs, Repeated, UnknownRefund
from zhiyu.integrations.wechat_pay.models import Notification, PlatformCertificate
from zhiyu.integrations.wechat_pay.provider import NAME, REFUND_STATES
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import DomainError
from zhiyu.platform import plain
from zhiyu.wechat.errors import Untrusted
from zhiyu.wechat.letters import Letter, open_letter

log = structlog.get_logger(__name__)

KEPT_HEADERS: Final = frozenset(
    {"content-type", "request-id", "user-agent"}
    | {f"wechatpay-{name}" for name in ("nonce", "serial", "signature", "signature-type", "timestamp")}
)
LONGEST_HEADER: Final = 1024
UNPROVED_BODY: Final = 2048
"""Anybody can send us something; until it proves itself no more of it than this is stored."""
UNPROVED_FOR: Final = timedelta(days=30)


@dataclass(frozen=True)
class Verdict:
    word: str
    status: int
    """What WeChat is answered: 200 ends its repetitions, anything else keeps them coming."""


ACCEPTED: Final = Verdict("accepted", 200)
REFUSALS: Final[dict[type[Exception], Verdict]] = {
    Repeated: Verdict("duplicate", 200),
    NotOurs: Verdict("mismatch", 400),
    AmountMismatch: Verdict("mismatch", 400),
    UnknownPayment: Verdict("unknown_order", 404),
    UnknownRefund: Verdict("unknown_refund", 404),
}


def receive(*, account: Account, headers: Mapping[str, str], body: bytes) -> Verdict:
    """Every notification enters here."""
    notification = keep(account=account, headers=headers, body=body)
    verdict = judge(notification=notification, account=account, headers=headers, body=body)
    write_verdict(notification=notification, verdict=verdict)
    return verdict


@transaction.atomic
def keep(*, account: Account, headers: Mapping[str, str], body: bytes) -> Notification:
    """As it came, before anything believes it."""
    kept = {name: value[:LONGEST_HEADER] for name, value in headers.items() if name.lower() in KEPT_HEADERS}
    came = Notification(account=account.name, headers=kept, body=body[:UNPROVED_BODY])
    plain.insert(came)
    return came


def judge(*, notification: Notification, account: Account, headers: Mapping[str, str], body: bytes) -> Verdict:
    try:
        letter = open_letter(account.verifiers, account.apiv3_key, headers=headers, body=body)
    except Untrusted as error:
        return Verdict(error.verdict, 401)
    notification.body = body
    try:
        act_once(notification=notification, account=account, letter=letter)
    except tuple(REFUSALS) as error:
        return REFUSALS[type(error)]
    except DomainError as error:
        return Verdict(f"refused:{error.code}"[:40], 409)
    except Exception:
        log.exception("notification failed", notification=notification.pk)
        return Verdict("error", 500)
    return ACCEPTED


@transaction.atomic
def act_once(*, notification: Notification, account: Account, letter: Letter) -> None:
    """Accepted and acted on together, or neither. A twin that comes meanwhile waits for the first, and finds it."""
    notification.notification_id, notification.event_type = letter.id, letter.event_type
    notification.verdict = ACCEPTED.word
    plain.rows("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{NAME}:{notification.account}:{letter.id}"])
    twins = Notification.objects.filter(account=notification.account, notification_id=letter.id)
    if twins.filter(verdict=ACCEPTED.word).exists():
        raise Repeated
    write_down(notification)
    act(account=account, letter=letter)


@transaction.atomic
def write_verdict(*, notification: Notification, verdict: Verdict) -> None:
    if verdict != ACCEPTED:
        notification.verdict = verdict.word
        write_down(notification)
    log.info("notification judged", notification=notification.pk, verdict=verdict.word)


def write_down(notification: Notification) -> None:
    """A body that was kept whole is not sent again."""
    longer = ["body"] if len(notification.body) > UNPROVED_BODY else []
    plain.update(notification, *longer, "notification_id", "event_type", "verdict")


def forget_unproved() -> int:
    """What never proved itself is of use only while somebody looks into it."""
    old = Notification.objects.filter(notification_id="", received_at__lt=now() - UNPROVED_FOR)
    return old.exclude(verdict=ACCEPTED.word).delete()[0]


def renew_certificates() -> bool:
    """With certificates only, always; beside a public key, while a switch-over has brought some."""
    ours = account()
    if ours is None:
        return False
    some = PlatformCertificate.objects.filter(account=ours.name).exists()
    return (some or not ours.verifiers.keys) and ours.shelf.claim() and ours.shelf.renew()


def act(*, account: Account, letter: Letter) -> None:
    """An event we do not know is none of our business, and accepted so that it ends."""
    if letter.event_type == "TRANSACTION.SUCCESS":
        take_payment(account=account, said=letter.resource)
    elif letter.event_type.startswith("REFUND."):
        take_refund(account=account, said=letter.resource)


def take_payment(*, account: Account, said: dict[str, Any]) -> None:
    amount = said.get("amount", {})
    if (said.get("mchid"), said.get("appid")) != (account.pay.mchid, account.pay.appid):
        raise NotOurs("another merchant or app")
    if said.get("trade_state") != "SUCCESS" or amount.get("currency") != "CNY":
        raise NotOurs("not paid in yuan")
    confirm_payment(
        out_trade_no=said["out_trade_no"],
        provider=NAME,
        reference=said["transaction_id"],
        paid_fen=amount["total"],
        paid_at=datetime.fromisoformat(said["success_time"]),
    )


def take_refund(*, account: Account, said: dict[str, Any]) -> None:
    if said.get("mchid") != account.pay.mchid:
        raise NotOurs("another merchant")
    refund = Refund.objects.filter(no=said["out_refund_no"]).first()
    if refund is None:
        raise UnknownRefund
    if said["amount"]["refund"] != refund.channel_fen:
        raise NotOurs("another amount")
    settle_refund(no=refund.no, provider=NAME, status=REFUND_STATES[said["refund_status"]], reference=said["refund_id"])
