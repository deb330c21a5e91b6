"""The folder and its course.toml together: one plan, and everything that is wrong with it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhiyu.catalog.actions.courses import CourseChanges
from zhiyu.catalog.importing.folder import BOUND, IMAGE, PACKED, Reader, entries, is_shown, title_of
from zhiyu.catalog.importing.plan import ChapterPlan, CoursePlan, LessonPlan, Problem
from zhiyu.catalog.importing.settings_file import SettingsFile
from zhiyu.catalog.importing.texts import LARGEST, PARSER, LessonText, take, walk
from zhiyu.catalog.importing.writings import as_a_writing
from zhiyu.catalog.models import Lesson, Product
from zhiyu.catalog.slugs import slug_of
from zhiyu.media.captions import LARGEST as LARGEST_CAPTIONS
from zhiyu.media.captions import UnreadableCaptions, decoded, parsed

NOTED = "course.toml"
SHOWING = ("intro", "teacher_intro")
ELSEWHERE = {"slug", "title", "categories", "price", "kind"}


def read_folder(root: Path) -> tuple[CoursePlan, list[Problem]]:
    reader = Reader(root)
    noted = root / NOTED
    written = SettingsFile(noted if reader.inside(noted) else root)
    chapters = reader.chapters()
    title = written.course.get("title") or title_of(root.name)
    plan = CoursePlan(
        title=title,
        slug=written.course.get("slug") or slug_of(title),
        chapters=chapters,
        changes=changes_of(written),
        kind=written.course.get("kind", Product.Kind.COURSE),
        categories=written.course.get("categories", []),
        cover=cover_of(reader, written),
    )
    name_chapters(root, written, chapters)
    settle_lessons(root, written, plan)
    plan.images = shown_in_settings(root, written)
    reader.problems += [Problem(reader.name(path), said) for path, said in wrong_texts(plan)]
    written.problems += [*misplaced_photos(root, plan), *as_a_writing(plan)]
    problems = [Problem(NOTED, text) for text in written.problems] + reader.problems
    if not plan.lessons and not problems:
        problems.append(Problem(".", _("里面没有课时：放进 Markdown、音频或视频文件。")))
    unused = sorted(reader.name(path) for path in reader.images - {path for path, _kind in plan.stored()})
    plan.notes = [_("没有用到的图片：%(name)s") % {"name": name} for name in unused]
    return plan, problems


def changes_of(written: SettingsFile) -> CourseChanges:
    changes: dict[str, Any] = {name: value for name, value in written.course.items() if name not in ELSEWHERE}
    if "price" in written.course:
        changes["price_fen"] = written.course["price"]
    for name, field in (("design", "cover_design"), ("hue", "cover_hue")):
        if name in written.cover:
            changes[field] = written.cover[name]
    return changes  # type: ignore[return-value]


def cover_of(reader: Reader, written: SettingsFile) -> Path | None:
    root, named = reader.root, written.cover.get("image")
    if named:
        path: Path = (root / named).resolve()
        if path.is_file() and path.is_relative_to(root):
            return path
        written.problems.append(_("找不到封面图片 %(name)s") % {"name": named})
        return None
    covers = [path for path in entries(root) if path.stem.lower() == "cover" and path.suffix.lower() in IMAGE]
    return next((path for path in covers if reader.inside(path)), None)


def name_chapters(root: Path, written: SettingsFile, chapters: list[ChapterPlan]) -> None:
    folders = {path.name for path in entries(root) if path.is_dir()}
    for name, settings in written.chapters.items():
        if name not in folders:
            written.problems.append(_('chapters."%(name)s" 没有对应的文件夹') % {"name": name})
        for chapter in chapters:
            if settings.get("title") and chapter.folder == name:
                chapter.title = settings["title"]


def settle_lessons(root: Path, written: SettingsFile, plan: CoursePlan) -> None:
    lessons = {lesson.key: lesson for lesson in plan.lessons}
    for key, settings in written.lessons.items():
        lesson = lessons.get(key) or lessons.get(str(Path(key).with_suffix("")))
        if lesson is None:
            written.problems.append(_('lessons."%(key)s" 没有对应的文件') % {"key": key})
        else:
            if settings.pop("pages", False):
                show_pages(lesson)
            lesson.book = settings.pop("book", False)
            attach_named(root, written, lesson, settings.pop("files", []))
            show_photos(root, written, lesson, settings.pop("photos", []))
            read_subtitles(root, written, lesson, settings.pop("subtitles", {}))
            lesson.settings = settings
            written.problems += [f'lessons."{key}" {problem}' for problem in contradictions(lesson)]


def show_pages(lesson: LessonPlan) -> None:
    """The PDF, EPUB or courseware beside a text is what the lesson shows, not a file to take home."""
    papers = [path for path in lesson.files if is_shown(path)]
    if papers and lesson.media is None:
        lesson.media = papers[0]
        lesson.files.remove(papers[0])
        lesson.body = lesson.body if lesson.source else ""


def show_photos(root: Path, written: SettingsFile, lesson: LessonPlan, named: list[dict[str, str]]) -> None:
    for one in named:
        path = (root / one["path"]).resolve()
        if path.is_file() and path.is_relative_to(root):
            lesson.photos.append((path, one["caption"]))
        else:
            written.problems.append(_("找不到 %(target)s，请检查文件名。") % {"target": one["path"]})


def contradictions(lesson: LessonPlan) -> Iterator[str]:
    """What one lesson cannot be at once."""
    ending = lesson.media.suffix.lower() if lesson.media else ""
    if ending == BOUND and lesson.body.strip():
        yield _("有自己的正文，就不能再放一本 EPUB：删掉一个，或者去掉 pages，让 EPUB 做附件")
    if (lesson.book and (lesson.media or lesson.photos)) or (lesson.photos and lesson.media):
        yield _("只能是一种：写成书的正文、套图，或者一个音视频、PDF、EPUB、课件")
    if lesson.settings.get("rule") == Lesson.Rule.SCORED and ending != PACKED:
        yield _("不是互动课件，rule 不能是 scored")


def misplaced_photos(root: Path, plan: CoursePlan) -> list[str]:
    """A picture of a set is shown in it alone, and nowhere in a text."""
    photos = [path for lesson in plan.lessons for path, _said in lesson.photos]
    shown = {plan.cover, *plan.images.values(), *(x for lesson in plan.lessons for x in lesson.images.values())}
    twice = {path for path in photos if path in shown or photos.count(path) > 1}
    names = sorted(path.relative_to(root).as_posix() for path in twice)
    return [_("套图里的 %(name)s 用在了两处，请复制一份") % {"name": name} for name in names]


def wrong_texts(plan: CoursePlan) -> Iterator[tuple[Path, str]]:
    for lesson in plan.lessons:
        anything = lesson.body.strip() or lesson.media or lesson.photos or lesson.unwritten
        if lesson.source and not anything:
            yield lesson.source, _("没有正文。")
        if lesson.source and len(lesson.body.encode()) > LARGEST and not lesson.book:
            yield lesson.source, _("文字超过 1 MB，请拆成几节。")


def attach_named(root: Path, written: SettingsFile, lesson: LessonPlan, named: list[dict[str, str]]) -> None:
    for one in named:
        path = (root / one["path"]).resolve()
        if not path.is_file() or not path.is_relative_to(root):
            written.problems.append(_("找不到 %(target)s，请检查文件名。") % {"target": one["path"]})
            continue
        if path not in lesson.files:
            lesson.files.append(path)
        if one["title"]:
            lesson.titles[path] = one["title"]


def read_subtitles(root: Path, written: SettingsFile, lesson: LessonPlan, named: dict[str, str]) -> None:
    for language, name in named.items():
        path = (root / name).resolve()
        if not path.is_file() or not path.is_relative_to(root):
            written.problems.append(_("找不到 %(target)s，请检查文件名。") % {"target": name})
            continue
        try:
            with path.open("rb") as content:
                lesson.subtitles[language] = parsed(decoded(content.read(LARGEST_CAPTIONS + 1)))
        except UnreadableCaptions as error:
            written.problems.append(_("%(name)s：%(problem)s") % {"name": name, "problem": error})


def shown_in_settings(root: Path, written: SettingsFile) -> dict[str, Path]:
    """Pictures of the folder in the course's introductions."""
    found = LessonText()
    for name in SHOWING:
        for token in walk(PARSER.parse(written.course.get(name, ""))):
            if token.type == "image":
                take(token, found, beside=root, root=root)
    return found.images
