from datetime import datetime, timedelta
from functools import partial

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.access.viewers import addresses, app, ask_ticket, browser, content, in_playlist, status, statuses, ticket
from tests.media import packed
from tests.media.together import together
from zhiyu.access.actions import grant, lock_grants, open_lesson, revoke
from zhiyu.access.models import Consumption, Grant
from zhiyu.access.queries import consumed_share
from zhiyu.access.standing import Right
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Lesson, Product
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.media.models import Asset
from zhiyu.platform.actions import save_school

pytestmark = pytest.mark.django_db


def lesson_of(course: Course, *, free: bool) -> Lesson:
    return Lesson.objects.select_related("chapter__course__product").get(
        chapter__course=course, kind="article", free=free
    )


def test_the_owner_plays_the_whole_lesson(owner: User, video: Lesson) -> None:
    save_school(actor_id=None, player_limit=2)
    for client in (browser(owner), app(owner)):
        answer = ask_ticket(client, video).json()
        assert answer["preview_seconds"] is None
        ends_in = datetime.fromisoformat(answer["expires_at"]) - now()
        assert timedelta(hours=3, minutes=59) < ends_in <= timedelta(hours=4)

        segments, keys, ivs, seconds = in_playlist(client, answer["playlist_url"])
        assert (len(segments), seconds, len(set(keys)), len(set(ivs))) == (30, 120, 4, 30)
        for number, (segment, key, iv) in enumerate(zip(segments, keys, ivs, strict=True)):
            opener = Cipher(AES(content(client.get(key))), CBC(iv)).decryptor()
            plain = opener.update(content(client.get(segment))) + opener.finalize()
            assert plain.startswith(packed.plain(number))


def test_a_long_film_has_a_long_ticket(owner: User, video: Lesson) -> None:
    Asset.objects.update(duration_ms=3 * 3600_000)
    ends_at = datetime.fromisoformat(ask_ticket(app(owner), video).json()["expires_at"])
    assert timedelta(hours=5, minutes=59) < ends_at - now() <= timedelta(hours=6)


@pytest.mark.parametrize("known", [True, False])
def test_others_play_the_preview_and_not_a_key_more(video: Lesson, known: bool) -> None:  # noqa: FBT001
    client = browser(make.user() if known else None)
    answer = ask_ticket(client, video).json()
    assert answer["preview_seconds"] == 20
    segments, keys, _ivs, seconds = in_playlist(client, answer["playlist_url"])
    assert (len(segments), seconds, len(set(keys))) == (5, 20, 1)
    assert {status(client, address) for address in (*segments, *keys)} == {200}

    assert statuses(client, answer["playlist_url"]) == {
        "playlist": 200,
        "rendition": 200,
        "first key": 200,
        "last key": 402,
        "first segment": 200,
        "last segment": 402,
    }
    assert not Consumption.objects.exists()


def test_no_preview_means_locked(video: Lesson) -> None:
    Lesson.objects.filter(pk=video.pk).update(preview_seconds=0)
    answer = ask_ticket(browser(), video)
    assert (answer.status_code, answer.json()["code"]) == (403, "lesson_locked")


def test_a_preview_taken_away_ends_for_those_who_watch_it(video: Lesson) -> None:
    client = browser()
    address = ticket(client, video)
    Lesson.objects.filter(pk=video.pk).update(preview_seconds=0)
    assert client.get(addresses(address)["first key"]).status_code == 403


def test_a_free_lesson_is_whole_for_anybody_and_is_no_consumption(owner: User, video: Lesson) -> None:
    Lesson.objects.filter(pk=video.pk).update(free=True)
    for client in (browser(), browser(owner)):
        assert ask_ticket(client, video).json()["preview_seconds"] is None
    assert not Consumption.objects.exists()


def test_staff_who_edit_see_the_whole_lesson_of_a_draft(video: Lesson) -> None:
    Product.objects.update(status="draft")
    creator, finance = make.user(role="creator"), make.user(role="finance")
    client = browser(creator)
    answer = ask_ticket(client, video).json()
    assert answer["preview_seconds"] is None
    assert client.get(answer["playlist_url"]).status_code == 200
    assert {ask_ticket(browser(user), video).status_code for user in (finance, None)} == {404}


