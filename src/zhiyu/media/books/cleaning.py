"""A file of a book as HTML that can do no harm, and its words as they stand on the page. Pure.

Links inside the book become ``data-chapter`` and ``data-place``, pictures ``data-picture``: addresses are given by
the page that shows them. Styles, fonts, scripts and forms are left out.
"""

import posixpath
import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import nh3
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from zhiyu.media.books.epub import Part, inner

DROPPED = [
    *("script", "style", "link", "meta", "head", "title", "iframe", "object", "embed", "audio", "video", "form"),
    *("input", "button", "select", "textarea", "canvas", "template", "noscript", "base", "map"),
]
WRAPPERS = {"div", "section", "article", "main"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
PLACE = re.compile(r"[\w.:-]{1,80}")
OUTWARD = {"http", "https", "mailto"}
TAGS = {
    *(
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "p",
        "br",
        "hr",
        "blockquote",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "div",
        "section",
    ),
    *(
        "strong",
        "em",
        "b",
        "i",
        "u",
        "s",
        "small",
        "sub",
        "sup",
        "a",
        "code",
        "pre",
        "kbd",
        "q",
        "cite",
        "abbr",
        "aside",
    ),
    *(
        "img",
        "figure",
        "figcaption",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "ruby",
        "rt",
        "rp",
    ),
}
ATTRIBUTES = {
    "*": {"data-place"},
    "a": {"href", "data-chapter", "data-to", "data-place"},
    "img": {"data-picture", "alt", "width", "height", "data-place"},
    "ol": {"start", "data-place"},
    "td": {"colspan", "rowspan", "data-place"},
    "th": {"colspan", "rowspan", "data-place"},
}
# So that words of two paragraphs do not run together where only text is left.
ENDED = re.compile(r"(?:</(?:p|h[2-6]|li|dt|dd|div|section|blockquote|figure|figcaption|tr|pre)>|<br>)(?!\n)")
Picture = Callable[[str], tuple[int, int, int] | None]
"""By its path in the book: its number in the chapter, width and height; None where there is none to show."""


def body_of(content: bytes) -> Tag:
    soup = BeautifulSoup(content, "html.parser")
    found = soup.body or soup
    for one in found.find_all(DROPPED):
        one.decompose()
    return found


def cut(body: Tag, part: Part) -> list[Tag | NavigableString]:
    """The nodes of ``body`` that stand in ``part``."""
    around = body
    while True:
        inside = [one for one in around.children if isinstance(one, Tag) or str(one).strip()]
        if len(inside) != 1 or not isinstance(inside[0], Tag) or inside[0].name not in WRAPPERS:
            break
        around = inside[0]
    nodes = [one for one in around.children if isinstance(one, Tag | NavigableString)]
    begin = at(nodes, around, part.begin) if part.begin else 0
    end = at(nodes, around, part.end) if part.end else len(nodes)
    return nodes[begin:end]


def at(nodes: list[Tag | NavigableString], around: Tag, place: str) -> int:
    """Which of ``nodes`` holds the place; behind all of them where none does."""
    found = around.find(id=place) or around.find("a", attrs={"name": place})
    while isinstance(found, Tag) and found.parent is not around:
        found = found.parent
    return next((n for n, one in enumerate(nodes) if one is found), len(nodes))


def places_in(nodes: list[Tag | NavigableString]) -> set[str]:
    tags = [tag for node in nodes if isinstance(node, Tag) for tag in (node, *node.find_all())]
    return {str(tag.get(name)) for tag in tags for name in ("id", "name") if tag.get(name)}


def html_of(
    nodes: list[Tag | NavigableString], *, path: str, leads: Mapping[tuple[str, str], int], picture: Picture
) -> str:
    """``leads``: the chapter of each place, by path and name; an empty name is where the file begins."""
    soup = BeautifulSoup("<div></div>", "html.parser")
    made = soup.div
    assert made is not None  # noqa: S101 -- narrows the type
    for node in nodes:
        made.append(node.extract())
    for drawing in made.find_all("svg"):
        put_drawing(soup, drawing)
    for tag in made.find_all("img"):
        put_picture(soup, tag, path, picture)
    for tag in made.find_all("a"):
        put_link(tag, path, leads)
    for tag in made.find_all():
        tidy(tag)
    clean = nh3.clean(
        made.decode_contents(),
        tags=TAGS,
        clean_content_tags=set(),
        attributes=ATTRIBUTES,
        url_schemes=OUTWARD,
        link_rel="nofollow noopener noreferrer",
    )
    return ENDED.sub("\\g<0>\n", clean)


def put_drawing(soup: BeautifulSoup, drawing: Tag) -> None:
    """Covers are often a picture in a drawing; a drawing itself may hold anything, and is left out."""
    inside = drawing.find("image")
    address = str(inside.get("xlink:href") or inside.get("href") or "") if isinstance(inside, Tag) else ""
    if address:
        drawing.replace_with(soup.new_tag("img", src=address, alt=""))
    else:
        drawing.decompose()


def put_picture(soup: BeautifulSoup, tag: Tag, path: str, picture: Picture) -> None:
    said = " ".join(str(tag.get("alt") or "").split())[:200]
    found = picture(inner(posixpath.dirname(path), str(tag.get("src") or "")))
    if found is None:
        tag.replace_with(f"[{said}]" if said else "")
        return
    number, width, height = found
    place = tag.get("id")
    shown = soup.new_tag("img", alt=said, width=str(width), height=str(height))
    shown["data-picture"] = str(number)
    if place:
        shown["id"] = str(place)
    tag.replace_with(shown)


def put_link(tag: Tag, path: str, leads: Mapping[tuple[str, str], int]) -> None:
    address = str(tag.get("href") or "")
    del tag["href"]
    if urlsplit_safely(address) in OUTWARD:
        tag["href"] = address
        return
    place = unquote(address.partition("#")[2])
    target = inner(posixpath.dirname(path), address) or (path if place else "")
    chapter = leads.get((target, place), leads.get((target, "")))
    if chapter is not None:
        tag["href"] = "#"
        tag["data-chapter"] = str(chapter)
        if PLACE.fullmatch(place):
            tag["data-to"] = place


def urlsplit_safely(address: str) -> str:
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return ""


def tidy(tag: Tag) -> None:
    """The page has its own first heading and its own ids: those of a book could stand for parts of the page."""
    if tag.name in HEADINGS:
        tag.name = f"h{min(int(tag.name[1]) + 1, 6)}"
    place = str(tag.get("id") or (tag.get("name") if tag.name == "a" else "") or "")
    if PLACE.fullmatch(place):
        tag["data-place"] = place


class Words(HTMLParser):
    """Text nodes one after the other: what ``textContent`` is in a browser, so that places in it agree."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.after_pre = False

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.after_pre = tag == "pre"

    def handle_data(self, data: str) -> None:
        """A browser leaves out the line break that a ``pre`` begins with."""
        self.found.append(data.removeprefix("\n") if self.after_pre else data)
        self.after_pre = False


def words_of(html: str) -> str:
    reader = Words()
    reader.feed(html)
    reader.close()
    return "".join(reader.found)
