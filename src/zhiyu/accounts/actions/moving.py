"""Another phone number for the same account."""

from django.db import IntegrityError, transaction

from zhiyu.accounts.actions.codes import spend_code
from zhiyu.accounts.actions.devices import sign_out_others
from zhiyu.accounts.actions.notices import notify
from zhiyu.accounts.errors import PhoneTaken, WrongCode
from zhiyu.accounts.models import Device, Notice, User
from zhiyu.accounts.phones import normalise
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.platform import audit

SHORTEST_REASON = 4


def change_phone(*, user_id: int, phone: str, code: str, device: Device | None) -> User:
    """By a code on the new number. That it is taken is said only to who holds it. The same twice changes nothing."""
    number = normalise(phone)
    if (user := User.objects.filter(pk=user_id, phone=number).first()) is not None:
        return user
    with transaction.atomic(durable=True):
        right = spend_code(phone=number, code=code)
    if not right:
        raise WrongCode
    return keep_phone(user_id=user_id, phone=number, actor_id=user_id, device=device, because=Device.Ended.PHONE)


@transaction.atomic
def move_phone(*, actor_id: int, user_id: int, phone: str, reason: str) -> User:
    """Staff put an account on another number, for someone who lost the old one; all its logins end, mail tells."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid
    number = normalise(phone)
    return keep_phone(
        user_id=user_id, phone=number, actor_id=actor_id, device=None, because=Device.Ended.STAFF, reason=reason.strip()
    )


@transaction.atomic
def keep_phone(
    *, user_id: int, phone: str, actor_id: int, device: Device | None, because: str, reason: str = ""
) -> User:
    user = User.objects.select_for_update().filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotFound
    if user.phone == phone:
        return user
    before, user.phone = user.masked_phone, phone
    try:
        with transaction.atomic():
            user.save(update_fields=["phone"])
    except IntegrityError as error:
        raise PhoneTaken from error
    sign_out_others(user_id=user.pk, but=device, because=because)
    detail = {"reason": reason} if reason else {}
    audit.record(actor_id=actor_id, action="phone.changed", target=f"user:{user.pk}", before=before, **detail)
    notify(user=user, kind=Notice.Kind.PHONE, device=device, before=before)
    return user
