"""A course as the folder that ``zhiyu import`` makes the same course of."""

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from zhiyu.catalog.importing.folder import FILE, PACKED, PLAYED, READ, title_of
from zhiyu.catalog.importing.settings_file import FOR_EVER
from zhiyu.catalog.importing.texts import NOT_YET, REFERENCE
from zhiyu.catalog.marks import written
from zhiyu.catalog.models import Attachment, Chapter, Course, Lesson, Product
from zhiyu.exporting import toml
from zhiyu.exporting.names import Unique, safe
from zhiyu.exporting.sinks import Sink
from zhiyu.media import files
from zhiyu.media.captions import cues_of, vtt
from zhiyu.media.models import Asset, Subtitle

OWN_IMAGE = re.compile(r"/media/assets/(?P<id>[0-9a-f-]{36})/image")
READ_HERE = {Lesson.Kind.DOCUMENT, Lesson.Kind.BOOK, Lesson.Kind.EXERCISE}
Note = Callable[[str], None]


class CourseFolder:
    def __init__(self, course: Course, sink: Sink, note: Note) -> None:
        self.course, self.sink, self.tell = course, sink, note
        self.top = f"courses/{course.product.code}"
        self.images: dict[UUID, str] = {}
        self.image_names, self.attached_names = Unique(), Unique()
        self.used: set[UUID] = set()
        self.sections: list[str] = []

    def write(self) -> set[UUID]:
        """Every file of the course; answers the assets that are in it."""
        chapters = Chapter.objects.filter(course=self.course, removed_at=None)
        folders = Unique()
        for number, chapter in enumerate(chapters, 1):
            folder = folders.name(f"{number:02d}-{safe(chapter.title)}")
            if title_of(folder) != chapter.title:
                self.sections.append(toml.table(f"chapters.{toml.value(folder)}", {"title": chapter.title}))
            lessons = Lesson.objects.filter(chapter=chapter, removed_at=None).select_related("asset")
            for place, lesson in enumerate(lessons, 1):
                self.lesson(lesson, f"{folder}/{place:02d}-{safe(lesson.title)}")
        settings = self.settings() + "".join(self.sections)
        with self.sink.opened(f"{self.top}/course.toml") as out:
            out.write(settings.encode())
        return self.used

    def settings(self) -> str:
        course, product = self.course, self.course.product
        known: dict[str, Any] = {
            "kind": None if product.kind == Product.Kind.COURSE else product.kind,
            "slug": product.code,
            "title": product.title,
            "subtitle": product.subtitle,
            "price": f"{product.price_fen // 100}.{product.price_fen % 100:02d}",
            "stock": product.stock or None,
            "term": term_of(product),
            "sold_alone": product.sold_alone,
            "linked": course.linked or None,
            "teacher": course.teacher,
            "teacher_intro": self.shown(course.teacher_intro, up=""),
            "categories": [one.name for one in course.categories.all()],
            "tags": [one.name for one in course.tags.all()],
            "refund_days": product.refund_days,
            "refund_percent": product.refund_percent,
            "refund_later_days": product.refund_later_days,
            "problem": course.problem,
            "outcome": course.outcome,
            "for_whom": course.for_whom,
            "not_for_whom": course.not_for_whom,
            "intro": self.shown(course.intro, up=""),
            "contents": course.contents or None,
        }
        cover = {"design": course.cover_design, "hue": course.cover_hue, "image": self.cover()}
        return toml.table("", known) + toml.table("cover", cover)

    def cover(self) -> str | None:
        return self.image(self.course.cover_image_id) if self.course.cover_image_id else None

    def lesson(self, lesson: Lesson, stem: str) -> None:
        played = self.media(lesson, stem)
        body = self.shown(lesson.body, up="../").strip()
        own_book = lesson.kind == Lesson.Kind.BOOK and bool(body)
        if body or not played:
            with self.sink.opened(f"{self.top}/{stem}.md") as out:
                out.write(f"# {' '.join(lesson.title.split()) or stem}\n\n{body or NOT_YET}\n".encode())
        known = {
            "title": lesson.title,
            "objective": lesson.objective or None,
            "stage": lesson.stage,
            "free": lesson.free,
            "pages": (lesson.kind in READ_HERE and bool(body) and not own_book) or None,
            "book": own_book or None,
            "photos": self.photos(lesson) or None,
            "view_only": lesson.view_only or None,
            "preview_seconds": lesson.preview_seconds,
            "rule": lesson.rule if played or lesson.rule != Lesson.Rule.SCORED else None,
            "rule_percent": lesson.rule_percent,
            "files": self.attachments(lesson) or None,
            "marks": written(lesson.marks) or None,
            "subtitles": self.subtitles(lesson, stem) if played else None,
        }
        self.sections.append(toml.table(f"lessons.{toml.value(stem)}", known))

    def media(self, lesson: Lesson, stem: str) -> bool:
        if lesson.asset is None or lesson.kind == Lesson.Kind.FILE or lesson.asset.kind != lesson.kind:
            return False  # a file to take home, or one of what the lesson was before
        if lesson.kind == Lesson.Kind.PHOTOS or (lesson.kind == Lesson.Kind.BOOK and lesson.body.strip()):
            self.used.add(lesson.asset.pk)  # bound again from what is in the folder
            return False
        named = file_name(lesson.asset, {*PLAYED, *READ, PACKED}, ".mp4")
        return self.copy(lesson.asset, f"{stem}{PurePosixPath(named).suffix}")

    def subtitles(self, lesson: Lesson, stem: str) -> dict[str, str] | None:
        given = Subtitle.objects.filter(asset__lessons=lesson.pk).order_by("language")
        found = {}
        for one in given:
            name = self.attached_names.name(f"{PurePosixPath(stem).name}.{one.language}.vtt")
            with self.sink.opened(f"{self.top}/attachments/{name}") as out:
                out.write(vtt(cues_of(one.cues)).encode())
            found[one.language] = f"attachments/{name}"
        return found or None

    def attachments(self, lesson: Lesson) -> list[dict[str, str]]:
        found = []
        given = [(one.asset, one.title) for one in Attachment.objects.filter(lesson=lesson).select_related("asset")]
        given += [(lesson.asset, lesson.title)] if lesson.asset and lesson.kind == Lesson.Kind.FILE else []
        for asset, title in given:
            name = self.attached_names.name(file_name(asset, FILE, ".zip"))
            if self.copy(asset, f"attachments/{name}"):
                found.append({"path": f"attachments/{name}", "title": title})
        return found

    def photos(self, lesson: Lesson) -> list[dict[str, str]]:
        if lesson.kind != Lesson.Kind.PHOTOS:
            return []
        given = [(self.image(one.asset_id), one.caption) for one in lesson.photos.all()]
        return [{"path": name, "caption": said} for name, said in given if name]

    def shown(self, body: str, *, up: str) -> str:
        """Our pictures as files of the folder; other addresses as the links that they are for a reader anyway."""

        def rewritten(match: re.Match[str]) -> str:
            target = match["target"].strip("<>")
            own = OWN_IMAGE.fullmatch(target)
            name = self.image(UUID(own["id"])) if own and match["sign"] else None
            if name:
                return f"![{match['text']}]({up}{quote(name)}{match['rest'] or ''})"
            if own and match["sign"]:
                return match["text"]
            if not (urlsplit(target).scheme or target.startswith(("/", "#"))):
                target = f"/{target}"
            return f"[{match['text']}]({target}{match['rest'] or ''})"

        return REFERENCE.sub(rewritten, body)

    def image(self, asset_id: UUID) -> str | None:
        if asset_id not in self.images:
            asset = Asset.objects.filter(pk=asset_id, kind__in=[Asset.Kind.IMAGE, Asset.Kind.SEALED]).first()
            if asset is None:
                return None
            name = self.image_names.name(file_name(asset, {f".{files.EXTENSIONS.get(asset.mime, '')}"}, ".png"))
            if not self.copy(asset, f"images/{name}"):
                return None
            self.images[asset_id] = f"images/{name}"
        return self.images[asset_id]

    def copy(self, asset: Asset, name: str) -> bool:
        self.used.add(asset.pk)
        source: Path = files.original(asset)
        if not source.is_file():
            self.tell(f"{self.top}/{name}: 原文件已经缺失 (the original is missing)")
            return False
        self.sink.copy(f"{self.top}/{name}", source)
        return True


def term_of(product: Product) -> str:
    """As the importer reads it."""
    term = product.term
    return f"{term.count} {term.unit.value}{'s' if term.count > 1 else ''}" if term else FOR_EVER


def file_name(asset: Asset, allowed: set[str], usual: str) -> str:
    """The asset's own name, with an ending that the importer knows."""
    path = PurePosixPath(safe(asset.name))
    ending = path.suffix.lower()
    if ending not in allowed:
        own = f".{files.EXTENSIONS.get(asset.mime, '')}"
        ending = own if own in allowed else usual
    return f"{safe(path.stem)}{ending}"
