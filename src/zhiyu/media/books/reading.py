"""A whole book: every chapter clean, with its pictures small and without what cameras write into them."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Self

from bs4 import Tag
from bs4.element import NavigableString
from django.utils.translation import gettext as _

from zhiyu.media import files, images
from zhiyu.media.archive import Inside, looked_into
from zhiyu.media.books import cleaning, epub
from zhiyu.media.books.epub import Part, Sketch
from zhiyu.media.ffmpeg import Progress
from zhiyu.media.layout import CHAPTERS

MIME = "application/epub+zip"
NAME = CHAPTERS
LARGEST = 1024**3
LARGEST_PICTURE = 24 * 1024 * 1024
LONGEST_CHAPTER = 4_000_000
MOST_PICTURES = 500
"""In one chapter."""
A_CHAPTER = 512


@dataclass(frozen=True)
class Chapter:
    """``words`` is the text of ``html`` as a browser tells it."""

    title: str
    depth: int
    html: str
    words: str


@contextmanager
def opened(source: Path) -> Iterator[tuple[Inside, list[Sketch]]]:
    with looked_into(source, most=LARGEST) as inside:
        yield inside, epub.sketched(inside)


def count(source: Path) -> int:
    """Of chapters, read from the contents alone. Raises ``BookRefused`` or ``ArchiveRefused``."""
    with opened(source) as (_inside, sketches):
        return len(sketches)


def render(source: Path, *, into: Path, percent: Progress) -> list[Chapter]:
    """The chapters, and ``0.zip`` … with the pictures of each. Raises as ``count`` does."""
    into.mkdir(parents=True)
    found = []
    with opened(source) as (inside, sketches):
        leads = places_of(inside, sketches)
        for number, sketch in enumerate(sketches):
            with Pictures(inside, place(into, number)) as pictures:
                found.append(chapter_of(inside, sketch, number, leads, pictures))
            percent(min(99, (number + 1) * 100 // len(sketches)))
    files.fsync(into)
    if not any(one.words.strip() for one in found):
        raise epub.refused("empty")
    return found


def places_of(inside: Inside, sketches: list[Sketch]) -> dict[tuple[str, str], int]:
    """In which chapter each place of each file stands."""
    found: dict[tuple[str, str], int] = {}
    for number, sketch in enumerate(sketches):
        for part in sketch.parts:
            if not part.begin:
                found[part.path, ""] = number
            for name in cleaning.places_in(nodes_of(inside, part)):
                found.setdefault((part.path, name), number)
    return found


def nodes_of(inside: Inside, part: Part) -> list[Tag | NavigableString]:
    inside.left += inside.entries[part.path].file_size  # read twice, and large files once a chapter: counted once
    return cleaning.cut(cleaning.body_of(inside.read(part.path, most=epub.LARGEST_TEXT)), part)


def chapter_of(
    inside: Inside, sketch: Sketch, number: int, leads: dict[tuple[str, str], int], pictures: "Pictures"
) -> Chapter:
    try:
        html = "\n".join(
            cleaning.html_of(nodes_of(inside, part), path=part.path, leads=leads, picture=pictures.number_of)
            for part in sketch.parts
        )
    except RecursionError as error:  # a text nested a thousand deep
        raise epub.refused("damaged") from error
    html = html.replace("\0", "")
    title = sketch.title or first_heading(html) or _("第 %(n)s 节") % {"n": number + 1}
    if not first_heading(html):
        html = f"<h2>{escape(title)}</h2>\n{html}"
    if len(html) > LONGEST_CHAPTER:
        raise epub.refused("too_many")
    return Chapter(title, sketch.depth, html, cleaning.words_of(html))


def first_heading(html: str) -> str:
    begin = html.find("<h")
    if begin < 0 or html[begin + 2 : begin + 3] not in set("23456"):
        return ""
    words = cleaning.words_of(html[begin : html.find("</h", begin)])
    return " ".join(words.split())[: epub.LONGEST_TITLE]


def place(folder: Path, number: int) -> Path:
    return folder / f"{number}.zip"


class Pictures:
    """Of one chapter, in one file: each shown as a page shows it, and stored once."""

    def __init__(self, inside: Inside, path: Path) -> None:
        self.inside, self.path = inside, path
        self.known: dict[str, tuple[int, int, int] | None] = {}
        self.shown = 0

    def __enter__(self) -> Self:
        self.target = zipfile.ZipFile(self.path, "w", zipfile.ZIP_STORED)
        return self

    def __exit__(self, *_raised: object) -> None:
        self.target.close()
        files.fsync(self.path)

    def number_of(self, name: str) -> tuple[int, int, int] | None:
        if name not in self.known:
            self.known[name] = self.take(name) if name in self.inside.entries else None
        return self.known[name]

    def take(self, name: str) -> tuple[int, int, int] | None:
        if self.shown >= MOST_PICTURES or self.inside.entries[name].file_size > LARGEST_PICTURE:
            return None
        raw, small = self.path.with_suffix(".raw"), self.path.with_suffix(".webp")
        try:
            raw.write_bytes(self.inside.read(name, most=LARGEST_PICTURE))
            images.inspect(raw)
            images.write_display(raw, small)
            _mime, width, height = images.inspect(small)
            self.target.write(small, f"{self.shown}.webp")
        except (images.Unreadable, images.TooManyPixels):
            return None
        finally:
            raw.unlink(missing_ok=True)
            small.unlink(missing_ok=True)
        self.shown += 1
        return self.shown - 1, width, height


def number_of(chapter: int, picture: int) -> int:
    """Of a picture among all of a book's; told without looking into the chapters before."""
    return chapter * A_CHAPTER + picture


def picture(path: Path, number: int) -> bytes | None:
    """Of a chapter's file."""
    with zipfile.ZipFile(path) as kept:
        try:
            return kept.read(f"{number}.webp")
        except KeyError:
            return None
