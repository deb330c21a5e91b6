import unicodedata
from collections.abc import Iterable
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Right, StrIndex, Upper
from django.db.models.lookups import GreaterThan

from zhiyu.accounts import mail
from zhiyu.accounts.agreement_texts import AgreementText, current_texts
from zhiyu.accounts.models import (
    NAME_PAIRS,
    Agreement,
    Consent,
    Device,
    EmailCode,
    Identity,
    Notice,
    PhoneCode,
    RoleGrant,
    User,
)
from zhiyu.accounts.phones import normalise
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound

LEAST_DIGITS, MANY = 4, 500
CODE_PAUSE = timedelta(seconds=60)


def user_by_phone(phone: str) -> User | None:
    return User.objects.filter(phone=normalise(phone)).first()


def person(user_id: int) -> User:
    found = User.objects.filter(pk=user_id).first()
    if found is None:
        raise NotFound
    return found


def found_people(words: str, *, link: str = "") -> Q:
    """Whom a part of a name, a whole phone or its last four digits or more mean; ``link`` leads to the person.

    A few are found by the indexes of names and of last digits. A name that many bear is looked for along the list
    itself, which soon comes upon the next of them.
    """
    words = unicodedata.normalize("NFKC", words).strip()
    named = Q(pairs__contains=pairs_of(words), name__icontains=words)
    digits = words.replace(" ", "").replace("-", "").removeprefix("+86")
    if digits.isdecimal() and len(digits) >= LEAST_DIGITS:
        named |= Q(ending=digits[-LEAST_DIGITS:], phone__endswith=digits)
    everybody = User.objects.alias(pairs=NAME_PAIRS, ending=Right("phone", LEAST_DIGITS))
    ids = list(everybody.filter(named).values_list("pk", flat=True)[: MANY + 1])
    lead = f"{link}__" if link else ""
    if len(ids) <= MANY:
        return Q(**{f"{lead}pk__in": ids})
    # Of "like" the planner believes that it finds almost nobody, and would look at everybody first.
    return Q(GreaterThan(StrIndex(Upper(f"{lead}name"), Upper(Value(words))), 0))


def pairs_of(words: str) -> list[str]:
    """What the index holds of them, as ``NAME_PAIRS`` cuts a name."""
    low = words.lower()
    return sorted({low[i : i + 2] for i in range(len(low) - 1)}) or [low]


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


def has_agreed(user_id: int | None) -> bool:
    """To any text, ever: to who did not, none is an update."""
    return user_id is not None and Consent.objects.filter(user_id=user_id).exists()


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


def person_of(typed: str) -> User | None:
    """Whose phone number this is, however it was typed; nobody for a closed account."""
    digits = unicodedata.normalize("NFKC", typed).replace(" ", "").replace("-", "").removeprefix("+86")
    return User.objects.filter(phone=digits, is_active=True).first() if digits.isdecimal() else None
