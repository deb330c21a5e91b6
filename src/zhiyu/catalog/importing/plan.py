"""What a course folder will become, before anything is stored."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhiyu.catalog.actions.courses import CourseChanges
from zhiyu.catalog.importing.texts import with_stored_images
from zhiyu.catalog.models import Product
from zhiyu.media.actions.store import PLAYED
from zhiyu.media.captions import Cue
from zhiyu.media.models import Asset

Stored = dict[Path, Asset]


@dataclass(frozen=True)
class Problem:
    """``path`` is relative to the folder; ``text`` is for the person who made it."""

    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}：{self.text}"


@dataclass
class LessonPlan:
    """``key`` names the lesson in course.toml: its path in the folder without the ending.

    ``book``: its text is a book. ``photos``: its pictures, if it is a set of them, with what is said of each.
    ``unwritten``: its text says that there is none yet.
    """

    key: str
    title: str
    order: tuple[int, str]
    source: Path | None = None
    media: Path | None = None
    body: str = ""
    unwritten: bool = False
    book: bool = False
    photos: list[tuple[Path, str]] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    titles: dict[Path, str] = field(default_factory=dict)
    images: dict[str, Path] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    subtitles: dict[str, list[Cue]] = field(default_factory=dict)

    def stored_body(self, stored: Stored, *, about: str) -> str:
        """Its text with every picture under the address it was stored at."""
        addresses = {name: f"/media/assets/{stored[path].pk}/image" for name, path in self.images.items()}
        return with_stored_images(self.body, addresses, about=about)


@dataclass
class ChapterPlan:
    title: str
    lessons: list[LessonPlan]
    folder: str = ""


@dataclass
class CoursePlan:
    title: str
    slug: str
    chapters: list[ChapterPlan]
    changes: CourseChanges
    kind: str = Product.Kind.COURSE
    categories: list[str] = field(default_factory=list)
    cover: Path | None = None
    images: dict[str, Path] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def lessons(self) -> list[LessonPlan]:
        return [lesson for chapter in self.chapters for lesson in chapter.lessons]

    def stored(self) -> Iterator[tuple[Path, str]]:
        """Every file that will be kept, with the kind it must be (empty: any), each once."""
        wanted: dict[Path, str] = {}
        for lesson in self.lessons:
            if lesson.media:
                wanted.setdefault(lesson.media, PLAYED)
            wanted.update(dict.fromkeys(lesson.images.values(), "image"))
            wanted.update((path, "image") for path, _said in lesson.photos)
            for path in lesson.files:
                wanted.setdefault(path, "")
        wanted.update(dict.fromkeys(self.images.values(), "image"))
        if self.cover:
            wanted[self.cover] = "image"
        yield from wanted.items()
