"""Codes sent to mailboxes. Whether an address is known makes no difference to anyone who watches."""

import secrets
from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from zhiyu.accounts import mail
from zhiyu.accounts.actions.codes import hash_code, spend
from zhiyu.accounts.emails import normalise_email
from zhiyu.accounts.errors import MailNotConnected, TooManyCodes, WrongCode
from zhiyu.accounts.locks import hold
from zhiyu.accounts.models import EmailCode, User
from zhiyu.accounts.theft import line_of
from zhiyu.kernel.clock import now
from zhiyu.platform import vault

CODE_LIFE = timedelta(minutes=30)
PAUSE = timedelta(seconds=60)
A_MAILBOX_A_DAY = 10
AN_ADDRESS_AN_HOUR = 60


@transaction.atomic
def request_email_code(*, email: str, purpose: str, user: User | None, address: str | None) -> None:
    """Count, write and leave the sending to a job. ``user`` is whose account it is about, when that is known."""
    if not mail.connected():
        raise MailNotConnected
    written, address = normalise_email(email), line_of(address)
    if address:
        hold(f"accounts.mail.address:{address}")
    hold(f"accounts.mail.box:{written}")
    refuse_too_many(written, address)
    if purpose == EmailCode.Purpose.PASSWORD:
        user = User.objects.filter(email=written, is_active=True).first()
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = EmailCode.objects.create(
        email=written, purpose=purpose, user=user, address=address, code_hash=hash_code(written, code)
    )
    # The job is there for an unknown address too, and sends nothing: both take the same time.
    app.configure_task(name="accounts.mail_code").defer(code_id=row.pk, sealed=vault.seal(code))


def refuse_too_many(email: str, address: str | None) -> None:
    at = now()
    sent = list(
        EmailCode.objects.filter(email=email, sent_at__gt=at - timedelta(days=1))
        .order_by("-sent_at")
        .values_list("sent_at", flat=True)[:A_MAILBOX_A_DAY]
    )
    wait = sent[0] + PAUSE - at if sent else timedelta()
    if len(sent) == A_MAILBOX_A_DAY:
        wait = sent[-1] + timedelta(days=1) - at
    lately = EmailCode.objects.filter(address=address, address__isnull=False, sent_at__gt=at - timedelta(hours=1))
    if lately.count() >= AN_ADDRESS_AN_HOUR:
        wait = max(wait, timedelta(hours=1))
    if wait > timedelta():
        raise TooManyCodes(extra={"retry_after": -(-wait // timedelta(seconds=1))})


def spend_email_code(*, email: str, purpose: str, code: str, user: User) -> str:
    """The address whose code is right, now used up; it must have been sent about this account."""
    with transaction.atomic(durable=True):
        row = try_email_code(email=email, purpose=purpose, code=code, user=user)
        if row:
            return row.email
    # Raised only now, so that the wrong try just counted is not rolled back.
    raise WrongCode


def try_email_code(*, email: str, purpose: str, code: str, user: User | None = None) -> EmailCode | None:
    """Inside a transaction: the row of a right code, now used up; None for a wrong one, counted."""
    written = normalise_email(email)
    rows = EmailCode.objects.select_for_update(of=("self",)).filter(email=written, purpose=purpose)
    row = (rows.filter(user=user) if user else rows).order_by("-sent_at", "-id").first()
    return row if spend(row, sent_to=written, code=code, life=CODE_LIFE) else None


def forget_old_email_codes() -> int:
    return EmailCode.objects.filter(sent_at__lt=now() - timedelta(days=1)).delete()[0]
