from collections.abc import Iterable
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db.models import QuerySet

from zhiyu.accounts import mail
from zhiyu.accounts.agreement_texts import AgreementText, current_texts
from zhiyu.accounts.models import Agreement, Consent, Device, EmailCode, Identity, Notice, PhoneCode, RoleGrant, User
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
    """Where someone is logged in now, latest first; the caller puts the one in use on top."""
    live = Device.objects.filter(user_id=user_id, signed_out_at__isnull=True, expires_at__gt=now())
    return live.order_by("-last_seen_at", "-id")


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


def factors_of(user_id: int) -> list[Authenticator]:
    """Second factors, recovery codes left out: those only stand in for another."""
    mine = Authenticator.objects.filter(user_id=user_id).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return list(mine.order_by("created_at"))


def has_factor(user: User) -> bool:
    """Known with the login on most requests; asked of the database once otherwise."""
    if not hasattr(user, "has_factor"):
        user.has_factor = bool(factors_of(user.pk))
    return user.has_factor


def recovery_codes_of(user_id: int) -> list[str]:
    """Those not used yet."""
    row = Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.RECOVERY_CODES).first()
    return list(RecoveryCodes(row).get_unused_codes()) if row else []


def ways_to_prove(user: User) -> list[str]:
    """By what someone can show that it is them, the best first. With a second factor nothing less will do."""
    if has_factor(user):
        return ["factor"]
    ways = ["phone"] if user.phone else []
    if user.email and mail.connected():
        ways.append("email")
    if user.email and user.has_usable_password():
        ways.append("password")
    return ways


def notices_of(user_id: int) -> QuerySet[Notice]:
    return Notice.objects.filter(user_id=user_id).order_by("-id")


def notice(notice_id: int) -> Notice | None:
    return Notice.objects.filter(pk=notice_id).select_related("user").first()


def email_code(code_id: int) -> EmailCode | None:
    return EmailCode.objects.filter(pk=code_id).select_related("user").first()
