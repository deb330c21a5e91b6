"""The abuse matrix: every kind of ticket in every wrong hand, at every address behind it. None opens."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from django.test import Client

from tests import make
from tests.access.test_thumbs import drawn
from tests.access.test_wrapped_keys import key_pair
from tests.access.viewers import PHONE, app, ask_ticket, browser, content
from tests.media import packed
from zhiyu.access.actions import grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Lesson
from zhiyu.kernel.clock import now
from zhiyu.media import gate
from zhiyu.media.models import BookChapter, DocumentPages, Play, Subtitle

pytestmark = pytest.mark.django_db
POINT = key_pair()[1]
FILM = {
    "playlist": "index.m3u8",
    "rung": "720p/index.m3u8",
    "plain key": "720p/key/0",
    "last plain key": "720p/key/3",
    "sealed key": f"720p/key/0?to={POINT}",
    "last sealed key": f"720p/key/3?to={POINT}",
    "segment": "720p/0.ts",
    "last segment": "720p/29.ts",
    "thumbs": "thumbs.json",
    "strip": "thumbs/0.jpg",
    "subtitles": "subtitles.json",
    "words": "subtitles/zh-Hans.json",
}
PAPER = {
    "find": "pages?query=a",
    "page": "pages/0.webp",
    "last page": "pages/5.webp",
    "page as it is": "pages/0.ts",
    "last page as it is": "pages/5.ts",
}
BOOK = {
    "find in a book": "chapters?query=a",
    "chapter": "chapters/0.json",
    "last chapter": "chapters/5.json",
    "picture": "chapters/0/0.webp",
    "last picture": "chapters/5/0.webp",
    "chapter as it is": "chapters/0.ts",
    "last chapter as it is": "chapters/5.ts",
}
# What a preview must not give even to its own holder, and what a ticket may not do for anybody.
PAID = {"last plain key", "last sealed key", "last segment", "last page", "last chapter", "last picture"}
NOBODYS = {"page as it is", "last page as it is", "chapter as it is", "last chapter as it is"}
ASKED = {"playlist", "rung", "plain key", "last plain key", "sealed key", "last sealed key", *PAPER, *BOOK}
REFUSED = {401, 402, 403, 404, 405, 409, 410}


@dataclass(frozen=True)
class Scene:
    course: Course
    owner: User
    holder: Client
    base: str

    def with_claims(self, **changed: object) -> "Scene":
        token = self.base.split("/")[3]
        claims = replace(gate.read(token), **changed)  # type: ignore[arg-type]
        return replace(self, base=self.base.replace(token, gate.written(claims)))


def another_owner(scene: Scene) -> User:
    made = make.user()
    grant(user_id=made.pk, product_id=scene.course.product_id, source=f"order_line:{made.pk}")
    return made


def with_cookies_of(scene: Scene, **headers: str) -> Client:
    """The same login, taken along into another program."""
    client = Client(headers=headers)
    client.cookies = scene.holder.cookies
    client.defaults |= {k: v for k, v in scene.holder.defaults.items() if k == "HTTP_AUTHORIZATION"}
    return client


HANDS: dict[str, Callable[[Scene], Client]] = {
    "nobody": lambda _: browser(),
    "a stranger": lambda _: browser(make.user()),
    "a stranger's app": lambda _: app(make.user()),
    "another owner": lambda scene: browser(another_owner(scene)),
    "another owner's app": lambda scene: app(another_owner(scene)),
    "the owner's other browser": lambda scene: browser(scene.owner),
    "the owner's other app": lambda scene: app(scene.owner),
    "staff": lambda _: browser(make.user(role="owner")),
    "ffmpeg with the cookies": lambda scene: with_cookies_of(scene, **{"User-Agent": "Lavf/61.7"}),
    "yt-dlp with the cookies": lambda scene: with_cookies_of(scene, **{"User-Agent": "Mozilla/5.0 Chrome/131"}),
    "another site's page": lambda scene: with_cookies_of(
        scene, **{"User-Agent": PHONE, "Referer": "https://thief.example/"}
    ),
    "another site's fetch": lambda scene: with_cookies_of(
        scene, **{"User-Agent": PHONE, "Sec-Fetch-Site": "cross-site"}
    ),
}


def scene(course: Course, owner: User | None, lesson: Lesson, *, asked: str = "", token: bool = False) -> Scene:
    client = app(owner) if owner and token else browser(owner)
    answer = client.post(f"/api/v1/lessons/{lesson.pk}/ticket{asked}")
    address = str(answer.json()["playlist_url"])
    client.get(address)
    return Scene(course=course, owner=owner or make.user(), holder=client, base=address.removesuffix("index.m3u8"))


@pytest.fixture
def film(video: Lesson) -> Lesson:
    assert video.asset
    drawn(video.asset, count=40)
    Subtitle.objects.create(asset=video.asset, language="zh-Hans", cues=[[0, 1000, "光"], [100_000, 101_000, "暗"]])
    return video


@pytest.fixture
def paper(course: Course) -> Lesson:
    asset = packed.whole("pages", kind="document")
    DocumentPages.objects.create(asset=asset, pages=[[100, 100, f"a {n}"] for n in range(6)])
    return Lesson.objects.create(chapter=course.chapters.get(), title="讲义", kind="document", position=10, asset=asset)


@pytest.fixture
def book(course: Course) -> Lesson:
    asset = packed.whole("chapters", kind="book")
    for n in range(6):
        BookChapter.objects.create(asset=asset, number=n, title=f"第 {n} 章", html="<p>a</p>", words="a")
    return Lesson.objects.create(chapter=course.chapters.get(), title="诗", kind="book", position=11, asset=asset)


Things = list[tuple[Lesson, dict[str, str]]]


@pytest.fixture
def things(film: Lesson, paper: Lesson, book: Lesson) -> Things:
    """One lesson of each kind that a ticket is for, and the addresses behind it."""
    return [(film, FILM), (paper, PAPER), (book, BOOK)]


TICKETS: dict[str, dict[str, object]] = {
    "plain": {},
    "sealed": {"asked": "?unwraps=true"},
    "plain, app": {"token": True},
    "sealed, app": {"asked": "?unwraps=true", "token": True},
}


def knocks(found: Scene, clients: dict[str, Client], addresses: dict[str, str]) -> Iterator[tuple[str, str, int]]:
    for who, client in clients.items():
        for name, path in addresses.items():
            answer = client.get(found.base + path)
            content(answer)
            yield who, name, answer.status_code


def opened(found: Scene, clients: dict[str, Client], addresses: dict[str, str]) -> tuple[int, list[tuple[str, str]]]:
    """How many were tried, and which of them were not refused."""
    tried = list(knocks(found, clients, addresses))
    return len(tried), [(who, name) for who, name, status in tried if status not in REFUSED]


@pytest.mark.parametrize("kind", TICKETS)
def test_no_ticket_opens_in_another_hand(course: Course, owner: User, things: Things, kind: str) -> None:
    tried = 0
    for lesson, addresses in things:
        found = scene(course, owner, lesson, **TICKETS[kind])  # type: ignore[arg-type]
        count, wrong = opened(found, {who: make_(found) for who, make_ in HANDS.items()}, addresses)
        assert wrong == []
        tried += count
        seats = [client(found).post(f"{found.base}seat?take=1").status_code for client in HANDS.values()]
        assert set(seats) <= REFUSED
    assert tried == len(HANDS) * (len(FILM) + len(PAPER) + len(BOOK))


@pytest.mark.parametrize("kind", TICKETS)
def test_its_owner_gets_all_but_what_is_nobodys(course: Course, owner: User, things: Things, kind: str) -> None:
    """So that what is refused to others is refused for their hands, and not because it is not there."""
    wrong = NOBODYS | ({"plain key", "last plain key"} if kind.startswith("sealed") else set())
    for lesson, addresses in things:
        found = scene(course, owner, lesson, **TICKETS[kind])  # type: ignore[arg-type]
        given = {name for _who, name in opened(found, {"its holder": found.holder}, addresses)[1]}
        assert given == set(addresses) - wrong


@pytest.mark.parametrize("known", [True, False])
def test_a_preview_gives_nobody_what_is_paid_and_nobody_else_anything(
    course: Course,
    things: Things,
    known: bool,  # noqa: FBT001
) -> None:
    for lesson, addresses in things:
        found = scene(course, make.user() if known else None, lesson)
        own = {name: path for name, path in addresses.items() if name in PAID | NOBODYS}
        assert opened(found, {"its holder": found.holder}, own)[1] == []
        assert opened(found, {who: make_(found) for who, make_ in HANDS.items()}, addresses)[1] == []


CHANGED: dict[str, Callable[[Scene, Lesson], Scene]] = {
    "expired": lambda found, _: found.with_claims(expires_at=int(now().timestamp())),
    "of another lesson": lambda found, other: found.with_claims(lesson_id=other.pk),
    "of another film": lambda found, _: found.with_claims(asset_id=packed.asset().pk),
    "of another person": lambda found, _: found.with_claims(user_id=make.user().pk),
}


@pytest.mark.parametrize("change", CHANGED)
def test_what_a_ticket_says_must_be_true_even_where_we_signed_it(
    course: Course, owner: User, things: Things, change: str
) -> None:
    """Segments and pictures of seeking ask no database: they are of no use without a key."""
    for (lesson, addresses), (other, _) in zip(things, [*things[1:], things[0]], strict=True):
        found = CHANGED[change](scene(course, owner, lesson, asked="?unwraps=true"), other)
        asked = {name: path for name, path in addresses.items() if change == "expired" or name in ASKED}
        assert opened(found, {"its holder": found.holder}, asked)[1] == []


def test_a_ticket_takes_no_method_but_reading(course: Course, owner: User, things: Things) -> None:
    for lesson, addresses in things:
        found = scene(course, owner, lesson)
        for method in ("post", "put", "patch", "delete"):
            answers = {getattr(found.holder, method)(found.base + path).status_code for path in addresses.values()}
            assert answers == {405}


def test_a_used_or_late_address_for_plain_keys_opens_for_nobody(course: Course, owner: User, film: Lesson) -> None:
    found = scene(course, owner, film)
    late = replace(found, base=ask_ticket(found.holder, film).json()["playlist_url"].removesuffix("index.m3u8"))
    unused = {name: FILM[name] for name in ("plain key", "last plain key", "sealed key")}
    Play.objects.update(began_at=now().replace(year=2020), opened_at=None)
    assert opened(late, {"its holder": found.holder}, unused | {"playlist": "index.m3u8"})[1] == []
    Play.objects.update(opened_at=now().replace(year=2020))
    assert opened(found, {"its holder": found.holder}, {"playlist": "index.m3u8"})[1] == []
