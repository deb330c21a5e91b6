"""Files that nobody uses go after a week's grace; one that anything still refers to never does."""

from datetime import timedelta

import pytest

from tests import make
from tests.media import films
from zhiyu.catalog.actions import attach_file, detach_file, edit_course, edit_lesson, remove_lesson, set_lesson_asset
from zhiyu.catalog.models import Course, Lesson
from zhiyu.kernel.clock import now
from zhiyu.media import files
from zhiyu.media.actions import store_file, tidy
from zhiyu.media.models import Asset

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7, minutes=1)


def stored(kind: str = "picture") -> Asset:
    path = films.film() if kind == "film" else films.picture()
    made = store_file(path=path, name=path.name, owner_id=None)
    Asset.objects.filter(pk=made.pk).update(created_at=now() - timedelta(days=2))
    return made


def a_week_passes() -> None:
    """Tidied before and after; whatever was loose all the while is due."""
    tidy()
    for asset in Asset.objects.filter(loose_since__isnull=False):
        Asset.objects.filter(pk=asset.pk).update(loose_since=asset.loose_since - WEEK if asset.loose_since else None)
    tidy()


def kept(asset: Asset) -> bool:
    there = Asset.objects.filter(pk=asset.pk).exists()
    assert files.original(asset).exists() == there
    return there


def lesson_of(course: Course) -> Lesson:
    found = Lesson.objects.filter(chapter__course=course).first()
    assert found is not None
    return found


def test_a_file_that_was_never_used_goes_after_a_week_and_not_before() -> None:
    asset = stored()
    tidy()
    tidy()
    assert kept(asset)

    a_week_passes()
    assert not kept(asset)


def test_a_file_younger_than_a_day_is_not_even_noted() -> None:
    asset = stored()
    Asset.objects.update(created_at=now())
    tidy()
    assert Asset.objects.get(pk=asset.pk).loose_since is None


def test_a_replaced_film_goes_and_the_one_in_its_place_stays() -> None:
    lesson = lesson_of(make.course())
    old, new = stored("film"), stored("film")
    edit_lesson(lesson_id=lesson.pk, actor_id=None, kind=Lesson.Kind.VIDEO)
    for asset in (old, new):
        set_lesson_asset(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=None)
    a_week_passes()
    assert (kept(old), kept(new)) == (False, True)


def test_a_file_in_use_stays_wherever_it_is_used() -> None:
    course = make.course()
    lesson = lesson_of(course)
    film, cover, in_lesson, in_intro, in_removed, handed_out = stored("film"), *(stored() for _ in range(5))
    edit_lesson(lesson_id=lesson.pk, actor_id=None, body=f"看图\n\n![](/media/assets/{in_lesson.pk}/image)")
    set_lesson_asset(lesson_id=lesson.pk, asset_id=film.pk, actor_id=None)
    attach_file(lesson_id=lesson.pk, asset_id=handed_out.pk, actor_id=None)
    edit_course(course_id=course.pk, actor_id=None, cover_image_id=cover.pk)
    Course.objects.filter(pk=course.pk).update(intro=f"![](/media/assets/{in_intro.pk}/image)")
    removed = Lesson.objects.create(
        chapter=lesson.chapter, title="旧课", body=f"![](/media/assets/{in_removed.pk}/image)"
    )
    remove_lesson(lesson_id=removed.pk, actor_id=None)
    a_week_passes()
    a_week_passes()
    assert all(kept(one) for one in (film, cover, in_lesson, in_intro, in_removed, handed_out))


def test_a_file_that_is_taken_up_again_has_its_whole_week_anew() -> None:
    lesson = lesson_of(make.course())
    asset = stored()
    tidy()
    attached = attach_file(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=None)
    a_week_passes()
    assert Asset.objects.get(pk=asset.pk).loose_since is None

    detach_file(attachment_id=attached.pk, actor_id=None)
    tidy()
    assert kept(asset)
    a_week_passes()
    assert not kept(asset)
