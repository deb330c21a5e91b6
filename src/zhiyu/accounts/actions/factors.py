"""Second factors: allauth keeps and checks them; when they are asked for, and what follows a change, is ours."""

from allauth.mfa.base.internal.flows import delete_dangling_recovery_codes
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.utils.crypto import constant_time_compare

from zhiyu.accounts.actions.devices import sign_out_others
from zhiyu.accounts.actions.notices import notify
from zhiyu.accounts.actions.throttling import begin_try, forgive
from zhiyu.accounts.errors import WrongFactor
from zhiyu.accounts.models import Device, Notice, User
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import audit

WHAT = "factor"
Type = Authenticator.Type


@transaction.atomic
def add_totp(*, user: User, secret: str, code: str, device: Device | None) -> None:
    """An authenticator app that has just shown the right code; logins elsewhere end, they knew of no factor."""
    User.objects.select_for_update().get(pk=user.pk)
    step = step_of(secret, code)
    if step is None:
        raise WrongFactor
    Authenticator.objects.filter(user=user, type=Type.TOTP).delete()
    made = TOTP.activate(user, secret).instance
    made.data["last_step"] = step
    made.save(update_fields=["data"])
    factor_added(user=user, kind=Type.TOTP, device=device)


@transaction.atomic
def factor_added(*, user: User, kind: str, device: Device | None) -> None:
    """Recovery codes come with the first factor, so that a lost phone never locks its owner out."""
    RecoveryCodes.activate(user)
    sign_out_others(user_id=user.pk, but=device, because=Device.Ended.FACTOR)
    audit.record(actor_id=user.pk, action="factor.added", target=f"user:{user.pk}", kind=kind)
    notify(user=user, kind=Notice.Kind.FACTOR, device=device, change="added", factor=kind)


@transaction.atomic
def remove_factor(*, user: User, factor_id: int, device: Device | None) -> None:
    """The last one takes the recovery codes with it."""
    found = Authenticator.objects.select_for_update().filter(pk=factor_id, user=user).first()
    if found is None or found.type == Type.RECOVERY_CODES:
        raise NotFound
    found.delete()
    delete_dangling_recovery_codes(user)
    audit.record(actor_id=user.pk, action="factor.removed", target=f"user:{user.pk}", kind=found.type)
    notify(user=user, kind=Notice.Kind.FACTOR, device=device, change="removed", factor=found.type)


@transaction.atomic
def renew_recovery_codes(*, user: User, device: Device | None) -> list[str]:
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).delete()
    audit.record(actor_id=user.pk, action="factor.codes_renewed", target=f"user:{user.pk}")
    notify(user=user, kind=Notice.Kind.FACTOR, device=device, change="renewed", factor=Type.RECOVERY_CODES)
    return list(RecoveryCodes.activate(user).generate_codes())


@transaction.atomic
def reset_factors(*, actor_id: int | None, user_id: int) -> int:
    """All of someone's factors go, by who runs the server: the way back for who lost every one of them."""
    removed = Authenticator.objects.filter(user_id=user_id).delete()[0]
    user = User.objects.get(pk=user_id)
    sign_out_others(user_id=user_id, but=None, because=Device.Ended.FACTOR)
    audit.record(actor_id=actor_id, action="factor.reset", target=f"user:{user_id}", removed=removed)
    notify(user=user, kind=Notice.Kind.FACTOR, device=None, change="reset", factor="")
    return int(removed)


def check_factor(*, user: User, code: str, address: str | None) -> None:
    """A code of the authenticator app, or one of the recovery codes; each is good once."""
    begin_try(what=WHAT, account=str(user.pk), address=address, user=user)
    plain = "".join(code.split())
    if not (fits_totp(user, plain) or fits_recovery(user, plain)):
        raise WrongFactor
    forgive(what=WHAT, account=str(user.pk), address=address)


def step_of(secret: str, code: str) -> int | None:
    for step in yield_hotp_counters_from_time():
        if constant_time_compare(format_hotp_value(hotp_value(secret, step)), code):
            return int(step)
    return None


@transaction.atomic
def fits_totp(user: User, code: str) -> bool:
    """allauth remembers used codes in the cache, which two nodes do not share; the row remembers for both."""
    row = Authenticator.objects.select_for_update().filter(user=user, type=Type.TOTP).first()
    step = step_of(decrypt(row.data["secret"]), code) if row else None
    if row is None or step is None or step <= row.data.get("last_step", 0):
        return False
    row.data["last_step"] = step
    row.save(update_fields=["data"])
    row.record_usage()
    return True


def fits_recovery(user: User, code: str) -> bool:
    row = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
    if row is None or not RecoveryCodes(row).validate_code(code):
        return False
    audit.record(actor_id=user.pk, action="factor.recovery_used", target=f"user:{user.pk}")
    return True
