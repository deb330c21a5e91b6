"""Who someone is: profile, roles, identities."""

from collections.abc import Sequence

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.db import transaction

from zhiyu.accounts.errors import AlreadySetUp, IdentityTaken, LastOwner, NobodyWithPhone
from zhiyu.accounts.locks import hold
from zhiyu.accounts.models import Identity, RoleGrant, User
from zhiyu.accounts.phones import normalise
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.kernel.ids import short_code
from zhiyu.kernel.texts import visible
from zhiyu.platform import audit
from zhiyu.platform.live import tell

ROLES_LOCK = "accounts.roles"


def new_user(*, phone: str | None, name: str = "") -> User:
    """A learner without a password: nobody ever has one here."""
    defaults = {
        "username": short_code(16),
        "name": visible(name)[:40],
        "password": UNUSABLE_PASSWORD_PREFIX + short_code(40),
    }
    tell("studio")
    if phone is None:
        return User.objects.create(**defaults)
    return User.objects.get_or_create(phone=phone, defaults=defaults)[0]


def newcomer() -> User:
    """Somebody who has logged in and done nothing yet, for a rehearsal."""
    user = new_user(phone=None)
    user.granted_roles, user.has_factor = frozenset(), False
    return user


@transaction.atomic
def ensure_user(*, phone: str, name: str = "", roles: Sequence[str] = ()) -> User:
    """The person with this phone, made when missing, holding at least these roles."""
    user = new_user(phone=normalise(phone), name=name)
    for role in roles:
        RoleGrant.objects.get_or_create(user=user, role=role)
    return user


@transaction.atomic
def edit_profile(*, user_id: int, **fields: str) -> User:
    """Change the caller's own name, language or text size."""
    user = User.objects.select_for_update().get(pk=user_id)
    for field, value in fields.items():
        if field not in {"name", "language", "text_size"}:
            raise Invalid
        setattr(user, field, visible(value))
    try:
        user.clean_fields(exclude={one.name for one in User._meta.fields} - set(fields))  # noqa: SLF001
    except ValidationError as error:
        told = [{"where": name, "what": what} for name, found in error.message_dict.items() for what in found]
        raise Invalid(extra={"errors": told}) from error
    user.save(update_fields=list(fields))
    return user


@transaction.atomic
def give_role(*, actor_id: int, phone: str, role: str) -> User:
    user = User.objects.filter(phone=normalise(phone), is_active=True).first()
    if user is None:
        raise NobodyWithPhone
    if role not in RoleGrant.Role.values:
        raise Invalid
    _, created = RoleGrant.objects.get_or_create(user=user, role=role, defaults={"granted_by_id": actor_id})
    if created:
        audit.record(actor_id=actor_id, action="role.given", target=f"user:{user.pk}", role=role)
    return user


@transaction.atomic
def take_role(*, actor_id: int, user_id: int, role: str) -> None:
    hold(ROLES_LOCK)
    grant = RoleGrant.objects.filter(user_id=user_id, role=role).first()
    if grant is None:
        raise NotFound
    if role == RoleGrant.Role.OWNER and RoleGrant.objects.filter(role=role).count() == 1:
        raise LastOwner
    grant.delete()
    audit.record(actor_id=actor_id, action="role.taken", target=f"user:{user_id}", role=role)


@transaction.atomic
def make_first_owner(*, phone: str, name: str) -> User:
    """The school's first owner; two who try at once are not both let in."""
    hold(ROLES_LOCK)
    if RoleGrant.objects.filter(role=RoleGrant.Role.OWNER).exists():
        raise AlreadySetUp
    user = ensure_user(phone=phone, name=name, roles=[RoleGrant.Role.OWNER])
    audit.record(actor_id=user.pk, action="school.set_up", target="school:1")
    return user


@transaction.atomic
def link_identity(
    *, user: User, provider: str, app_id: str, subject: str, union_id: str = "", name: str = ""
) -> Identity:
    """Tie an outside identity to someone; a second time changes nothing but a newly learnt name."""
    found, created = Identity.objects.get_or_create(
        provider=provider,
        app_id=app_id,
        subject=subject,
        defaults={"user": user, "union_id": union_id, "name": name[:64]},
    )
    if found.user_id != user.pk:
        raise IdentityTaken
    if created:
        audit.record(actor_id=user.pk, action="identity.linked", target=f"user:{user.pk}", provider=provider)
    learnt = {"union_id": union_id, "name": name[:64]}
    changed = [field for field, value in learnt.items() if value and getattr(found, field) != value]
    for field in changed:
        setattr(found, field, learnt[field])
    if changed:
        found.save(update_fields=changed)
    return found


@transaction.atomic
def reveal_phone(*, actor_id: int, user_id: int) -> str:
    """The whole number, for someone whose role needs it; every look is written down."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFound
    audit.record(actor_id=actor_id, action="phone.revealed", target=f"user:{user_id}")
    return user.phone or ""
