"""Codes sent to phones: how often, how long they are good, and using one up."""

import hmac
import secrets
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from zhiyu.accounts.errors import (
    CodeExpired,
    InvalidPhone,
    SmsFailed,
    SmsLimitReached,
    TooManyCodes,
)
from zhiyu.accounts.locks import hold
from zhiyu.accounts.models import OneTimeCode, PhoneCode
from zhiyu.accounts.phones import normalise
from zhiyu.accounts.queries import CODE_PAUSE
from zhiyu.accounts.sms import SmsMisconfigured, SmsRefused, SmsUnavailable, SmsUncertain, sender
from zhiyu.accounts.theft import line_of
from zhiyu.kernel.clock import now
from zhiyu.platform.school import school

CODE_LIFE = timedelta(minutes=10)
MAX_TRIES = 5
A_PHONE_AN_HOUR = 5
A_PHONE_A_DAY = 10
AN_ADDRESS_A_MINUTE = 30
AN_ADDRESS_A_DAY = 300
DAY = 24 * 3600
log = structlog.get_logger(__name__)


def request_code(*, phone: str, address: str | None) -> None:
    """Send a code. Whether the number is known makes no difference to anyone who watches."""
    number = normalise(phone)
    channel = sender()
    code = f"{secrets.randbelow(1_000_000):06d}"
    text = _("【%(school)s】验证码 %(code)s，10 分钟内有效。请不要告诉任何人。") % {
        "school": school().name,
        "code": code,
    }
    row = begin_code(phone=number, code=code, address=line_of(address))
    try:
        channel.send(phone=number, text=text, code=code)
    except SmsRefused as error:
        forget_code(row)
        raise InvalidPhone(_("这个号码收不到短信，请检查后再试。")) from error
    except SmsUncertain as error:
        log.warning("sms perhaps sent", reason=str(error))
        raise SmsFailed(_("短信可能会晚一点到。收到后直接填写；一分钟后没有收到，再重新获取。")) from error
    except (SmsUnavailable, SmsMisconfigured, OSError) as error:
        forget_code(row)
        log.warning("sms not sent", reason=f"{type(error).__name__} {error}")
        raise SmsFailed from error


@transaction.atomic
def begin_code(*, phone: str, code: str, address: str | None) -> PhoneCode:
    # Counting and writing must be one step for the address, the phone and the day; always in this order.
    if address:
        hold(f"accounts.code.address:{address}")
    hold(f"accounts.code.phone:{phone}")
    hold("accounts.code.day")
    at = now()
    waits = [phone_wait(phone, at=at), address_wait(address, at=at)]
    if max(waits) > timedelta():
        raise TooManyCodes(extra={"retry_after": -(-max(waits) // timedelta(seconds=1))})
    today = PhoneCode.objects.filter(sent_at__gt=at - timedelta(days=1))
    if address and today.filter(address=address).count() >= AN_ADDRESS_A_DAY:
        raise TooManyCodes(extra={"retry_after": DAY})
    if today.count() >= settings.SMS_DAILY_LIMIT:
        log.error("sms daily limit reached", limit=settings.SMS_DAILY_LIMIT)
        raise SmsLimitReached
    return PhoneCode.objects.create(phone=phone, code_hash=hash_code(phone, code), address=address)


def phone_wait(phone: str, *, at: datetime) -> timedelta:
    hour = timedelta(hours=1)
    sent = list(
        PhoneCode.objects.filter(phone=phone, sent_at__gt=at - hour)
        .order_by("-sent_at")
        .values_list("sent_at", flat=True)[:A_PHONE_AN_HOUR]
    )
    pause = sent[0] + CODE_PAUSE - at if sent else timedelta()
    quota = sent[-1] + hour - at if len(sent) == A_PHONE_AN_HOUR else timedelta()
    today = list(
        PhoneCode.objects.filter(phone=phone).order_by("-sent_at").values_list("sent_at", flat=True)[:A_PHONE_A_DAY]
    )
    day = today[-1] + timedelta(days=1) - at if len(today) == A_PHONE_A_DAY else timedelta()
    return max(pause, quota, day)


def address_wait(address: str | None, *, at: datetime) -> timedelta:
    minute = timedelta(minutes=1)
    sent = list(
        PhoneCode.objects.filter(address=address, address__isnull=False, sent_at__gt=at - minute)
        .order_by("-sent_at")
        .values_list("sent_at", flat=True)[:AN_ADDRESS_A_MINUTE]
    )
    return sent[-1] + minute - at if len(sent) == AN_ADDRESS_A_MINUTE else timedelta()


def forget_code(row: PhoneCode) -> None:
    """A message that never left counts against nobody."""
    row.delete()


def forget_old_codes() -> int:
    """The privacy policy promises a day."""
    return PhoneCode.objects.filter(sent_at__lt=now() - timedelta(days=1)).delete()[0]


def hash_code(phone: str, code: str) -> str:
    return salted_hmac("zhiyu.accounts.code", f"{phone}:{code}", algorithm="sha256").hexdigest()


def spend_code(*, phone: str, code: str) -> bool:
    """Whether the phone's newest code is this one; then it is used up, else a try is counted."""
    row = PhoneCode.objects.select_for_update().filter(phone=phone).order_by("-sent_at", "-id").first()
    return spend(row, sent_to=phone, code=code, life=CODE_LIFE)


def spend(row: OneTimeCode | None, *, sent_to: str, code: str, life: timedelta) -> bool:
    """``row`` is locked. The caller raises for a wrong code outside its transaction, or the count is lost.

    Callers open it with ``durable=True``: inside another one, a refusal would take the count back with it.
    """
    if row is None or row.used_at or row.sent_at < now() - life:
        raise CodeExpired
    if row.attempts >= MAX_TRIES:
        raise CodeExpired(_("输错太多次了，请重新获取验证码。"))
    if not hmac.compare_digest(row.code_hash, hash_code(sent_to, code.strip())):
        row.attempts += 1
        row.save(update_fields=["attempts"])
        return False
    row.used_at = now()
    row.save(update_fields=["used_at"])
    return True
