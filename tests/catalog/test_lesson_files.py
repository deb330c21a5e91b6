import json
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from tests import make
from tests.media import films
from zhiyu.accounts.models import User
from zhiyu.catalog import actions
from zhiyu.catalog.errors import WrongAsset
from zhiyu.catalog.models import Attachment, Course, Lesson
from zhiyu.catalog.queries import attachments_of, outline, preview_seconds_of, whole_outline
from zhiyu.media.actions import package_now, store_file
from zhiyu.media.errors import MediaRefused
from zhiyu.media.models import Asset

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def stored(path: Path, owner: User, name: str = "") -> Asset:
    return store_file(path=path, name=name or path.name, owner_id=owner.pk)


@pytest.fixture
def course() -> Course:
    return make.course(lessons=3)


@pytest.fixture
def lesson(course: Course) -> Lesson:
    return whole_outline(course.pk).lessons[1]


def test_the_file_decides_whether_a_lesson_is_video_or_audio(studio: Client, creator: User, lesson: Lesson) -> None:
    address = f"/studio/lessons/{lesson.pk}/media"

    part = studio.post(address, {"asset": str(stored(films.film(), creator).pk)}, headers=HTMX).content.decode()
    assert "正在处理" in part
    lesson.refresh_from_db()
    assert f'data-live="lesson:{lesson.pk} asset:{lesson.asset_id}"' in part
    assert lesson.kind == "video"
    assert "处理中" in studio.get(f"/studio/lessons/{lesson.pk}/state").content.decode()

    package_now(lesson.asset_id)  # type: ignore[arg-type]
    assert "可以播放" in studio.get(address).content.decode()
    assert "处理中" not in studio.get(f"/studio/lessons/{lesson.pk}/state").content.decode()

    studio.post(address, {"asset": str(stored(films.sound(), creator).pk)}, headers=HTMX)
    lesson.refresh_from_db()
    assert lesson.kind == "audio"

    studio.post(address, {"asset": ""}, headers=HTMX)
    lesson.refresh_from_db()
    assert lesson.asset is None


def test_what_is_courseware_no_more_is_not_learned_by_a_score(creator: User, lesson: Lesson) -> None:
    film, picture = stored(films.film(), creator), stored(films.picture(), creator)
    becoming: list[Callable[[], object]] = [
        lambda: actions.set_lesson_asset(lesson_id=lesson.pk, asset_id=film.pk, actor_id=None),
        lambda: actions.add_photo(lesson_id=lesson.pk, asset_id=picture.pk, actor_id=None),
        lambda: actions.edit_lesson(lesson_id=lesson.pk, actor_id=None, kind="article"),
    ]
    for become in becoming:
        Lesson.objects.filter(pk=lesson.pk).update(kind="exercise", rule="scored")
        become()
        lesson.refresh_from_db()
        assert (lesson.kind != "exercise", lesson.rule) == (True, "watched")

    actions.edit_lesson(lesson_id=lesson.pk, actor_id=None, kind="exercise", rule="scored")
    lesson.refresh_from_db()
    assert lesson.rule == "scored"


def test_setting_the_media_does_not_make_an_open_text_stale(creator: User, lesson: Lesson) -> None:
    opened = lesson.updated_at
    actions.set_lesson_asset(lesson_id=lesson.pk, asset_id=stored(films.film(), creator).pk, actor_id=creator.pk)

    actions.edit_lesson(lesson_id=lesson.pk, actor_id=creator.pk, body="讲义", seen_at=opened)

    assert Lesson.objects.get(pk=lesson.pk).body == "讲义"


def test_a_picture_or_somebody_elses_film_is_refused_with_the_reason(
    studio: Client, creator: User, course: Course, lesson: Lesson
) -> None:
    other = whole_outline(course.pk).lessons[2]
    film = stored(films.film(), creator)
    actions.set_lesson_asset(lesson_id=other.pk, asset_id=film.pk, actor_id=creator.pk)

    with pytest.raises(WrongAsset, match="另一节课"):
        actions.set_lesson_asset(lesson_id=lesson.pk, asset_id=film.pk, actor_id=creator.pk)
    page = studio.post(f"/studio/lessons/{lesson.pk}/media", {"asset": str(stored(films.picture(), creator).pk)})

    assert page.status_code == 422
    assert "这里要放视频、音频、PDF、EPUB 或互动课件" in page.content.decode()
    for wrong, status in (("nonsense", 422), (str(uuid4()), 422)):
        assert studio.post(f"/studio/lessons/{lesson.pk}/media", {"asset": wrong}).status_code == status
    assert Lesson.objects.get(pk=lesson.pk).asset is None


