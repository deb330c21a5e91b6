from collections.abc import Iterable
from datetime import timedelta

from django.db.models import QuerySet

from zhiyu.accounts.agreement_texts import AgreementText, current_texts
from zhiyu.accounts.models import Agreement, Consent, Device, Identity, PhoneCode, RoleGrant, User
from zhiyu.accounts.phones import normalise
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound

CODE_PAUSE = timedelta(seconds=60)


def user_by_phone(phone: str) -> User | None:
    return User.objects.filter(phone=normalise(phone)).first()


def person(user_id: int) -> User:
    found = User.objects.filter(pk=user_id).first()
    if found is None:
        raise NotFound
    return found


def user_by_identity(*, provider: str, app_id: str, subject: str) -> User | None:
    found = Identity.objects.select_related("user").filter(provider=provider, app_id=app_id, subject=subject).first()
    return found.user if found else None


def openid_of(user_id: int, app_id: str) -> str | None:
    """Under which openid one WeChat app knows someone; the newest when they linked several."""
    identities = Identity.objects.filter(user_id=user_id, app_id=app_id).order_by("-id")
    return identities.values_list("subject", flat=True).first()


def identities_of(user_id: int) -> QuerySet[Identity]:
    return Identity.objects.filter(user_id=user_id).order_by("id")


def devices_of(user_id: int) -> QuerySet[Device]:
    """Where someone is logged in now, latest first."""
    live = Device.objects.filter(user_id=user_id, signed_out_at__isnull=True, expires_at__gt=now())
    return live.order_by("-last_seen_at", "-id")


def live_device(*, token_hash: str) -> Device | None:
    live = Device.objects.filter(token_hash=token_hash, signed_out_at__isnull=True, expires_at__gt=now())
    return live.select_related("user").first()


def device_of_session(session_key: str) -> Device | None:
    return Device.objects.filter(session_key=session_key).first()


def seconds_until_next_code(phone: str) -> int:
    """How long the page asks people to wait before the code may be sent again."""
    last = PhoneCode.objects.filter(phone=phone).order_by("-sent_at").values_list("sent_at", flat=True).first()
    return max(0, -(-(last + CODE_PAUSE - now()) // timedelta(seconds=1))) if last else 0


def missing_agreements(user_id: int | None, *, accepted: Iterable[str] = ()) -> list[AgreementText]:
    """Current agreements that someone has consented to neither before nor just now."""
    consented: set[str] = set()
    if user_id is not None:
        pairs = Consent.objects.filter(user_id=user_id).values_list("agreement__key", "agreement__version")
        consented = {f"{key}@{version}" for key, version in pairs}
    return [text for text in current_texts() if text.id not in consented | set(accepted)]


def agreement_rows(ids: Iterable[str]) -> list[Agreement]:
    """The stored wording of current agreements, written down the first time someone needs it."""
    chosen = set(ids)
    wanted = [text for text in current_texts() if text.id in chosen]
    return [
        Agreement.objects.get_or_create(
            key=text.key, version=text.version, defaults={"title": text.title, "body": text.body}
        )[0]
        for text in wanted
    ]


def has_owner() -> bool:
    return RoleGrant.objects.filter(role=RoleGrant.Role.OWNER).exists()


def team() -> list[User]:
    """Everyone with a role, owners first."""
    people = User.objects.filter(role_grants__isnull=False).distinct().prefetch_related("role_grants")
    return sorted(
        people, key=lambda user: (all(g.role != RoleGrant.Role.OWNER for g in user.role_grants.all()), user.pk)
    )


def users_by_phone(phones: Iterable[str]) -> dict[str, User]:
    return {user.phone: user for user in User.objects.filter(phone__in=list(phones)) if user.phone}
