"""The skeleton of an EPUB, 2 or 3: which files make which chapter. What comes in is anybody's, so nothing is believed.

Names lead nowhere but into the ZIP, XML brings no entities, and what is encrypted is refused: rights that a shop sold
with a book are not ours to break.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError

from bs4 import BeautifulSoup, Tag
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from zhiyu.media.archive import Inside
from zhiyu.media.errors import BookRefused

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
LARGEST_TEXT = 8 * 1024 * 1024
MOST_CHAPTERS = 1500
# In all, when a file of many chapters is read once for each.
MOST_READ = 256 * 1024 * 1024
LONGEST_TITLE = 120
# Fonts made unusable outside their book: they are left out anyway.
FONTS_ONLY = {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}
NCX = "application/x-dtbncx+xml"
TEXTS = {"application/xhtml+xml", "text/html", "application/xml", "text/xml"}


def refused(cause: str) -> BookRefused:
    sentences = {
        "damaged": _("这本 EPUB 缺了目录或正文，打不开。请重新导出后再上传。"),
        "locked": _("这本 EPUB 加了版权锁（DRM），别的软件打不开。请向出版方要没有加锁的文件。"),
        "empty": _("这本 EPUB 里没有正文。请检查导出设置。"),
        "too_many": _("这本 EPUB 的章节太多了（超过 1500 章）。请分成几册。"),
    }
    return BookRefused(sentences[cause], extra={"cause": cause})


@dataclass(frozen=True)
class Part:
    """A file, or what of it stands between two of its places; empty names are its beginning and its end."""

    path: str
    begin: str = ""
    end: str = ""


@dataclass(frozen=True)
class Sketch:
    """A chapter before its text is read. ``depth`` 0 stands at the edge of the contents."""

    title: str
    depth: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Entry:
    """A line of the contents."""

    title: str
    depth: int
    path: str
    place: str


def sketched(inside: Inside) -> list[Sketch]:
    """Raises ``BookRefused`` for what cannot be read, ``ArchiveRefused`` for a ZIP that does harm."""
    try:
        require_open(inside)
        folder, package = package_of(inside)
        manifest = manifest_of(package, folder)
        spine = [path for path in spine_of(package, manifest) if path in inside.entries]
        entries = [one for one in contents_of(inside, package, manifest) if one.path in spine]
    except (ParseError, DefusedXmlException, KeyError, RecursionError) as error:
        raise refused("damaged") from error
    if not spine:
        raise refused("empty")
    found = list(chapters(inside, spine, entries))
    read = sum(inside.entries[part.path].file_size for sketch in found for part in sketch.parts)
    if len(found) > MOST_CHAPTERS or read > MOST_READ:
        raise refused("too_many")
    return found


def require_open(inside: Inside) -> None:
    if ENCRYPTION not in inside.entries:
        return
    for method in xml(inside, ENCRYPTION).iter():
        if named(method) == "EncryptionMethod" and method.get("Algorithm") not in FONTS_ONLY:
            raise refused("locked")


def xml(inside: Inside, path: str) -> Element:
    found: Element = fromstring(inside.read(path, most=LARGEST_TEXT))
    return found


def named(element: Element) -> str:
    """Its name without its namespace, which books mix up."""
    return str(element.tag).rpartition("}")[2]


def every(element: Element, name: str) -> Iterator[Element]:
    return (one for one in element.iter() if named(one) == name)


def package_of(inside: Inside) -> tuple[str, Element]:
    """Its folder and itself."""
    for root in every(xml(inside, CONTAINER), "rootfile"):
        path = inner("", root.get("full-path") or "")
        return posixpath.dirname(path), xml(inside, path)
    raise refused("damaged")


def inner(folder: str, address: str) -> str:
    """Where in the ZIP an address leads from a file in ``folder``; another site's, or above the top, is no file."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme or parts.netloc:
        return ""
    return posixpath.normpath(posixpath.join(folder, unquote(parts.path))) if parts.path else ""


def manifest_of(package: Element, folder: str) -> dict[str, tuple[str, str, str]]:
    """By id: path, type, properties."""
    return {
        one.get("id") or "": (
            inner(folder, one.get("href") or ""),
            one.get("media-type") or "",
            one.get("properties") or "",
        )
        for one in every(package, "item")
    }


