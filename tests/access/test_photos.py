"""A set of pictures as a lesson: each by a ticket and marked for who looks, the first of them for anybody."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests import make
from tests.access.viewers import ask_ticket, browser, ticket
from tests.media.epubs import png
from zhiyu.access.actions import grant
from zhiyu.catalog import actions
from zhiyu.catalog.actions.books import bind_now
from zhiyu.catalog.models import Lesson, Photo
from zhiyu.media.actions import package_now, store_file
from zhiyu.media.errors import NotForASet
from zhiyu.media.models import Asset

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_DIR = tmp_path / "media"


def stored(place: Path, n: int) -> Asset:
    path = place / f"{n}.png"
    path.write_bytes(png((60 + n, 40)))
    return store_file(path=path, name=f"{n}.png", owner_id=None, expect="image")


@pytest.fixture
def gallery(tmp_path: Path) -> Lesson:
    """Four pictures, of which anybody may see two."""
    lesson = Lesson.objects.get(chapter__course=make.course(title="看照片"), free=False)
    actions.edit_lesson(lesson_id=lesson.pk, actor_id=None, kind="photos", body="", preview_seconds=2)
    for n in range(4):
        asset = stored(tmp_path, n)
        actions.add_photo(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=None, caption=f"第 {n} 张说明")
    bind_now(lesson.pk)
    lesson.refresh_from_db()
    return lesson


def pages(client: Client, playlist: str) -> list[int]:
    base = playlist.removesuffix("index.m3u8")
    return [client.get(f"{base}pages/{n}.webp").status_code for n in range(5)]


def order(lesson: Lesson) -> list[str]:
    return [one.caption for one in lesson.photos.all()]


def test_its_owner_sees_every_picture_marked_and_passers_by_the_first(gallery: Lesson) -> None:
    owner = make.user()
    grant(user_id=owner.pk, product_id=gallery.chapter.course.product_id, source="test:photos")
    mine, other = browser(owner), browser(None)
    address, theirs = ticket(mine, gallery), ask_ticket(other, gallery).json()

    assert (pages(mine, address), pages(other, theirs["playlist_url"])) == ([200] * 4 + [404], [200] * 2 + [402] * 3)
    assert theirs["preview_seconds"] == 2
    page = other.get(f"/lessons/{gallery.pk}").content.decode()
    assert ("第 1 张说明" in page, "第 2 张说明" in page, "还有 2 张" in page) == (True, False, True)
    assert "第 3 张说明" in mine.get(f"/lessons/{gallery.pk}").content.decode()


def test_no_other_door_leads_to_a_picture_of_a_set(gallery: Lesson) -> None:
    photos = list(Photo.objects.filter(lesson=gallery))
    client, creator = browser(make.user()), browser(make.user(role="creator"))

    assert {client.get(f"/media/assets/{one.asset_id}/image").status_code for one in photos} == {404}
    assert {client.get(f"/studio/photos/{one.pk}/image").status_code for one in photos} == {403}
    assert {creator.get(f"/studio/photos/{one.pk}/image").status_code for one in photos} == {200}
    assert not any(str(one.asset_id) in client.get(f"/lessons/{gallery.pk}").content.decode() for one in photos)


def test_order_words_and_removal_are_bound_anew_once_each(gallery: Lesson) -> None:
    creator = browser(make.user(role="creator"))
    first, second, third, fourth = Photo.objects.filter(lesson=gallery)
    creator.post(f"/studio/photos/{fourth.pk}", {"up": "1"})
    creator.post(f"/studio/photos/{first.pk}", {"position": "9"})
    creator.post(f"/studio/photos/{second.pk}", {"caption": " 新的  说明 "})
    creator.post(f"/studio/photos/{third.pk}", {"remove": "1"})
    assert order(gallery) == ["新的 说明", "第 3 张说明", "第 0 张说明"]

    before = Asset.objects.filter(kind="photos").count()
    bind_now(gallery.pk)
    bind_now(gallery.pk)
    gallery.refresh_from_db()
    assert (Asset.objects.filter(kind="photos").count(), gallery.asset and gallery.asset.duration_ms) == (
        before + 1,
        3000,
    )
    assert "新的 说明" in browser(None).get(f"/lessons/{gallery.pk}").content.decode()


def test_the_last_picture_that_goes_takes_the_set_with_it(gallery: Lesson) -> None:
    for photo in Photo.objects.filter(lesson=gallery):
        actions.remove_photo(photo_id=photo.pk, actor_id=None)
    gallery.refresh_from_db()
    assert (gallery.kind, gallery.asset) == ("photos", None)


def test_a_longer_preview_holds_without_binding(gallery: Lesson) -> None:
    actions.edit_lesson(lesson_id=gallery.pk, actor_id=None, preview_seconds=3)
    package_now(Asset.objects.get(kind="photos").pk)
    client = browser(None)
    assert pages(client, ticket(client, gallery)) == [200] * 3 + [402] * 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_editor_adds_pictures_and_asks_the_same_of_the_database_for_any_number(
    count: int, tmp_path: Path, django_assert_num_queries: object
) -> None:
    lesson = Lesson.objects.get(chapter__course=make.course(), free=False)
    client = browser(make.user(role="creator"))
    for n in range(count):
        client.post(f"/studio/lessons/{lesson.pk}/photos", {"asset": str(stored(tmp_path, n).pk)})
    lesson.refresh_from_db()
    assert (lesson.kind, order(lesson)) == ("photos", [""] * count)
    with django_assert_num_queries(5):  # type: ignore[operator]
        shown = client.get(f"/studio/lessons/{lesson.pk}/photos", headers={"HX-Request": "true"}).content.decode()
    assert shown.count('photo-row"') == count


def test_a_picture_that_stands_elsewhere_is_not_taken(gallery: Lesson, tmp_path: Path) -> None:
    cover = stored(tmp_path, 9)
    actions.edit_course(course_id=gallery.chapter.course_id, actor_id=None, cover_image_id=cover.pk)
    with pytest.raises(NotForASet):
        actions.add_photo(lesson_id=gallery.pk, asset_id=cover.pk, actor_id=None)
    taken = Photo.objects.filter(lesson=gallery).first()
    assert taken
    assert actions.add_photo(lesson_id=gallery.pk, asset_id=taken.asset_id, actor_id=None) == taken
    assert len(order(gallery)) == 4
