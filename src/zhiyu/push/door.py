"""Who may listen to what. Asked once when a stream opens; the login behind it is looked at again each minute."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from io import BytesIO
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.asgi import ASGIRequest
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.cookie import parse_cookie

from zhiyu.accounts import http, permissions
from zhiyu.accounts.models import Device, RoleGrant, User
from zhiyu.commerce.models import Order, Refund
from zhiyu.kernel.clock import now
from zhiyu.push.hub import Viewer

MOST_TOPICS: Final = 100
TOPIC: Final = re.compile(r"(?:(order|refund|lesson|asset|import):([A-Za-z0-9-]{1,40})|(studio))\Z")
ANONYMOUS, FORBIDDEN, BAD = (401, "login_required"), (403, "forbidden"), (400, "invalid")


class Refused(Exception):
    def __init__(self, reason: tuple[int, str]) -> None:
        super().__init__(reason[1])
        self.status, self.code = reason


def topics_of(scope: Any) -> frozenset[str]:
    asked = QueryDict(scope["query_string"]).get("topics", "")
    topics = frozenset(filter(None, (asked or "").split(",")))
    if not topics or len(topics) > MOST_TOPICS or not all(TOPIC.match(topic) for topic in topics):
        raise Refused(BAD)
    return topics


def shows_a_login(scope: Any) -> bool:
    """Without one there is nothing to ask the database: strangers cost no thread."""
    headers = dict(scope["headers"])
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    return b"authorization" in headers or settings.SESSION_COOKIE_NAME in cookies


def admitted(scope: Any) -> Viewer:
    """The viewer, or ``Refused``. Runs in a thread."""
    topics = topics_of(scope)
    close_old_connections()
    try:
        request = known(scope)
        device: Device | None = getattr(request, "device", None)
        if device is None:
            raise Refused(ANONYMOUS)
        if not may_hear(device.user, topics):
            raise Refused(FORBIDDEN)
        roles = permissions.roles(device.user)
        return Viewer(person=device.user_id, device=device.pk, roles=roles, topics=topics)
    finally:
        close_old_connections()


def known(scope: Any) -> HttpRequest:
    """The request after the same middlewares that know people on every page."""
    request = ASGIRequest({**scope, "method": "GET"}, BytesIO())
    _know(request)
    return request


def _nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


_know = SessionMiddleware(AuthenticationMiddleware(http.middleware(_nothing)))


def may_hear(user: User, topics: Iterable[str]) -> bool:
    """All of them or none: a page asks only for what it was allowed to show."""
    by_kind: defaultdict[str, set[str]] = defaultdict(set)
    for topic in topics:
        kind, _, name = topic.partition(":")
        by_kind[kind].add(name)
    return all(RULES[kind](user, names) for kind, names in by_kind.items())


def orders(user: User, numbers: Collection[str]) -> bool:
    if permissions.can(user, "orders.read"):
        return True
    return Order.objects.filter(no__in=numbers, buyer=user).count() == len(numbers)


def refunds(user: User, numbers: Collection[str]) -> bool:
    if permissions.can(user, "orders.read"):
        return True
    return Refund.objects.filter(no__in=numbers, order__buyer=user).count() == len(numbers)


def catalogue(user: User, _names: Collection[str]) -> bool:
    return permissions.can(user, "catalog.edit")


def studio(user: User, _names: Collection[str]) -> bool:
    return permissions.is_staff(user)


RULES: Final[dict[str, Callable[[User, Collection[str]], bool]]] = {
    "order": orders,
    "refund": refunds,
    "lesson": catalogue,
    "asset": catalogue,
    "import": catalogue,
    "studio": studio,
}


def unwelcome(viewers: Collection[Viewer]) -> list[Viewer]:
    """Those whose login ended or whose roles changed since they came: two statements for all. Runs in a thread."""
    close_old_connections()
    try:
        live = Device.objects.filter(signed_out_at=None, expires_at__gt=now(), user__is_active=True)
        standing = set(live.filter(pk__in={viewer.device for viewer in viewers}).values_list("pk", flat=True))
        roles: defaultdict[int, set[str]] = defaultdict(set)
        granted = RoleGrant.objects.filter(user__in={viewer.person for viewer in viewers})
        for person, role in granted.values_list("user", "role"):
            roles[person].add(role)
        return [one for one in viewers if one.device not in standing or roles[one.person] != one.roles]
    finally:
        close_old_connections()
