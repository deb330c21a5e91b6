"""Our own e-book: Markdown bound as an EPUB, so that what the school wrote is read, and taken along, as any book is.

A line ``# …`` begins a chapter. The same text makes the same file to the byte: it is known when nothing changed.
"""

import re
import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from zhiyu.catalog.markdown import render
from zhiyu.media import files

FENCE = re.compile(r"\s*(```|~~~)")
PICTURE = re.compile(r'src="/media/assets/(?P<id>[0-9a-f-]{36})/image"')
LONE = re.compile(r"<(?P<tag>img|br|hr)(?P<rest>[^<>]*?)\s*/?>")
EARLIEST = (1980, 1, 1, 0, 0, 0)
CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
PAGE = (
    '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
    'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>{title}</title></head><body>{body}</body></html>'
)
PACKAGE = (
    '<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
    'unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">{id}'
    "</dc:identifier><dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>zh</dc:language>"
    '<meta property="dcterms:modified">1980-01-01T00:00:00Z</meta></metadata><manifest><item id="nav" href="nav.xhtml" '
    'media-type="application/xhtml+xml" properties="nav"/>{items}</manifest><spine>{spine}</spine></package>'
)


def chapters_of(text: str) -> list[tuple[str, str]]:
    """Title and body of each. What stands before the first title is a chapter too, if it is anything."""
    found: list[tuple[str, list[str]]] = [("", [])]
    fence = ""
    for line in text.splitlines():
        if mark := FENCE.match(line):
            fence = "" if fence == mark[1] else fence or mark[1]
        if line.startswith("# ") and not fence:
            found.append((line[2:].strip(), []))
        else:
            found[-1][1].append(line)
    whole = [(title, "\n".join(lines).strip()) for title, lines in found]
    return [(title, body) for title, body in whole if title or body]


def bind(path: Path, *, title: str, author: str, text: str, key: str) -> None:
    """``key`` is the book's own name for ever, by which readers' devices know it."""
    chapters = [(name or _("开头"), body) for name, body in chapters_of(text)]
    pages: list[str] = []
    pictures: dict[str, Path] = {}
    for name, body in chapters:
        html = LONE.sub(r"<\g<tag>\g<rest>/>", f"<h1>{escape(name)}</h1>{render(body)}")
        pictures.update(own_pictures(html))
        pages.append(PICTURE.sub(lambda m: f'src="pictures/{m["id"]}.webp"', html))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        put(book, "mimetype", "application/epub+zip", stored=True)
        put(book, "META-INF/container.xml", CONTAINER)
        put(book, "book/package.opf", package(title, author, key, len(pages), pictures))
        put(book, "book/nav.xhtml", PAGE.format(title=escape(title), body=nav([name for name, _body in chapters])))
        for number, ((name, _body), html) in enumerate(zip(chapters, pages, strict=True)):
            put(book, f"book/{number}.xhtml", PAGE.format(title=escape(name), body=html))
        for picture, place in pictures.items():
            put(book, f"book/pictures/{picture}.webp", place.read_bytes(), stored=True)


def own_pictures(html: str) -> Iterator[tuple[str, Path]]:
    """Those that are still there."""
    for found in PICTURE.finditer(html):
        place = files.display_image(UUID(found["id"]))
        if place.exists():
            yield found["id"], place


def package(title: str, author: str, key: str, count: int, pictures: dict[str, Path]) -> str:
    texts = [f'<item id="c{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(count)]
    shown = [f'<item id="p{one}" href="pictures/{one}.webp" media-type="image/webp"/>' for one in pictures]
    return PACKAGE.format(
        id=escape(key),
        title=escape(title),
        author=escape(author),
        items="".join([*texts, *shown]),
        spine="".join(f'<itemref idref="c{n}"/>' for n in range(count)),
    )


def nav(titles: list[str]) -> str:
    lines = "".join(f'<li><a href="{n}.xhtml">{escape(title)}</a></li>' for n, title in enumerate(titles))
    return f'<nav epub:type="toc"><ol>{lines}</ol></nav>'


def put(book: zipfile.ZipFile, name: str, content: str | bytes, *, stored: bool = False) -> None:
    entry = zipfile.ZipInfo(name, EARLIEST)
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    book.writestr(entry, content)