def test_articles_and_unfinished_films_have_no_ticket(owner: User, course: Course, video: Lesson) -> None:
    client = app(owner)
    article = ask_ticket(client, lesson_of(course, free=False))
    assert (article.status_code, article.json()["code"]) == (409, "nothing_to_play")

    Lesson.objects.filter(pk=video.pk).update(
        asset=Asset.objects.create(kind="video", name="b", mime="video/mp4", size=1, sha256="", progress=40)
    )
    unfinished = ask_ticket(client, video)
    assert (unfinished.status_code, unfinished.json()["code"]) == (409, "asset_not_ready")
    assert unfinished.json()["progress"] == 40
    assert ask_ticket(client, Lesson(pk=10**9)).status_code == 404


def test_consumption_is_what_the_server_served(owner: User, course: Course, video: Lesson) -> None:
    held = list(Grant.objects.all())
    assert consumed_share(held, [course.product]) == (0, 2)
    client = app(owner)
    for _ in range(2):
        ticket(client, video)
    assert consumed_share(held, [course.product]) == (1, 2)

    assert open_lesson(user=owner, lesson=lesson_of(course, free=False)) == Right.OWNED
    assert open_lesson(user=owner, lesson=lesson_of(course, free=True)) == Right.FREE
    assert consumed_share(held, [course.product]) == (2, 2)
    assert Consumption.objects.count() == 2

    Lesson.objects.filter(pk=video.pk).update(removed_at=now())
    assert consumed_share(held, [course.product]) == (2, 2)
    assert consumed_share([], [course.product]) == (0, 1)


def test_articles_open_to_owners_only(course: Course) -> None:
    paid, free = lesson_of(course, free=False), lesson_of(course, free=True)
    assert open_lesson(user=make.user(), lesson=paid) == Right.NONE
    assert open_lesson(user=AnonymousUser(), lesson=paid) == Right.NONE
    assert open_lesson(user=AnonymousUser(), lesson=free) == Right.FREE
    Product.objects.update(status="draft")
    with pytest.raises(NotFound):
        open_lesson(user=AnonymousUser(), lesson=lesson_of(course, free=True))


def test_each_live_grant_is_consumed(owner: User, course: Course, video: Lesson) -> None:
    grant(user_id=owner.pk, product_id=course.product_id, source="staff:1")
    ticket(app(owner), video)
    assert sorted(Consumption.objects.values_list("grant__source", flat=True)) == ["order_line:1", "staff:1"]


def test_the_entitlements_of_the_api(owner: User, course: Course) -> None:
    end = now() + timedelta(days=30)
    Grant.objects.update(valid_until=end)
    answer = app(owner).get("/api/v1/me/entitlements").json()
    (item,) = answer["items"]
    assert (item["product"], item["title"], item["kind"]) == (course.product.code, course.product.title, "course")
    assert datetime.fromisoformat(item["until"]) == end
    assert datetime.fromisoformat(item["from"]) == Grant.objects.get().valid_from
    assert answer["next"] is None

    revoke(source="order_line:1", product_id=course.product_id, because="refund:1")
    assert app(owner).get("/api/v1/me/entitlements").json() == {"items": [], "next": None}
    assert browser().get("/api/v1/me/entitlements").json()["code"] == "login_required"


def test_asking_for_keys_costs_the_database_little(
    owner: User, video: Lesson, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = app(owner)
    found = addresses(ticket(client, video))
    with django_assert_max_num_queries(4):
        client.get(found["first key"])
    client.get(found["rendition"])  # what its segments are called is read once by each process
    with django_assert_max_num_queries(1):
        content(client.get(found["first segment"]))


@pytest.mark.django_db(transaction=True)
def test_a_refund_sees_the_consumption_or_the_viewer_sees_the_refund() -> None:
    """Twenty races: never is a lesson served whole under a grant that a refund counted as unopened and revoked."""
    learner, course = make.user(), make.course(lessons=1)
    lesson = Lesson.objects.select_related("chapter__course__product").get()

    def watch() -> str:
        return open_lesson(user=learner, lesson=lesson)

    def refund(source: str) -> str:
        with transaction.atomic():
            opened, _total = consumed_share(lock_grants(sources=[source]), [course.product])
            revoke(source=source, product_id=course.product_id, because="refund")
        return str(opened)

    for n in range(20):
        grant(user_id=learner.pk, product_id=course.product_id, source=f"order_line:{n}")
        found = together(watch, partial(refund, f"order_line:{n}"))
        assert found in (["owned", "1"], ["none", "0"])
