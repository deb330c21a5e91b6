"""Which role may do what. A scope is ``thing.verb``; guards and templates ask ``can``."""

from django.contrib.auth.models import AnonymousUser

from zhiyu.accounts.models import RoleGrant, User

Role = RoleGrant.Role

SCOPES: dict[str, frozenset[str]] = {
    Role.OWNER: frozenset(
        {
            "catalog.edit",
            "prices.edit",
            "orders.read",
            "refunds.decide",
            "learners.read",
            "sessions.give",
            "rooms.host",
            "applications.decide",
            "complaints.decide",
            "tips.read",
            "money.read",
            "money.settle",
            "settings.edit",
            "health.read",
            "evidence.export",
            "leaks.trace",
        }
    ),
    Role.OPERATOR: frozenset(
        {
            "catalog.edit",
            "prices.edit",
            "orders.read",
            "refunds.decide",
            "learners.read",
            "sessions.give",
            "rooms.host",
            "applications.decide",
            "complaints.decide",
            "tips.read",
            "health.read",
        }
    ),
    Role.FINANCE: frozenset(
        {"orders.read", "refunds.decide", "money.read", "money.settle", "tips.read", "evidence.export"}
    ),
    Role.CREATOR: frozenset({"catalog.edit", "sessions.give", "rooms.host", "applications.decide", "tips.read"}),
}


def roles(user: User | AnonymousUser) -> frozenset[str]:
    """The roles granted to someone, asked of the database once a request."""
    if not isinstance(user, User):
        return frozenset()
    if not hasattr(user, "granted_roles"):
        user.granted_roles = frozenset(RoleGrant.objects.filter(user=user).values_list("role", flat=True))
    return user.granted_roles


def scopes(user: User | AnonymousUser) -> frozenset[str]:
    return frozenset().union(*(SCOPES[role] for role in roles(user)))


def may(some: frozenset[str], scope: str) -> bool:
    """Whether one of these roles has it."""
    return any(scope in SCOPES[role] for role in some)


def can(user: User | AnonymousUser, scope: str) -> bool:
    return scope in scopes(user)


def holders(scope: str) -> list[int]:
    """Everyone at work whose role has this scope."""
    having = [role for role, some in SCOPES.items() if scope in some]
    grants = RoleGrant.objects.filter(role__in=having, user__is_active=True)
    return sorted(set(grants.values_list("user", flat=True)))


def is_staff(user: User | AnonymousUser) -> bool:
    """Whether the studio has any page for them."""
    return bool(roles(user))