def spine_of(package: Element, manifest: Mapping[str, tuple[str, str, str]]) -> list[str]:
    """Texts in the order of reading, each once; the page of contents is ours to show."""
    found = [manifest[ref] for one in every(package, "itemref") if (ref := one.get("idref") or "") in manifest]
    texts = [path for path, kind, properties in found if kind in TEXTS and "nav" not in properties.split()]
    return list(dict.fromkeys(texts))


def contents_of(inside: Inside, package: Element, manifest: Mapping[str, tuple[str, str, str]]) -> list[Entry]:
    nav = next((path for path, _kind, properties in manifest.values() if "nav" in properties.split()), "")
    if nav in inside.entries and (found := list(from_nav(inside, nav))):
        return found
    spine = next(every(package, "spine"), None)
    named_there = manifest.get((spine.get("toc") or "") if spine is not None else "")
    ncx = named_there[0] if named_there else next((path for path, kind, _p in manifest.values() if kind == NCX), "")
    return list(from_ncx(inside, ncx)) if ncx in inside.entries else []


def from_nav(inside: Inside, path: str) -> Iterator[Entry]:
    soup = BeautifulSoup(inside.read(path, most=LARGEST_TEXT), "html.parser")
    lists = soup.find_all("nav")
    nav = next((one for one in lists if "toc" in str(one.get("epub:type") or one.get("role") or "")), None)
    nav = nav or next(iter(lists), None)
    for link in nav.find_all("a", href=True) if isinstance(nav, Tag) else ():
        depth = len(link.find_parents("ol")) - 1
        if entry := entry_of(link.get_text(" "), depth, posixpath.dirname(path), str(link["href"]), path):
            yield entry


def from_ncx(inside: Inside, path: str) -> Iterator[Entry]:
    def below(point: Element, depth: int) -> Iterator[Entry]:
        for one in point:
            if named(one) != "navPoint":
                continue
            title = "".join(text for label in one if named(label) == "navLabel" for text in label.itertext())
            source = next((c.get("src") or "" for c in one if named(c) == "content"), "")
            if entry := entry_of(title, depth, posixpath.dirname(path), source, path):
                yield entry
            yield from below(one, depth + 1)

    for tree in every(xml(inside, path), "navMap"):
        yield from below(tree, 0)


def entry_of(title: str, depth: int, folder: str, address: str, here: str) -> Entry | None:
    title = " ".join(title.replace("\0", "").split())[:LONGEST_TITLE]
    place = unquote(address.partition("#")[2])
    leads = inner(folder, address) or here
    return Entry(title, max(0, min(depth, 3)), leads, place) if title else None


def chapters(inside: Inside, spine: list[str], entries: list[Entry]) -> Iterator[Sketch]:
    """A file that the contents name begins one, what follows unnamed belongs to it; without contents each is one."""
    under: Sketch | None = None
    for path in spine:
        heads = heads_of(inside, path, [one for one in entries if one.path == path])
        if under is not None and not heads and entries:
            under = replace(under, parts=(*under.parts, Part(path)))
            continue
        if under is not None:
            yield under
        head = heads[0] if heads else Entry("", 0, path, "")
        under = Sketch(head.title, head.depth, (Part(path, end=heads[1].place if len(heads) > 1 else ""),))
        for number, head in enumerate(heads[1:], 2):
            yield under
            end = heads[number].place if number < len(heads) else ""
            under = Sketch(head.title, head.depth, (Part(path, begin=head.place, end=end),))
    if under is not None:
        yield under


def heads_of(inside: Inside, path: str, entries: list[Entry]) -> list[Entry]:
    """Where chapters begin in one file: at its highest entries, if their places are there."""
    top = [one for one in entries if one.depth == min(entry.depth for entry in entries)]
    if len(top) < 2:  # noqa: PLR2004 -- then the file is one chapter, wherever its entry points
        return top
    text = inside.read(path, most=LARGEST_TEXT).decode("utf-8", "ignore")
    places: dict[str, Entry] = {}
    for one in top[1:]:
        if one.place and re.search(rf"""\b(?:id|name)\s*=\s*["']{re.escape(one.place)}["']""", text):
            places.setdefault(one.place, one)
    return [top[0], *places.values()]
