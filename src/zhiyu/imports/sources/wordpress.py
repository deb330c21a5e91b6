"""WXR, WordPress's eXtended RSS: posts, and the courses of the plug-ins that keep theirs as posts of other types.

Types and fields: https://wordpress.org/documentation/article/tools-export-screen/ and the plug-ins' own post types:
LearnDash (sfwd-courses, sfwd-lessons, sfwd-topic; course_id, lesson_id), Tutor LMS (courses, topics, lesson by parent),
LifterLMS (course, section, lesson; _llms_parent_course, _llms_parent_section, _llms_order), Sensei (_lesson_course).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from zhiyu.imports import html
from zhiyu.imports.errors import ExportRefused
from zhiyu.imports.plan import Section, Shelf, Text, Volume

MARK = b"wordpress.org/export"
HEAD = 4096
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
POST, PAGE, ATTACHMENT = "post", "page", "attachment"
COURSES = {"sfwd-courses", "courses", "course"}
CHAPTERS = {"topics", "section"}
LESSONS = {"sfwd-lessons", "sfwd-topic", "lesson"}
PARENTS = ("lesson_id", "_llms_parent_section", "course_id", "_llms_parent_course", "_lesson_course")
ORDERS = ("_llms_order",)
SHOWN = {"publish", "draft", "private", "future", "pending"}


@dataclass
class Item:
    number: str
    type: str
    status: str
    title: str
    slug: str
    author: str
    content: str
    excerpt: str
    parent: str
    order: int
    address: str
    password: str = ""
    categories: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)

    @property
    def above(self) -> str:
        """The number of the course, chapter or lesson that it belongs to; "" for none."""
        said = [self.meta.get(name, "") for name in PARENTS]
        return next((one for one in [*said, self.parent] if one not in {"", "0"}), "")

    @property
    def place(self) -> tuple[int, int]:
        said = next((self.meta[name] for name in ORDERS if self.meta.get(name, "").isdecimal()), "")
        return (int(said) if said else self.order, number(self.number))


def read(path: Path) -> Shelf | None:
    """None for XML that is something else."""
    with path.open("rb") as content:
        if MARK not in content.read(HEAD):
            return None
    try:
        site, items = parsed(path)
    except DefusedXmlException:
        raise ExportRefused(_("《%(name)s》里有不该有的实体定义，不安全，没有打开。") % {"name": path.name}) from None
    except ParseError as error:
        line, _column = error.position
        told = _("《%(name)s》在第 %(line)s 行断了，可能没有下载完整。请重新导出。")
        raise ExportRefused(told % {"name": path.name, "line": line}) from None
    return Wordpress(site, items).shelf()


def parsed(path: Path) -> tuple[str, list[Item]]:
    """The site's address and what it holds. Each item is let go once it is read: exports come in hundreds of MB."""
    site, items = "", []
    for _event, element in iterparse(path, events=("end",), forbid_dtd=True):
        name = local(element)
        if name == "base_blog_url" or (name == "base_site_url" and not site):
            site = text_of(element)
        elif name == "item":
            items.append(item(element))
            element.clear()
    return site.rstrip("/"), items


def local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def text_of(element: Element | None) -> str:
    return ((element.text if element is not None else "") or "").replace("\0", "").strip()


def number(text: str) -> int:
    return int(text) if text.lstrip("-").isdecimal() else 0


