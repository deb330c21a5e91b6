"""A folder to a course: read and check everything, then store and write it all, or nothing."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.catalog import actions
from zhiyu.catalog.actions.books import bind_now
from zhiyu.catalog.actions.courses import CourseChanges
from zhiyu.catalog.errors import ImportRefused
from zhiyu.catalog.importing.journal import Journal, all_or_nothing
from zhiyu.catalog.importing.plan import CoursePlan, LessonPlan, Problem, Stored
from zhiyu.catalog.importing.reading import read_folder
from zhiyu.catalog.importing.texts import with_stored_images
from zhiyu.catalog.importing.writings import write_writing
from zhiyu.catalog.models import Course, Lesson, Product
from zhiyu.catalog.queries import code_taken
from zhiyu.media.actions import package_now, put_captions, store_file
from zhiyu.media.errors import MediaRefused
from zhiyu.media.models import Asset
from zhiyu.media.probe import probe
from zhiyu.platform import audit

Progress = Callable[[str], None]


def import_folder(path: Path, *, owner_id: int, progress: Progress, package: bool = False) -> Course:
    """Make a draft of a folder. Every problem is named at once, and then nothing of it was imported.

    The media are packaged by the worker, or here and now with ``package``.
    """
    progress(_("读取 %(name)s") % {"name": path.name})
    root = path.resolve()
    plan, problems = read_folder(root)
    problems += refusals(plan, root, progress)
    if code_taken(plan.slug):
        told = _("这门课已经有了，地址是 %(slug)s。要另建一门，请在 course.toml 里换一个 slug。") % {"slug": plan.slug}
        problems.append(Problem("course.toml", told))
    if problems:
        lines = "\n".join(f"  {problem}" for problem in problems)
        raise ImportRefused(
            _("没有导入，请先改好这些地方：") + "\n" + lines, extra={"problems": [asdict(one) for one in problems]}
        )
    for note in plan.notes:
        progress(note)
    with all_or_nothing() as kept, transaction.atomic():
        stored = store(plan, kept, owner_id=owner_id, progress=progress)
        course = write(plan, stored, owner_id=owner_id)
    if package:
        play(stored, progress)
        for lesson in Lesson.objects.filter(chapter__course=course, kind__in=Lesson.BOUND):
            bind_now(lesson.pk)
    progress(_("完成：%(chapters)s 章 %(lessons)s 节") % {"chapters": len(plan.chapters), "lessons": len(plan.lessons)})
    return course


def refusals(plan: CoursePlan, root: Path, progress: Progress) -> list[Problem]:
    found = []
    wanted = list(plan.stored())
    for number, (path, kind) in enumerate(wanted, 1):
        name = path.relative_to(root).as_posix()
        progress(_("检查 %(number)s/%(all)s %(name)s") % {"number": number, "all": len(wanted), "name": name})
        try:
            probed = probe(path, path.name)
        except MediaRefused as error:
            found.append(Problem(name, str(error)))
            continue
        if kind == Asset.Kind.IMAGE != probed.kind:
            found.append(Problem(name, _("不是图片。")))
    return found


def store(plan: CoursePlan, kept: Journal, *, owner_id: int, progress: Progress) -> Stored:
    stored: Stored = {}
    wanted = list(plan.stored())
    for number, (path, kind) in enumerate(wanted, 1):
        progress(_("存入 %(number)s/%(all)s %(name)s") % {"number": number, "all": len(wanted), "name": path.name})
        asset = store_file(path=path, name=path.name, owner_id=owner_id, expect=kind)
        kept.add(asset.pk)
        stored[path] = asset
    return stored


def write(plan: CoursePlan, stored: Stored, *, owner_id: int) -> Course:
    names = [actions.add_category(name=name, actor_id=owner_id).pk for name in plan.categories]
    whole = plan.kind == Product.Kind.COURSE
    if whole:
        course = actions.create_course(title=plan.title, actor_id=owner_id)
    else:
        course = write_writing(plan, stored, owner_id=owner_id)
    changes: CourseChanges = {**plan.changes, "code": plan.slug}
    shown = {name: f"/media/assets/{stored[path].pk}/image" for name, path in plan.images.items()}
    for name in ("intro", "teacher_intro"):
        if shown and name in changes:
            changes[name] = with_stored_images(changes[name], shown, about=plan.title)
    if plan.cover:
        changes["cover_image_id"] = stored[plan.cover].pk
    if names:
        changes["categories"] = names
    actions.edit_course(course_id=course.pk, actor_id=owner_id, **changes)
    for chapter in plan.chapters if whole else ():
        made = actions.add_chapter(course_id=course.pk, title=chapter.title, actor_id=owner_id)
        for lesson in chapter.lessons:
            write_lesson(lesson, stored, chapter_id=made.pk, owner_id=owner_id)
    audit.record(actor_id=owner_id, action="catalog.course_imported", target=f"course:{course.pk}", title=plan.title)
    course.refresh_from_db()
    return course


def write_lesson(plan: LessonPlan, stored: Stored, *, chapter_id: int, owner_id: int) -> None:
    title = plan.settings.get("title") or plan.title
    lesson = actions.add_lesson(
        chapter_id=chapter_id,
        title=title,
        actor_id=owner_id,
        kind=Lesson.Kind.BOOK if plan.book else Lesson.Kind.ARTICLE,
        body=plan.stored_body(stored, about=title),
        **{name: value for name, value in plan.settings.items() if name != "title"},
    )
    if plan.media:
        actions.set_lesson_asset(lesson_id=lesson.pk, asset_id=stored[plan.media].pk, actor_id=owner_id)
        for language, cues in plan.subtitles.items():
            put_captions(asset_id=stored[plan.media].pk, language=language, cues=cues, actor_id=owner_id)
    for path, said in plan.photos:
        actions.add_photo(lesson_id=lesson.pk, asset_id=stored[path].pk, actor_id=owner_id, caption=said)
    for path in plan.files:
        named = plan.titles.get(path, "")
        actions.attach_file(lesson_id=lesson.pk, asset_id=stored[path].pk, actor_id=owner_id, title=named)


def play(stored: Stored, progress: Progress) -> None:
    for asset in stored.values():
        if asset.kind in Asset.PACKAGED:
            name = asset.name
            package_now(asset.pk, progress=lambda percent, name=name: progress(f"{name} {percent}%"))  # type: ignore[misc]