@pytest.mark.parametrize(
    ("seconds", "free", "chosen", "preview"),
    [
        (12, False, None, 4),
        (12, False, 2, 2),
        (12, False, 0, None),
        (12, False, 99, 12),
        (12, True, 2, None),
        (3_600, False, None, 180),
    ],
)
def test_the_preview_is_three_minutes_or_a_third_unless_set(
    seconds: int,
    free: bool,  # noqa: FBT001 -- a table of cases
    chosen: int | None,
    preview: int | None,
    lesson: Lesson,
) -> None:
    lesson.asset = Asset(kind="video", duration_ms=seconds * 1000)
    lesson.kind, lesson.free, lesson.preview_seconds = "video", free, chosen

    assert preview_seconds_of(lesson) == preview


def test_changing_the_preview_tells_the_packager(creator: User, lesson: Lesson) -> None:
    asset = stored(films.film(), creator)
    actions.set_lesson_asset(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=creator.pk)
    asset.refresh_from_db()
    assert asset.preview_seconds == 3

    actions.edit_lesson(lesson_id=lesson.pk, actor_id=creator.pk, free=True)
    asset.refresh_from_db()
    assert asset.preview_seconds == 0


def test_a_film_that_failed_says_why_and_is_tried_again_by_a_button(
    studio: Client, creator: User, lesson: Lesson
) -> None:
    asset = stored(films.film(), creator)
    address = f"/studio/lessons/{lesson.pk}/media"
    studio.post(address, {"asset": str(asset.pk)}, headers=HTMX)
    Asset.objects.filter(pk=asset.pk).update(state="failed", error="packaging_stalled")

    part = studio.get(address).content.decode()
    assert "处理了几次都中断了" in part
    assert "重新处理</span>" in part

    part = studio.post(address, {"again": "1"}, headers=HTMX).content.decode()
    assert "正在处理" in part
    assert package_now(asset.pk).state == "ready"
    assert studio.post(address, {"again": "1"}, headers=HTMX).status_code == 422

    part = studio.get(address).content.decode()
    assert "学员已经可以看了" in part
    assert "清晰度：180p" in part
    Asset.objects.filter(pk=asset.pk).update(ladder_error="disk_full", ladder_tries=3)
    assert "腾出空间以后会自动接着做" in studio.get(address).content.decode()
    assert "学员已经可以看了" in studio.post(address, {"again": "1"}, headers=HTMX).content.decode()
    asset.refresh_from_db()
    assert (asset.ladder_error, asset.ladder_tries) == ("", 0)


def test_files_are_attached_once_and_taken_away(studio: Client, creator: User, lesson: Lesson) -> None:
    asset = stored(films.picture(), creator, "习题.png")
    address = f"/studio/lessons/{lesson.pk}/attachments"

    for _ in range(2):
        part = studio.post(address, {"asset": str(asset.pk)}, headers=HTMX).content.decode()
    assert part.count("习题.png</p>") == 1
    assert [one.title for one in attachments_of(lesson.pk)] == ["习题.png"]

    gone = studio.post(f"/studio/attachments/{Attachment.objects.get().pk}/remove", headers=HTMX).content.decode()
    assert "习题.png" not in gone
    assert not Attachment.objects.exists()


def test_a_dropped_file_makes_a_lesson_of_its_name_in_the_last_chapter(studio: Client, course: Course) -> None:
    answer = studio.post(f"/studio/courses/{course.pk}/files", {"name": "09 光.mp4", "kind": "video"})

    made = Lesson.objects.latest("pk")
    assert json.loads(answer.content) == {
        "lesson": made.pk,
        "media": f"/studio/lessons/{made.pk}/media",
        "remove": f"/studio/lessons/{made.pk}/remove",
    }
    assert (made.title, made.kind, made.chapter.title) == ("09 光", "video", "第一章")
    assert [one.pk for one in outline(course.pk).lessons] == [one.pk for one in whole_outline(course.pk).lessons][:3]


def test_a_lesson_made_for_a_file_that_did_not_come_goes_again_unless_it_was_used(
    studio: Client, creator: User, course: Course
) -> None:
    made = [
        json.loads(studio.post(f"/studio/courses/{course.pk}/files", {"name": "光.mp4", "kind": "video"}).content)
        for _ in range(2)
    ]
    studio.post(made[0]["media"], {"asset": str(stored(films.film(), creator).pk)}, headers=HTMX)
    for one in made:
        assert studio.post(one["remove"], {"if_unused": "1"}, headers=HTMX).status_code == 200

    gone = [Lesson.objects.get(pk=one["lesson"]).removed_at is not None for one in made]
    assert gone == [False, True]


def test_a_place_for_films_takes_sound_as_well_and_nothing_else(creator: User) -> None:
    for path in (films.film(), films.sound()):
        assert store_file(path=path, name=path.name, owner_id=creator.pk, expect="played").kind in {"video", "audio"}
    with pytest.raises(MediaRefused, match="是一张图片，不能单独当一节课"):
        store_file(path=films.picture(), name="图.png", owner_id=creator.pk, expect="played")
    assert Asset.objects.count() == 2