def item(element: Element) -> Item:
    said = {local(one): text_of(one) for one in element if local(one) not in {"encoded", "category", "postmeta"}}
    encoded = {one.tag: (one.text or "").replace("\0", "") for one in element if local(one) == "encoded"}
    made = Item(
        number=said.get("post_id", ""),
        type=said.get("post_type", ""),
        status=said.get("status", ""),
        title=said.get("title", ""),
        slug=unquote(said.get("post_name", "")),
        author=text_of(element.find(CREATOR)),
        content=encoded.get(CONTENT, ""),
        excerpt=next((text.strip() for tag, text in encoded.items() if tag != CONTENT), ""),
        parent=said.get("post_parent", ""),
        order=number(said.get("menu_order", "")),
        address=said.get("attachment_url", ""),
        password=said.get("post_password", ""),
    )
    for one in element:
        if local(one) == "category" and one.get("nicename") != "uncategorized":
            kept = {"category": made.categories, "post_tag": made.tags}.get(one.get("domain") or "")
            if kept is not None:
                kept.append(text_of(one))
        elif local(one) == "postmeta":
            pair = {local(part): text_of(part) for part in one}
            made.meta[pair.get("meta_key", "")] = pair.get("meta_value", "")
    return made


class Wordpress:
    def __init__(self, site: str, items: list[Item]) -> None:
        self.site = site
        self.items = [one for one in items if one.status in SHOWN]
        self.attachments = {one.number: one.address for one in items if one.type == ATTACHMENT and one.address}
        self.by_number = {one.number: one for one in self.items}
        self.under: dict[str, list[Item]] = defaultdict(list)
        for one in sorted(self.items, key=lambda one: one.place):
            if one.type in CHAPTERS | LESSONS:
                self.under[one.above].append(one)

    def shelf(self) -> Shelf:
        hosts = {urlsplit(address).hostname for address in [self.site, *self.attachments.values()]}
        volumes = tuple(self.volume(one) for one in self.items if one.type in COURSES)
        placed = {text.origin for volume in volumes for text in volume.texts}
        lost = [one for one in self.items if one.type in LESSONS and self.origin(one) not in placed]
        posts = [one for one in self.items if one.type == POST]
        return Shelf(
            texts=tuple(self.text(one) for one in [*posts, *lost]),
            volumes=volumes,
            pictures_of=frozenset(filter(None, hosts)),
            notes=tuple(self.notes()),
        )

    def origin(self, one: Item) -> str:
        return f"{self.site}/?p={one.number}"

    def text(self, one: Item) -> Text:
        return Text(
            origin=self.origin(one),
            title=one.title,
            html=html.from_wordpress(one.content, self.attachments),
            slug=one.slug,
            summary=one.excerpt,
            author=one.author,
            cover=self.attachments.get(one.meta.get("_thumbnail_id", ""), ""),
            categories=tuple(one.categories),
            tags=tuple(one.tags),
            closed=bool(one.password) or one.status == "private" or one.type in LESSONS,
        )

    def volume(self, course: Item) -> Volume:
        """Its chapters in order; lessons that stand in none come first, in one without a name."""
        loose: list[Text] = []
        sections = []
        for one in self.under[course.number]:
            if one.type in CHAPTERS:
                sections.append(Section(one.title, tuple(self.lessons(self.under[one.number]))))
            else:
                loose += self.lessons([one])
        if loose:
            sections.insert(0, Section("", tuple(loose)))
        return Volume(self.text(course), tuple(one for one in sections if one.texts))

    def lessons(self, items: Iterable[Item]) -> list[Text]:
        """Each with the topics under it, one after the other: two floors are enough."""
        found = []
        for one in items:
            found.append(self.text(one))
            found += [self.text(topic) for topic in self.under[one.number] if topic.type in LESSONS]
        return found

    def notes(self) -> Iterable[str]:
        known = {POST, ATTACHMENT, *COURSES, *CHAPTERS, *LESSONS}
        left = Counter(one.type for one in self.items if one.type not in known)
        if pages := left.pop(PAGE, 0):
            titles = [one.title for one in self.items if one.type == PAGE]
            yield _("%(count)s 个页面没有搬，它们多半不是内容：%(titles)s") % {
                "count": pages,
                "titles": "、".join(titles[:8]),
            }
        if products := left.pop("product", 0):
            yield _("%(count)s 件商店的商品没有搬：请在「新建商品」里重新设置价格。") % {"count": products}
