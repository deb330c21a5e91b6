"""A password beside the phone: setting it, getting in with it, and a new one for who forgot theirs."""

from collections.abc import Sequence

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from zhiyu.accounts.actions.devices import sign_out_others
from zhiyu.accounts.actions.login import admit
from zhiyu.accounts.actions.mailing import spend_email_code, try_email_code
from zhiyu.accounts.actions.notices import notify
from zhiyu.accounts.actions.throttling import begin_try, forgive
from zhiyu.accounts.emails import normalise_email
from zhiyu.accounts.errors import (
    CodeExpired,
    EmailTaken,
    InvalidEmail,
    LastWayIn,
    WeakPassword,
    WrongCode,
    WrongPassword,
)
from zhiyu.accounts.models import Device, EmailCode, Notice, User
from zhiyu.kernel.ids import short_code
from zhiyu.platform import audit

WHAT = "password"
LONGEST = 128


def check_password(*, user: User | None, account: str, password: str, address: str | None) -> None:
    """Whether it is right, at the pace a person types; an account that is not there takes as long."""
    begin_try(what=WHAT, account=account, address=address, user=user)
    if user is None:
        make_password(password[:LONGEST])
        raise WrongPassword
    if not user.check_password(password[:LONGEST]):
        raise WrongPassword
    forgive(what=WHAT, account=account, address=address)


def login_by_password(
    *, email: str, password: str, accepted: Sequence[str], address: str | None, user_agent: str
) -> User:
    try:
        written = normalise_email(email)
    except InvalidEmail:
        raise WrongPassword from None
    user = User.objects.filter(email=written).first()
    check_password(user=user, account=written, password=password, address=address)
    if user is None:
        raise WrongPassword
    return admit(user=user, accepted=accepted, address=address, user_agent=user_agent)


@transaction.atomic
def set_password(*, user_id: int, password: str, device: Device | None) -> User:
    """All other logins end: whoever knew the old one is out."""
    user = User.objects.select_for_update().get(pk=user_id)
    if len(password) > LONGEST:
        raise WeakPassword(extra={"errors": []})
    try:
        validate_password(password, user)
    except ValidationError as error:
        told = [{"where": "password", "what": what} for what in error.messages]
        raise WeakPassword(" ".join(error.messages), extra={"errors": told}) from error
    user.set_password(password)
    user.save(update_fields=["password"])
    sign_out_others(user_id=user.pk, but=device, because=Device.Ended.PASSWORD)
    audit.record(actor_id=user.pk, action="password.set", target=f"user:{user.pk}")
    notify(user=user, kind=Notice.Kind.PASSWORD, device=device)
    return user


def reset_password(*, email: str, code: str, password: str) -> User:
    """By a code from the mailbox. A password that is too weak leaves the code good for another try."""
    with transaction.atomic(durable=True):
        row = try_email_code(email=email, purpose=EmailCode.Purpose.PASSWORD, code=code)
        if row and row.user_id is None:
            raise CodeExpired
        if row and row.user_id:
            return set_password(user_id=row.user_id, password=password, device=None)
    raise WrongCode


def bind_email(*, user_id: int, email: str, code: str, device: Device | None) -> User:
    """The mailbox has shown the code sent to it for this account; the old one is told. Twice changes nothing."""
    user = User.objects.get(pk=user_id)
    if user.email == normalise_email(email):
        return user
    proved = spend_email_code(email=email, purpose=EmailCode.Purpose.BIND, code=code, user=user)
    return keep_email(user_id=user_id, email=proved, device=device)


@transaction.atomic
def keep_email(*, user_id: int, email: str, device: Device | None) -> User:
    user = User.objects.select_for_update().get(pk=user_id)
    if User.objects.filter(email=email).exclude(pk=user_id).exists():
        raise EmailTaken
    before, user.email = user.email, email
    user.save(update_fields=["email"])
    audit.record(actor_id=user.pk, action="email.bound", target=f"user:{user.pk}")
    notify(user=user, kind=Notice.Kind.EMAIL, device=device, email=before)
    return user


@transaction.atomic
def unbind_email(*, user_id: int, device: Device | None) -> User:
    """Its password goes with it: without an address there is nothing to type it beside."""
    user = User.objects.select_for_update().get(pk=user_id)
    if user.phone is None and not user.identities.exists():
        raise LastWayIn
    before, user.email = user.email, None
    if user.has_usable_password():
        user.password = UNUSABLE_PASSWORD_PREFIX + short_code(40)
        sign_out_others(user_id=user.pk, but=device, because=Device.Ended.PASSWORD)
    user.save(update_fields=["email", "password"])
    audit.record(actor_id=user.pk, action="email.unbound", target=f"user:{user.pk}")
    notify(user=user, kind=Notice.Kind.EMAIL, device=device, email=before)
    return user
