"""Live evenings: one that was, with its replay; one next week; and a film that everybody will see at the same time."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from zhiyu.accounts.models import User
from zhiyu.catalog.actions import add_chapter, add_lesson, create_course, publish, set_lesson_asset
from zhiyu.catalog.models import Course
from zhiyu.demo.past import ago
from zhiyu.kernel.clock import day_start, now
from zhiyu.live.actions import begin, end, hear, plan, premiere, settle, silence
from zhiyu.live.actions.airing import Heard
from zhiyu.live.models import LiveClass
from zhiyu.media import ffmpeg, files
from zhiyu.media.actions import package_now, store_file

SLUG, COMING = "live-evenings", "照片现场点评"
FILM = Path(__file__).resolve().parent / "courses" / "phone-family-photos" / "01-看见光" / "01-开课：先擦镜头.mp4"
SHORT = 12
EIGHT = timedelta(hours=20)


def hold_evenings(*, owner: User) -> None:
    if LiveClass.objects.exists():
        return
    with ago(days=25), TemporaryDirectory() as folder:
        course = open_course(owner)
        chapter_id = add_chapter(course_id=course.pk, title="每月一晚", actor_id=owner.pk).pk
        evening_that_was(chapter_id, owner, Path(folder))
        publish(actor_id=owner.pk, course_id=course.pk)
        lesson_id = short_film(chapter_id, owner, Path(folder))
    coming = day_start() + EIGHT
    plan(
        chapter_id=chapter_id,
        actor_id=owner.pk,
        title=COMING,
        starts_at=coming + timedelta(days=7),
        minutes=60,
        host_id=owner.pk,
        free=False,
    )
    premiere(lesson_id=lesson_id, starts_at=coming + timedelta(days=3), host_id=owner.pk, actor_id=owner.pk)


def open_course(owner: User) -> Course:
    return create_course(
        actor_id=owner.pk,
        title="林知直播间",
        code=SLUG,
        subtitle="每月一晚，带着照片来问",
        price_fen=3_900,
        teacher="林知",
        intro="每月一晚直播，来不了可以看回放。\n\n提前把照片发到群里，当场点评。",
    )


def evening_that_was(chapter_id: int, owner: User, folder: Path) -> None:
    """Recorded as any class is, but for the line between the teacher's computer and ours."""
    (one,) = plan(
        chapter_id=chapter_id,
        actor_id=owner.pk,
        title="第一晚：镜头、窗户和光",
        starts_at=now() + timedelta(hours=1),
        minutes=30,
        host_id=owner.pk,
        free=True,
    )
    hear(class_id=one.pk, key_number=1, heard=Heard(width=1280, height=720, kbps=2500))
    one = begin(class_id=one.pk, actor_id=owner.pk)
    silence(class_id=one.pk)
    if one.asset is not None:
        sent = cut(folder, "sent.flv", SHORT)
        files.original(one.asset).write_bytes(sent.read_bytes())
        end(class_id=one.pk, actor_id=owner.pk)
        settle(class_id=one.pk)
        package_now(one.asset.pk)


def short_film(chapter_id: int, owner: User, folder: Path) -> int:
    lesson = add_lesson(chapter_id=chapter_id, title="一起看：开课前的三分钟", actor_id=owner.pk)
    film = cut(folder, "开课前的三分钟.mp4", SHORT)
    asset = store_file(path=film, name=film.name, owner_id=owner.pk)
    package_now(asset.pk)
    set_lesson_asset(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=owner.pk)
    return lesson.pk


def cut(folder: Path, name: str, seconds: int) -> Path:
    ffmpeg.run(FILM, ["-t", str(seconds), "-c", "copy", name], into=folder)
    return folder / name
