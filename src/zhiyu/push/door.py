"""Who may listen to what. Asked once when a stream opens; the login behind it is looked at again each minute."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
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
from zhiyu.coaching.queries import may_call
from zhiyu.commerce.models import Order, Refund
from zhiyu.kernel.clock import now
from zhiyu.live.models import LiveClass
from zhiyu.push.viewer import Viewer
from zhiyu.rooms.actions import note_presence
from zhiyu.rooms.entering import may_be_in
from zhiyu.rooms.queries import HOSTS

MOST_TOPICS: Final = 100
ROOM: Final = "room:"
CALL: Final = "call:"
TOPIC: Final = re.compile(
    r"(?:(order|refund|lesson|asset|import):([A-Za-z0-9-]{1,40})|(room|host|call):\d{1,18}|(studio))\Z"
)
ANONYMOUS, FORBIDDEN, BAD = (401, "login_required"), (403, "forbidden"), (400, "invalid")


class Refused(Exception):
    def __init__(self, reason: tuple[int, str]) -> None:
        super().__init__(reason[1])
        self.status, self.code = reason


def topics_of(scope: Any) -> frozenset[str]:
    return _topics(QueryDict(scope["query_string"]).get("topics", "") or "")


@lru_cache(maxsize=1024)
def _topics(asked: str) -> frozenset[str]:
    """One for all who listen to the same."""
    topics = frozenset(filter(None, asked.split(",")))
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
        viewer = Viewer(person=device.user_id, device=device.pk, roles=roles, topics=topics)
        note_presence(pairs=presences([viewer]))
        return viewer
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


def rooms(user: User, names: Collection[str]) -> bool:
    ids = [int(name) for name in names]
    if permissions.can(user, "catalog.edit"):
        return LiveClass.objects.filter(pk__in=ids).count() == len(ids)
    return len(may_be_in((room, user.pk) for room in ids)) == len(ids)


def calls(user: User, names: Collection[str]) -> bool:
    """Exactly its two people, whatever else somebody may see here."""
    return len(may_call((int(name), user.pk) for name in names)) == len(names)


def hosting(user: User, names: Collection[str]) -> bool:
    return permissions.can(user, HOSTS) and rooms(user, names)


def studio(user: User, _names: Collection[str]) -> bool:
    return permissions.is_staff(user)


RULES: Final[dict[str, Callable[[User, Collection[str]], bool]]] = {
    "order": orders,
    "refund": refunds,
    "lesson": catalogue,
    "asset": catalogue,
    "import": catalogue,
    "room": rooms,
    "host": hosting,
    "call": calls,
    "studio": studio,
}


def unwelcome(viewers: Collection[Viewer]) -> list[Viewer]:
    """Those whose login ended, or whose roles or rights changed, since they came: a few statements for all. Runs in a
    thread.
    """
    close_old_connections()
    try:
        live = Device.objects.filter(signed_out_at=None, expires_at__gt=now(), user__is_active=True)
        standing = set(live.filter(pk__in={viewer.device for viewer in viewers}).values_list("pk", flat=True))
        roles: defaultdict[int, set[str]] = defaultdict(set)
        granted = RoleGrant.objects.filter(user__in={viewer.person for viewer in viewers})
        for person, role in granted.values_list("user", "role"):
            roles[person].add(role)
        shut = {*out_of_their_rooms(viewers), *out_of_their_calls(viewers)}
        return [one for one in viewers if one.device not in standing or roles[one.person] != one.roles or one in shut]
    finally:
        close_old_connections()


def out_of_their_rooms(viewers: Collection[Viewer]) -> list[Viewer]:
    """Those who may no longer be in a room that they listen to."""
    learners = [viewer for viewer in viewers if not permissions.may(viewer.roles, "catalog.edit")]
    pairs = presences(learners)
    shut = pairs - may_be_in(pairs)
    return [viewer for viewer in learners if shut & presences([viewer])] if shut else []


def out_of_their_calls(viewers: Collection[Viewer]) -> list[Viewer]:
    """Those whose appointment is over, called off or given back."""
    pairs = presences(viewers, CALL)
    shut = pairs - may_call(pairs)
    return [viewer for viewer in viewers if shut & presences([viewer], CALL)] if shut else []


def presences(viewers: Iterable[Viewer], kind: str = ROOM) -> set[tuple[int, int]]:
    """(room, person) of all who are in rooms."""
    return {
        (int(topic.removeprefix(kind)), viewer.person)
        for viewer in viewers
        for topic in viewer.topics
        if topic.startswith(kind)
    }


def count_presence(viewers: Collection[Viewer]) -> None:
    """Runs in a thread."""
    close_old_connections()
    try:
        note_presence(pairs=presences(viewers))
    finally:
        close_old_connections()
