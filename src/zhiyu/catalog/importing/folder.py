"""Reading a course folder: sub-folders are chapters, files of one stem are one lesson, numbers in front order them."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from zhiyu.catalog.importing.plan import ChapterPlan, LessonPlan, Problem
from zhiyu.catalog.importing.texts import read_lesson_text
from zhiyu.media.errors import ArchiveRefused, CoursewareRefused
from zhiyu.media.exercises.reading import looked_at

TEXT = {".md", ".markdown"}
PLAYED = {
    *(".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".flv", ".wmv", ".mpg", ".mpeg", ".ts", ".3gp"),
    *(".mp3", ".m4a", ".aac", ".flac", ".ogg", ".oga", ".opus", ".wav", ".wma", ".amr"),
}
IMAGE = {".jpg", ".jpeg", ".png", ".webp", ".gif"}
FILE = {".pdf", ".docx", ".xlsx", ".pptx", ".doc", ".xls", ".ppt", ".epub", ".zip", ".txt", ".csv", ".srt"}
BOUND = ".epub"
READ = {".pdf", BOUND}  # one of these alone is a lesson of pages or of chapters
PACKED = ".zip"  # alone and courseware, it is a lesson to be worked on
ATTACHED = "attachments"  # its files are named in course.toml
IGNORED = {"thumbs.db", "desktop.ini", "__macosx", "course.toml", ATTACHED}
ABOUT = re.compile(r"(readme|licen[cs]e|版权|说明)(\..*)?", re.IGNORECASE)
NUMBER = re.compile(r"(?P<number>\d+)\s*[-_.、·)）]*\s*(?=\S)")
LONGEST_TITLE = 80


def order_of(name: str) -> tuple[int, str]:
    found = NUMBER.match(name)
    return (int(found["number"]) if found else 10**9, name)


def title_of(name: str) -> str:
    found = NUMBER.match(name)
    return (name[found.end() :] if found else name).strip()[:LONGEST_TITLE] or name[:LONGEST_TITLE]


def entries(folder: Path) -> Iterator[Path]:
    """What a person put there: no hidden files, no leftovers of a system."""
    for path in sorted(folder.iterdir(), key=lambda path: order_of(path.name)):
        if not path.name.startswith((".", "~$")) and path.name.lower() not in IGNORED:
            yield path


def is_shown(path: Path) -> bool:
    """Whether a lesson can show a file of this kind, instead of having it beside a text."""
    ending = path.suffix.lower()
    return ending in READ or (ending == PACKED and is_courseware(path))


def is_courseware(path: Path) -> bool:
    try:
        looked_at(path)
    except (ArchiveRefused, CoursewareRefused):
        return False
    return True


class Reader:
    """Walks the folder once; problems are gathered, so that all of them can be mended in one go."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.images: set[Path] = set()

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def refuse(self, path: Path, text: str) -> None:
        self.problems.append(Problem(self.name(path), text))

    def chapters(self) -> list[ChapterPlan]:
        top = [path for path in entries(self.root) if not path.is_dir() and not ABOUT.fullmatch(path.name)]
        loose = ChapterPlan(_("课程内容"), self.lessons([path for path in top if path.stem.lower() != "cover"]))
        folders = [path for path in entries(self.root) if path.is_dir() and self.inside(path)]
        named = [ChapterPlan(title_of(path.name), self.lessons(list(entries(path))), path.name) for path in folders]
        return [chapter for chapter in [loose, *named] if chapter.lessons]

    def inside(self, path: Path) -> bool:
        if path.resolve().is_relative_to(self.root):
            return True
        self.refuse(path, _("这个链接指向课程文件夹外面，请把文件复制进来。"))
        return False

    def lessons(self, paths: list[Path]) -> list[LessonPlan]:
        found: dict[str, LessonPlan] = {}
        for path in paths:
            if path.is_dir():
                self.only_images(path)
            elif path.suffix.lower() in IMAGE:
                self.images.add(path)
            elif self.inside(path):
                self.put(found, path)
        for lesson in found.values():
            self.finish(lesson)
        return sorted(found.values(), key=lambda lesson: lesson.order)

    def only_images(self, folder: Path) -> None:
        if folder.is_symlink():
            self.refuse(folder, _("这里不能放链接，请把文件夹本身复制进来。"))
            return
        for path in entries(folder):
            if path.is_dir():
                self.only_images(path)
            elif path.suffix.lower() in IMAGE:
                self.images.add(path)
            else:
                self.refuse(path, _("放得太深了：课时要放在课程文件夹里，或它下面一层的章节文件夹里。"))

    def put(self, found: dict[str, LessonPlan], path: Path) -> None:
        key = path.relative_to(self.root).with_suffix("").as_posix()
        ending = path.suffix.lower()
        if ending not in TEXT | PLAYED | FILE:
            self.refuse(path, _("不认识这种文件。可以用 Markdown、音频、视频、图片、PDF 和常见的办公文档。"))
            return
        lesson = found.setdefault(key, LessonPlan(key=key, title=title_of(path.stem), order=order_of(path.stem)))
        if ending in FILE:
            lesson.files.append(path)
        elif ending in TEXT and lesson.source is None:
            lesson.source = path
        elif ending in PLAYED and lesson.media is None:
            lesson.media = path
        else:
            self.refuse(path, _("和另一个同名文件重复：一节课只放一个正文、一个音频或视频。"))

    def finish(self, lesson: LessonPlan) -> None:
        if lesson.source is None:
            if lesson.media is None and len(lesson.files) == 1 and is_shown(lesson.files[0]):
                lesson.media = lesson.files.pop()
            elif lesson.media is None:
                lesson.body = _("本课的资料在附件里。")
            return
        read = read_lesson_text(lesson.source, root=self.root)
        lesson.title = read.title[:LONGEST_TITLE] or lesson.title
        lesson.body, lesson.images, lesson.unwritten = read.body, read.images, read.unwritten
        lesson.files += [path for path in read.files if path not in lesson.files]
        self.problems += [Problem(self.name(lesson.source), text) for text in read.problems]
