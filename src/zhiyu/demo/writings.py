"""Single things on the shelf of the demo school: two articles, an e-book with a sample, a lesson sold by itself."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID
from zipfile import ZIP_STORED, ZipFile

from zhiyu.accounts.models import User
from zhiyu.catalog.actions import publish, put_ebook, sell_lesson, write_article
from zhiyu.catalog.markdown import render
from zhiyu.catalog.models import Product
from zhiyu.catalog.queries import course_by_code, outline
from zhiyu.demo.past import ago
from zhiyu.media.actions import store_file

TEXTS = Path(__file__).resolve().parent / "writings"
BOOK, CHAPTERS = "早餐小册子", TEXTS / "breakfast-book"
CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""
PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">{title}</dc:identifier>
<dc:title>{title}</dc:title><dc:language>zh-Hans</dc:language><dc:creator>林知</dc:creator>
<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>{items}</manifest>
<spine>{spine}</spine></package>
"""
PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="zh-Hans">
<head><title>{title}</title></head><body>{body}</body></html>
"""


def make_writings(*, owner: User) -> None:
    if Product.objects.filter(kind=Product.Kind.ARTICLE).exists():
        return
    with ago(days=9):
        write(owner, "每天一句好话", "七天，让饭桌上多一点热气", "one-kind-word", price_fen=590)
        write(owner, "在菜市场认当季的菜", "一季只记一样", "market-in-season", price_fen=0)
        put_book(owner)
    course = course_by_code("phone-family-photos")
    where = next(one for one in outline(course.pk).lessons if one.title == "站在哪里拍")
    sell_lesson(lesson_id=where.pk, price_fen=1_900, actor_id=owner.pk)


def write(owner: User, title: str, subtitle: str, name: str, *, price_fen: int) -> None:
    made = write_article(
        course_id=None,
        actor_id=owner.pk,
        about={
            "title": title,
            "subtitle": subtitle,
            "teacher": "林知",
            "price_fen": price_fen,
            "cover_design": "ink" if price_fen else "leaf",
            "cover_hue": 20 if price_fen else 120,
        },
        body=(TEXTS / f"{name}.md").read_text(),
        free=not price_fen,
    )
    publish(course_id=made.pk, actor_id=owner.pk)


def put_book(owner: User) -> None:
    chapters = sorted(CHAPTERS.glob("*.md"))
    made = put_ebook(
        course_id=None,
        actor_id=owner.pk,
        about={
            "title": BOOK,
            "subtitle": "一碗热的、一个蛋、一把绿",
            "teacher": "林知",
            "price_fen": 1_990,
            "intro": "四章，十分钟读完，照着吃一星期。\n\n**适合**早上总来不及、又想吃口热的人。",
            "contents": "\n".join(title_of(one) for one in chapters),
            "cover_design": "strata",
            "cover_hue": 40,
        },
        book_id=bound(BOOK, chapters, owner),
        sample_id=bound(f"{BOOK} 试读", chapters[:1], owner),
    )
    publish(course_id=made.pk, actor_id=owner.pk)


def title_of(chapter: Path) -> str:
    return chapter.stem.partition("-")[2]


def bound(title: str, chapters: Sequence[Path], owner: User) -> UUID:
    """An EPUB of Markdown chapters, stored."""
    names = [f"c{number}.xhtml" for number, _ in enumerate(chapters, 1)]
    links = "".join(
        f'<li><a href="{name}">{escape(title_of(one))}</a></li>' for name, one in zip(names, chapters, strict=True)
    )
    items = "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in names)
    spine = "".join(f'<itemref idref="{name}"/>' for name in names)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.epub"
        with ZipFile(path, "w") as book:
            book.writestr("mimetype", "application/epub+zip", ZIP_STORED)
            book.writestr("META-INF/container.xml", CONTAINER)
            book.writestr("book.opf", PACKAGE.format(title=escape(title), items=items, spine=spine))
            nav = f'<nav epub:type="toc"><ol>{links}</ol></nav>'
            book.writestr("nav.xhtml", PAGE.format(title=escape(title), body=nav))
            for name, one in zip(names, chapters, strict=True):
                book.writestr(name, PAGE.format(title=escape(title_of(one)), body=render(one.read_text())))
        return store_file(path=path, name=f"{title}.epub", owner_id=owner.pk).pk
