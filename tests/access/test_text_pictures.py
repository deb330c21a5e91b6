"""Pictures inside a text that is sold: through the gate for who has it, from no open address for anybody else."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pytest_django import Settings

from tests import make
from tests.access.viewers import app, browser, content, status, ticket
from tests.media import films
from zhiyu.access.actions import grant, revoke
from zhiyu.accounts.models import User
from zhiyu.campaigns.models import Campaign
from zhiyu.catalog.actions import edit_course, edit_lesson, remove_lesson
from zhiyu.catalog.models import Attachment, Lesson, Welcome
from zhiyu.catalog.pictures import SHOWN, shown_to_all
from zhiyu.kernel.clock import ahead_to, day_start, now
from zhiyu.media import attached, gate, pictures
from zhiyu.media.actions import store_file
from zhiyu.storefront.lessons import lesson_page

pytestmark = pytest.mark.django_db
GATED = re.compile(r"/media/hls/[\w-]+/pictures/(?P<id>[0-9a-f-]{36})")
FREE, PAID = 0, 1
CLOSED = {"free removed", "attachment", "nowhere else"}
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_DIR = tmp_path / "media"


def stored(ending: str = "png") -> UUID:
    path = films.picture(ending)
    return store_file(path=path, name=path.name, owner_id=None, expect="image").pk


def raw(asset_id: UUID) -> str:
    return f"/media/assets/{asset_id}/image"


def shown(asset_id: UUID) -> str:
    return f"![图]({raw(asset_id)})"


def text(free: UUID, *paid: UUID) -> str:
    """The first paragraph is the excerpt; what follows is longer than an excerpt may be."""
    return "\n\n".join([f"开头。{shown(free)}", "讲得很细。" * 120, *map(shown, paid), "结尾。"])


@pytest.fixture
def two() -> list[UUID]:
    return [stored(), stored()]


@pytest.fixture
def article(two: list[UUID]) -> Lesson:
    return Lesson.objects.get(chapter__course=make.article(body=text(*two)))


def reader(of: Lesson) -> User:
    made = make.user()
    grant(user_id=made.pk, product_id=of.chapter.course.product_id, source=f"order_line:{made.pk}")
    return made


def page_of(client: Client, of: Lesson) -> str:
    return client.get(f"/articles/{of.chapter.course.product.code}").content.decode()


def gated(client: Client, of: Lesson) -> str:
    found = GATED.search(page_of(client, of))
    assert found
    return found[0]


def test_who_bought_it_gets_the_free_part_from_where_everybody_does_and_the_rest_through_the_gate(
    article: Lesson, two: list[UUID]
) -> None:
    client = browser(reader(article))
    page = page_of(client, article)
    assert raw(two[FREE]) in page
    assert raw(two[PAID]) not in page
    assert [found["id"] for found in GATED.finditer(page)] == [str(two[PAID])]
    answer = client.get(gated(client, article))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/webp", "private, max-age=14400")
    assert Image.open(BytesIO(content(answer))).size == (400, 300)
    with ahead_to(day_start() + timedelta(hours=30)):
        assert gated(client, article) == gated(client, article), "the browser knows again what it has"


def test_the_ticket_is_good_for_its_holder_alone(article: Lesson, two: list[UUID]) -> None:
    who = reader(article)
    address = gated(browser(who), article)
    for other in (browser(), browser(make.user()), browser(reader(article)), browser(who, agent="another"), app(who)):
        assert status(other, address) == 403
    assert status(browser(who), address, Referer="https://elsewhere.example/") == 403
    assert status(browser(who), address.replace(str(two[PAID]), str(stored()))) == 403, "not in this text"
    assert status(browser(who), address.replace("hls/", "hls/A")) == 403


def test_a_right_that_ended_or_a_picture_that_was_taken_out_ends_it_at_once(article: Lesson, two: list[UUID]) -> None:
    client = browser(who := reader(article))
    address = gated(client, article)
    edit_lesson(lesson_id=article.pk, actor_id=None, body=text(two[FREE]))
    assert status(client, address) == 403
    edit_lesson(lesson_id=article.pk, actor_id=None, body=text(*two))
    assert status(client, address) == 200
    revoke(source=f"order_line:{who.pk}", product_id=article.chapter.course.product_id, because="refunded")
    assert status(client, address) == 403


def test_a_page_that_stays_open_overnight_still_gets_its_pictures(article: Lesson) -> None:
    client = browser(reader(article))
    address = gated(client, article)
    with ahead_to(now() + timedelta(hours=23)):
        assert status(client, address) == 200
        assert status(client, gated(client, article)) == 200
    with ahead_to(now() + timedelta(hours=49)):
        assert status(client, address) == 410


def test_tickets_of_texts_and_of_films_do_not_open_each_others_doors(article: Lesson, two: list[UUID]) -> None:
    who = reader(article)
    client = browser(who)
    base = gated(client, article).rpartition("pictures/")[0]
    for rest in ("index.m3u8", "seat", "pages/0.webp", "720p/0.ts", "720p/key/0", "chapters/0.json", "thumbs.json"):
        answer = client.post(base + rest) if rest == "seat" else client.get(base + rest)
        assert answer.status_code in {403, 404}, rest
    claims = gate.read(base.split("/")[3])
    other = gate.written(gate.TicketClaims(**{**vars(claims), "asset_id": two[PAID]}))
    assert status(client, pictures.address(other, str(two[PAID]))) == 403


def test_an_app_gets_addresses_that_its_login_opens(article: Lesson, two: list[UUID]) -> None:
    client = app(reader(article))
    said = client.get(f"/api/v1/articles/{article.chapter.course.product.code}").json()
    for words in (said["html"], said["body"]):
        assert raw(two[FREE]) in words
        assert raw(two[PAID]) not in words
        found = GATED.search(words)
        assert found
        assert status(client, found[0]) == 200
    lesson = client.get(f"/api/v1/lessons/{article.pk}").json()
    assert raw(two[PAID]) not in lesson["html"] + lesson["body"]


def test_the_raw_address_of_what_is_only_sold_is_open_to_its_editors_alone(article: Lesson, two: list[UUID]) -> None:
    editor, owner = browser(make.user(role="creator")), browser(reader(article))
    assert [status(one, raw(two[PAID])) for one in (browser(), owner, editor)] == [404, 404, 200]
    answer = editor.get(raw(two[PAID]))
    assert (content(answer)[:4], answer["Cache-Control"]) == (b"RIFF", "private, no-store")
    assert raw(two[PAID]) in page_of(editor, article), "who edits it sees it as it is"
    public = browser().get(raw(two[FREE]))
    assert (len(content(public)) > 0, public["Cache-Control"]) == (True, "public, max-age=31536000, immutable")


def in_place(place: str, picture: UUID) -> None:  # noqa: C901 -- a case for each place
    course = make.course()
    first = Lesson.objects.get(chapter__course=course, free=True)
    match place:
        case "free lesson" | "free removed":
            edit_lesson(lesson_id=first.pk, actor_id=None, body=f"正文。\n\n{shown(picture)}")
        case "excerpt":
            make.article(body=text(picture, stored()))
        case "campaign":
            Campaign.objects.create(
                title="周年", slug="year", words=shown(picture), day=now().date(), starts_at=now(), ends_at=now() + DAY
            )
        case "group":
            Welcome.objects.create(product=course.product, group_code_id=picture)
        case "attachment":
            Attachment.objects.create(lesson=first, asset_id=picture, title="原图", position=1)
        case "course":
            edit_course(course_id=course.pk, actor_id=None, intro=shown(picture))
        case "teacher":
            edit_course(course_id=course.pk, actor_id=None, teacher_intro=shown(picture))
        case "cover":
            edit_course(course_id=course.pk, actor_id=None, cover_image_id=picture)
    if place == "free removed":
        remove_lesson(lesson_id=first.pk, actor_id=None)


@pytest.mark.parametrize(
    "place", ["free lesson", "course", "teacher", "cover", "campaign", "excerpt", "group", *sorted(CLOSED)]
)
def test_a_picture_that_is_shown_to_everybody_anywhere_stays_open(place: str, two: list[UUID]) -> None:
    make.article(body=text(*two))
    in_place(place, two[PAID])
    assert shown_to_all(two[PAID]) == (place not in CLOSED)
    assert status(browser(), raw(two[PAID])) == (404 if place in CLOSED else 200)


def test_what_is_in_no_text_yet_is_its_editors_alone() -> None:
    editor, picture = browser(make.user(role="creator")), stored()
    answer, refusal = editor.get(raw(picture)), browser().get(raw(picture))
    assert (content(answer)[:4], answer["Cache-Control"]) == (b"RIFF", "private, no-store")
    assert (refusal.status_code, refusal["Cache-Control"]) == (404, "no-store")


def test_whoever_refers_to_a_picture_says_whether_pages_show_it() -> None:
    by_right = {"asset", "file", "slip", "picture"}
    assert {one.name for one in attached.references()} == SHOWN | by_right


@pytest.mark.parametrize("kind", [one for one in Lesson.Kind if one != Lesson.Kind.BOOK])
def test_open_is_what_a_strangers_page_shows(kind: str, two: list[UUID]) -> None:
    lesson = Lesson.objects.get(chapter__course=make.article(body=text(*two)))
    Lesson.objects.filter(pk=lesson.pk).update(kind=kind)
    words = lesson_page(lesson.pk, AnonymousUser()).text
    assert [shown_to_all(one) for one in two] == [raw(one) in words for one in two]
    assert shown_to_all(two[FREE]) == (kind == Lesson.Kind.ARTICLE)


def test_a_link_to_a_picture_leads_its_reader_there_too(two: list[UUID]) -> None:
    body = f"{text(two[FREE])}\n\n[看大图]({raw(two[PAID])})"
    lesson = Lesson.objects.get(chapter__course=make.article(body=body))
    page = page_of(client := browser(reader(lesson)), lesson)
    assert raw(two[PAID]) not in page
    assert status(client, gated(client, lesson)) == 200


def test_without_an_excerpt_nothing_of_a_text_is_open(two: list[UUID]) -> None:
    lesson = Lesson.objects.get(chapter__course=make.article(body=text(*two)))
    Lesson.objects.filter(pk=lesson.pk).update(preview_seconds=0)
    assert [shown_to_all(one) for one in two] == [False, False]
    client = browser(reader(lesson))
    assert [found["id"] for found in GATED.finditer(page_of(client, lesson))] == [str(one) for one in two]


def test_a_text_that_turns_free_opens_its_pictures_and_one_that_is_removed_keeps_them(two: list[UUID]) -> None:
    course = make.course()
    lesson = Lesson.objects.get(chapter__course=course, free=False)
    edit_lesson(lesson_id=lesson.pk, actor_id=None, body=text(*two))
    client = browser(reader(lesson))
    address = GATED.search(client.get(f"/lessons/{lesson.pk}").content.decode())
    assert address
    edit_lesson(lesson_id=lesson.pk, actor_id=None, free=True)
    assert (shown_to_all(two[PAID]), status(client, address[0])) == (True, 200)
    assert not GATED.search(client.get(f"/lessons/{lesson.pk}").content.decode())
    edit_lesson(lesson_id=lesson.pk, actor_id=None, free=False)
    remove_lesson(lesson_id=lesson.pk, actor_id=None)
    assert (shown_to_all(two[PAID]), status(client, address[0])) == (False, 403)


def test_words_beside_a_film_have_their_pictures_guarded_as_well(video: Lesson, two: list[UUID]) -> None:
    edit_lesson(lesson_id=video.pk, actor_id=None, body=text(*two))
    client = browser(reader(video))
    found = GATED.search(client.get(f"/lessons/{video.pk}").content.decode())
    assert found
    assert (status(client, found[0]), status(browser(), raw(two[PAID]))) == (200, 404)
    film = ticket(client, video).removesuffix("index.m3u8")
    assert status(client, f"{film}pictures/{two[PAID]}") == 403


def test_a_moving_picture_comes_as_it_is(two: list[UUID], tmp_path: Path) -> None:
    frames = [Image.new("RGB", (80, 60), shade) for shade in ("red", "blue")]
    frames[0].save(path := tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    moving = store_file(path=path, name="a.gif", owner_id=None, expect="image").pk
    lesson = Lesson.objects.get(chapter__course=make.article(body=text(two[FREE], moving)))
    client = browser(reader(lesson))
    answer = client.get(gated(client, lesson))
    assert (answer["Content-Type"], content(answer)) == ("image/gif", path.read_bytes())
    assert status(browser(), raw(moving)) == 404


def test_an_article_is_read_in_as_many_statements_with_one_picture_as_with_many(two: list[UUID]) -> None:
    counts = []
    for pictures_in_it in (1, 4):
        body = text(two[FREE], *(stored() for _one in range(pictures_in_it)))
        lesson = Lesson.objects.get(chapter__course=make.article(body=body))
        client = browser(reader(lesson))
        page_of(client, lesson)
        with CaptureQueriesContext(connection) as asked:
            page_of(client, lesson)
        counts.append(len(asked))
    assert counts[0] == counts[1]
