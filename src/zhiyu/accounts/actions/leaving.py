"""Leaving for good, a week after asking; and taking one's own data along."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.accounts.actions.devices import sign_out_others
from zhiyu.accounts.actions.notices import notify
from zhiyu.accounts.belongings import all_belongings
from zhiyu.accounts.errors import CannotClose
from zhiyu.accounts.models import Consent, Device, EmailCode, Identity, Notice, PhoneCode, RoleGrant, User
from zhiyu.kernel.clock import now
from zhiyu.kernel.ids import short_code
from zhiyu.platform import audit

COOLING_OFF = timedelta(days=7)
LATER = timedelta(days=1)


@dataclass(frozen=True)
class Farewell:
    """What someone is told before they ask."""

    stops: list[str]
    lost: list[str]
    kept: list[str]


def farewell(user_id: int) -> Farewell:
    stops: list[str] = []
    lost: list[str] = []
    kept: list[str] = []
    if RoleGrant.objects.filter(user_id=user_id).exists():
        stops.append(_("你在学堂里还有角色，请先请校长收回。"))
    for one in all_belongings():
        stops += one.stops(user_id)
        lost += one.lost(user_id)
        kept += one.kept(user_id)
    return Farewell(stops=stops, lost=lost, kept=kept)


@transaction.atomic
def ask_to_close(*, user_id: int, device: Device | None) -> User:
    """Asking twice changes nothing: the first day counts."""
    user = User.objects.select_for_update().get(pk=user_id)
    if user.closing_at:
        return user
    if stops := farewell(user_id).stops:
        raise CannotClose(" ".join(stops), extra={"reasons": stops})
    user.closing_at = now() + COOLING_OFF
    user.save(update_fields=["closing_at"])
    audit.record(actor_id=user.pk, action="account.closing", target=f"user:{user.pk}")
    notify(user=user, kind=Notice.Kind.CLOSING, device=device)
    return user


@transaction.atomic
def keep_account(*, user_id: int) -> User:
    """The person thought again."""
    user = User.objects.select_for_update().get(pk=user_id)
    if user.closing_at and user.closed_at is None:
        user.closing_at = None
        user.save(update_fields=["closing_at"])
        audit.record(actor_id=user.pk, action="account.kept", target=f"user:{user.pk}")
    return user


def close_due() -> int:
    """Every account whose week is over."""
    due = User.objects.filter(closing_at__lte=now(), closed_at__isnull=True).order_by("pk")
    return sum(close_account(user_id=pk) for pk in due.values_list("pk", flat=True)[:200])


@transaction.atomic
def close_account(*, user_id: int) -> bool:
    """Take the person out of the account and leave what the books need. Put off while something still runs."""
    user = User.objects.select_for_update().get(pk=user_id)
    if user.closed_at or user.closing_at is None or user.closing_at > now():
        return False
    if farewell(user_id).stops:
        user.closing_at = now() + LATER
        user.save(update_fields=["closing_at"])
        return False
    for one in all_belongings():
        one.forget(user_id)
    sign_out_others(user_id=user_id, but=None, because=Device.Ended.CLOSED)
    take_out(user)
    audit.record(actor_id=None, action="account.closed", target=f"user:{user_id}")
    return True


def take_out(user: User) -> None:
    if user.phone:
        PhoneCode.objects.filter(phone=user.phone).delete()
    if user.email:
        EmailCode.objects.filter(email=user.email).delete()
    Authenticator.objects.filter(user=user).delete()
    Identity.objects.filter(user=user).delete()
    Notice.objects.filter(user=user).delete()
    Consent.objects.filter(user=user).update(address=None, user_agent="")
    Device.objects.filter(user=user).update(address=None, user_agent="", networks=[])
    user.phone = user.email = None
    user.name, user.username = _("已注销"), short_code(16)
    user.password = UNUSABLE_PASSWORD_PREFIX + short_code(40)
    user.is_active, user.closed_at = False, now()
    user.save(update_fields=["phone", "email", "name", "username", "password", "is_active", "closed_at"])


@transaction.atomic
def export_own_data(*, user_id: int) -> dict[str, Any]:
    """Everything this school knows about one person, by section, ready for JSON."""
    user = User.objects.get(pk=user_id)
    audit.record(actor_id=user_id, action="account.exported", target=f"user:{user_id}")
    return {
        "profile": {
            "id": user.pk,
            "name": user.name,
            "phone": user.phone,
            "email": user.email,
            "language": user.language,
            "text_size": user.text_size,
            "joined_at": user.joined_at,
        },
        "consents": [
            {"agreement": f"{one.agreement.key}@{one.agreement.version}", "at": one.at, "address": one.address}
            for one in user.consents.select_related("agreement").order_by("at")
        ],
        "identities": list(
            user.identities.order_by("id").values("provider", "app_id", "subject", "name", "created_at")
        ),
        "devices": list(
            user.devices.order_by("id").values("user_agent", "address", "created_at", "last_seen_at", "signed_out_at")
        ),
        "notices": list(user.notices.order_by("id").values("kind", "at")),
        **{one.key: one.export(user_id) for one in all_belongings()},
    }
