"""Every way we could think of to use a media address that is not one's own."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make
from tests.access.viewers import addresses, app, browser, content, status, statuses, ticket
from tests.media import packed
from tests.pace import examples
from zhiyu.access.actions import grant, revoke
from zhiyu.accounts.models import Device, User
from zhiyu.catalog.models import Course, Lesson, Product
from zhiyu.kernel.clock import now
from zhiyu.media import gate
from zhiyu.media.errors import TicketRefused
from zhiyu.media.models import Rendition

pytestmark = pytest.mark.django_db
PLACES = ["playlist", "rendition", "first key", "last key", "first segment", "last segment"]
ALL, ASKED = set(PLACES), {"playlist", "rendition", "first key", "last key"}


def answers(status_code: int) -> dict[str, int]:
    return dict.fromkeys(PLACES, status_code)


@dataclass
class Scene:
    course: Course
    lesson: Lesson
    owner: User
    client: Client
    url: str

    @property
    def token(self) -> str:
        return self.url.split("/")[3]

    def with_claims(self, **changed: object) -> "Scene":
        claims = replace(gate.read(self.token), **changed)  # type: ignore[arg-type]
        return replace(self, url=self.url.replace(self.token, gate.written(claims)))


@pytest.fixture(params=["session", "token"])
def scene(request: pytest.FixtureRequest, course: Course, video: Lesson, owner: User) -> Scene:
    client = browser(owner) if request.param == "session" else app(owner)
    return Scene(course=course, lesson=video, owner=owner, client=client, url=ticket(client, video))


def another_owner(scene: Scene) -> User:
    made = make.user()
    grant(user_id=made.pk, product_id=scene.course.product_id, source="order_line:2")
    return made


def swap(token: str, at: int) -> str:
    raw = bytearray(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    raw[at] ^= 1
    return urlsafe_b64encode(bytes(raw)).rstrip(b"=").decode()


def sign_out(scene: Scene) -> None:
    Device.objects.filter(user=scene.owner).update(signed_out_at=now())


def lapse(scene: Scene) -> None:
    Device.objects.filter(user=scene.owner).update(expires_at=now())


def close_account(scene: Scene) -> None:
    User.objects.filter(pk=scene.owner.pk).update(is_active=False)


def refund(scene: Scene) -> None:
    revoke(source="order_line:1", product_id=scene.course.product_id, because="refund:1")


def remove_lesson(scene: Scene) -> None:
    Lesson.objects.filter(pk=scene.lesson.pk).update(removed_at=now())


def remove_chapter(scene: Scene) -> None:
    scene.course.chapters.update(removed_at=now())


def change_film(scene: Scene) -> None:
    Lesson.objects.filter(pk=scene.lesson.pk).update(asset=packed.asset())


WHO: dict[str, Callable[[Scene], Client]] = {
    "nobody": lambda _: browser(),
    "a stranger's browser": lambda _: browser(make.user()),
    "a stranger's app": lambda _: app(make.user()),
    "another owner's browser": lambda scene: browser(another_owner(scene)),
    "another owner's app": lambda scene: app(another_owner(scene)),
    "the owner's other browser": lambda scene: browser(scene.owner),
    "the owner's other app": lambda scene: app(scene.owner),
    "staff": lambda _: browser(make.user(role="owner")),
}


@pytest.mark.parametrize("who", WHO)
def test_a_copied_address_opens_for_nobody_else(scene: Scene, who: str) -> None:
    assert statuses(scene.client, scene.url) == answers(200)
    assert statuses(WHO[who](scene), scene.url) == answers(403)


HEADERS = {
    "another browser": {"User-Agent": "Lavf/61.1"},
    "no browser": {"User-Agent": ""},
    "a foreign page": {"Referer": "https://thief.example/"},
    "a page that looks like ours": {"Referer": "https://testserver.thief.example/"},
    "a page without a host": {"Referer": "about:blank"},
    "another site's fetch": {"Sec-Fetch-Site": "cross-site"},
    "another site's fetch with our name": {"Sec-Fetch-Site": "cross-site", "Referer": "http://testserver/"},
}


@pytest.mark.parametrize("headers", HEADERS)
def test_another_browser_or_page_is_refused(scene: Scene, headers: str) -> None:
    assert statuses(scene.client, scene.url, **HEADERS[headers]) == answers(403)


FINE = {
    "our page": {"Referer": "http://testserver/lessons/1", "Sec-Fetch-Site": "same-origin"},
    "a player without Referer": {},
    "an address typed in": {"Sec-Fetch-Site": "none"},
}


@pytest.mark.parametrize("headers", FINE)
def test_our_own_pages_and_players_are_served(scene: Scene, headers: str) -> None:
    assert statuses(scene.client, scene.url, **FINE[headers]) == answers(200)


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        (sign_out, ALL),
        (lapse, ALL),
        (close_account, ALL),
        (refund, ASKED),
        (remove_lesson, ASKED),
        (remove_chapter, ASKED),
        (change_film, ASKED),
    ],
)
def test_a_right_that_ends_ends_at_the_next_key(
    scene: Scene, change: Callable[[Scene], None], refused: set[str]
) -> None:
    change(scene)
    assert statuses(scene.client, scene.url) == answers(200) | dict.fromkeys(refused, 403)


def test_an_expired_ticket_says_so_to_its_holder_only(scene: Scene) -> None:
    old = scene.with_claims(expires_at=int(now().timestamp()))
    assert statuses(scene.client, old.url) == answers(410)
    assert statuses(browser(), old.url) == answers(403)
    assert scene.client.get(old.url).json()["code"] == "ticket_expired"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading_is_answered(scene: Scene, method: str) -> None:
    asked = getattr(scene.client, method)
    assert {name: asked(x).status_code for name, x in addresses(scene.url).items()} == answers(405)


def test_no_byte_of_a_ticket_can_be_changed(scene: Scene) -> None:
    changed = [swap(scene.token, at) for at in range(gate.LAYOUT.size + gate.MAC_BYTES)]
    segment = addresses(scene.url)["first segment"]
    assert {status(scene.client, segment.replace(scene.token, token)) for token in changed} == {403}
    assert status(scene.client, segment) == 200


@given(st.binary(max_size=140))
@settings(max_examples=examples(100), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_invented_ticket_is_read(raw: bytes) -> None:
    with pytest.raises(TicketRefused):
        gate.read(urlsafe_b64encode(raw).decode())


@pytest.mark.parametrize("text", ["x", "====", "_" * 400, "AAAA", "index.m3u8"])
def test_nonsense_is_refused(scene: Scene, text: str) -> None:
    assert set(statuses(scene.client, scene.url.replace(scene.token, text)).values()) <= {403, 404}


@pytest.mark.parametrize(
    "path",
    [
        "720p/../../../media_key",
        "720p/%2e%2e/%2e%2e/media_key",
        "..%2f..%2fmedia_key/key/0",
        "720p/30.ts",
        "720p/key/4",
        "720p/key/-1",
        "720p/00000000000000000000000000000000000000000000000.tsx",
        "1080p/0.ts",
        "1080p/key/0",
        "1080p/index.m3u8",
        "720p/720p/index.m3u8",
        "original.mp4",
    ],
)
def test_there_is_nothing_else_behind_a_ticket(scene: Scene, path: str) -> None:
    assert scene.client.get(scene.url.replace("index.m3u8", path)).status_code == 404


@pytest.mark.parametrize("known", [True, False])
def test_a_preview_ticket_stays_with_its_browser(course: Course, video: Lesson, known: bool) -> None:  # noqa: FBT001
    del course
    client = browser(make.user() if known else None)
    found = addresses(ticket(client, video))
    others = [browser(), browser(make.user())]
    ticket(others[0], video)
    for place in ("playlist", "rendition", "first key", "first segment"):
        assert status(client, found[place]) == 200
        assert {status(other, found[place]) for other in others} == {403}
        assert status(client, found[place], **{"User-Agent": "curl"}) == 403
    Product.objects.update(status="unpublished")
    assert client.get(found["first key"]).status_code == 403


def test_a_visitor_cookie_cannot_be_made_up(video: Lesson) -> None:
    client = browser()
    url = ticket(client, video)
    thief = browser()
    thief.cookies["zhiyu_device"] = client.cookies["zhiyu_device"].value.split(":")[0] + ":forged"
    assert thief.get(url).status_code == 403


def test_buying_does_not_open_a_preview_ticket_but_a_new_one(course: Course, video: Lesson) -> None:
    learner = make.user()
    client = app(learner)
    url = ticket(client, video)
    grant(user_id=learner.pk, product_id=course.product_id, source="order_line:9")
    assert client.get(addresses(url)["last key"]).status_code == 402
    assert client.get(addresses(ticket(client, video))["last key"]).status_code == 200


def test_a_viewer_of_the_version_before_goes_on(scene: Scene) -> None:
    assert scene.lesson.asset
    Rendition.objects.update(retired_at=now())
    packed.seal(scene.lesson.asset, segments=30, preview=2, version=2)
    assert statuses(scene.client, scene.url) == answers(200)
    after = addresses(ticket(scene.client, scene.lesson))
    keys = [scene.client.get(x["first key"]).content for x in (addresses(scene.url), after)]
    assert keys[0] != keys[1]


def test_without_a_doorkeeper_nothing_opens(scene: Scene) -> None:
    kept = list(gate._doorkeepers)  # noqa: SLF001
    gate._doorkeepers.clear()  # noqa: SLF001
    try:
        assert scene.client.get(scene.url).status_code == 403
    finally:
        gate._doorkeepers.extend(kept)  # noqa: SLF001


def test_what_may_be_kept_and_by_whom(scene: Scene) -> None:
    found = {name: scene.client.get(x) for name, x in addresses(scene.url).items()}
    assert all(content(answer) for answer in found.values())
    assert {name: answer.headers["Cache-Control"] for name, answer in found.items()} == {
        "playlist": "private, no-store",
        "rendition": "private, no-store",
        "first key": "private, no-store",
        "last key": "private, no-store",
        "first segment": "private, max-age=14400",
        "last segment": "private, max-age=14400",
    }
    refused = scene.client.get(scene.url, headers={"Referer": "https://thief.example/"})
    assert (refused.headers["Content-Type"], refused.headers["Cache-Control"]) == (
        "application/problem+json",
        "no-store",
    )
