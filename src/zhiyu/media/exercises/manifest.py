"""``imsmanifest.xml`` of SCORM 1.2 and 2004 (IMS Content Packaging 1.1.x): which pages a learner opens, in which order.

Read without entities and outside references, by local names: exporters disagree about namespaces. Rules of sequencing
(``imsss``) are not followed; of them only the pass mark counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from posixpath import normpath
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from zhiyu.media.errors import CoursewareRefused

NAME = "imsmanifest.xml"
SCORM12, SCORM2004, HTML = "scorm12", "scorm2004", "html"
VERSIONS = {
    "1.2": SCORM12,
    "scorm 1.2": SCORM12,
    "cam 1.3": SCORM2004,
    "2004 2nd edition": SCORM2004,
    "2004 3rd edition": SCORM2004,
    "2004 4th edition": SCORM2004,
}
SPACES = {"adlcp_rootv1p2": SCORM12, "adlcp_v1p3": SCORM2004}
"""How a namespace ends, for manifests that state no version."""
MOST_PARTS = 500
DEEPEST = 64
LONGEST_TITLE, LONGEST_KEY, LONGEST_DATA = 120, 200, 4096


@dataclass(frozen=True, kw_only=True)
class Part:
    """One line of the outline. Without ``path`` it is a heading; ``tracked``: it speaks SCORM.

    ``query`` belongs behind ``path``, with its ``?`` or ``#``. ``mastery`` is the pass mark, 0 to 1.
    """

    key: str
    title: str
    depth: int
    path: str = ""
    query: str = ""
    tracked: bool = False
    mastery: float | None = None
    launch_data: str = ""


@dataclass(frozen=True)
class Package:
    standard: str
    title: str
    parts: list[Part]


@dataclass(frozen=True)
class Resource:
    identifier: str
    href: str
    tracked: bool


def refused(cause: str, where: str = "") -> CoursewareRefused:
    sentences = {
        "manifest": _("imsmanifest.xml 读不懂：%(where)s。请用课件软件重新导出 SCORM 包。"),
        "entities": _("imsmanifest.xml 里有外部引用或实体，不安全，所以没有打开。"),
        "version": _("这份课件是“%(where)s”，这里能放 SCORM 1.2 和 SCORM 2004 第 2–4 版。请换一种格式导出。"),
        "nothing": _("imsmanifest.xml 里没有一个能打开的部分。请检查导出设置。"),
        "too_many": _("这份课件有超过 500 个部分。请分成几份。"),
        "outside": _("《%(where)s》的页面在课件外面，不安全，所以整份都没有打开。"),
        "missing": _("课件里找不到页面：%(where)s。请重新导出。"),
        "twice": _("imsmanifest.xml 里有两个部分同名：%(where)s。"),
        "no_start": _("压缩包里没有 imsmanifest.xml，也没有 index.html。请上传 SCORM 或网页课件的压缩包。"),
        "name": _("文件名太长：%(where)s。请改短后重新打包。"),
    }
    return CoursewareRefused(sentences[cause] % {"where": where[:120]}, extra={"cause": cause})


def parsed(text: bytes) -> Package:
    """Raises ``CoursewareRefused``. Whether its pages are there is asked by who has the files."""
    try:
        root: Element = fromstring(text, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise refused("entities") from error
    except (ParseError, ValueError, LookupError) as error:
        raise refused("manifest", str(error)) from error
    standard = standard_of(root)
    parts = parts_of(root, resources_of(root), standard)
    if not any(part.path for part in parts):
        raise refused("nothing")
    return Package(standard, titled(organization_of(root), "")[:LONGEST_TITLE], parts)


def standard_of(root: Element) -> str:
    metadata = child(root, "metadata")
    said = " ".join((text_of(metadata, "schemaversion") if metadata is not None else "").split())
    if said:
        if (found := VERSIONS.get(said.casefold())) is None:
            raise refused("version", said)
        return found
    spaces = {one.tag.partition("}")[0] for one in root.iter()} | {
        name.partition("}")[0] for one in root.iter() for name in one.attrib
    }
    for ending, standard in SPACES.items():
        if any(space.endswith(ending) for space in spaces):
            return standard
    raise refused("version", "?")


def resources_of(root: Element) -> dict[str, Resource]:
    found = {}
    for resources in children(root, "resources"):
        for one in children(resources, "resource"):
            base = attribute(root, "base") + attribute(resources, "base") + attribute(one, "base")
            href = attribute(one, "href")
            tracked = attribute(one, "scormtype").casefold() == "sco"
            identifier = attribute(one, "identifier")
            found[identifier] = Resource(identifier, base + href if href else "", tracked)
    return found


def organization_of(root: Element) -> Element:
    organizations = child(root, "organizations")
    listed = list(children(organizations, "organization")) if organizations is not None else []
    if not listed or organizations is None:
        raise refused("nothing")
    wanted = attribute(organizations, "default")
    return next((one for one in listed if attribute(one, "identifier") == wanted), listed[0])


def parts_of(root: Element, resources: dict[str, Resource], standard: str) -> list[Part]:
    parts: list[Part] = []
    keys: set[str] = set()
    for depth, item in items(organization_of(root), 0):
        part = part_of(item, depth, resources, standard)
        if not part.key:
            part = replace(part, key=f"#{len(parts)}")
        if part.key in keys:
            raise refused("twice", part.key)
        keys.add(part.key)
        parts.append(part)
        if len(parts) > MOST_PARTS:
            raise refused("too_many")
    return parts


def items(above: Element, depth: int) -> Iterator[tuple[int, Element]]:
    """Those that are shown, as they stand in the outline."""
    for one in children(above, "item"):
        if attribute(one, "isvisible").casefold() != "false":
            yield depth, one
            if depth < DEEPEST:
                yield from items(one, depth + 1)


def part_of(item: Element, depth: int, resources: dict[str, Resource], standard: str) -> Part:
    key = attribute(item, "identifier")[:LONGEST_KEY]
    title = titled(item, key)[:LONGEST_TITLE]
    resource = resources.get(attribute(item, "identifierref"))
    if resource is None or not resource.href:
        return Part(key=key, title=title, depth=depth)
    path, query = place_of(resource.href, title)
    return Part(
        key=key,
        title=title,
        depth=depth,
        path=path,
        query=query or parameters_of(item),
        tracked=resource.tracked,
        mastery=mastery_of(item, standard),
        launch_data=text_of(item, "datafromlms")[:LONGEST_DATA],
    )


def place_of(href: str, title: str) -> tuple[str, str]:
    """Below the root of the package, and what follows the path."""
    address = urlsplit(href.strip().replace("\\", "/"))
    path = normpath(unquote(address.path)) if address.path else ""
    if address.scheme or address.netloc or path.startswith(("/", "..")) or path in {"", "."} or "\0" in path:
        raise refused("outside", title)
    return path, (f"?{address.query}" if address.query else "") + (f"#{address.fragment}" if address.fragment else "")


def parameters_of(item: Element) -> str:
    """As IMS Content Packaging 1.1.4 (4.4.4.1) has them joined to an address."""
    said = attribute(item, "parameters").strip().lstrip("&")
    return said if not said or said.startswith(("?", "#")) else f"?{said}"


def mastery_of(item: Element, standard: str) -> float | None:
    """The score that passes, of 1: SCORM 1.2 counts to 100, 2004 says it as the primary objective's measure."""
    said = text_of(item, "masteryscore") if standard == SCORM12 else measure_of(item)
    try:
        score = float(said) / (100 if standard == SCORM12 else 1)
    except ValueError:
        return None
    return score if 0 <= score <= 1 else None


def measure_of(item: Element) -> str:
    for sequencing in children(item, "sequencing"):
        for objective in sequencing.iter():
            if local(objective.tag) == "primaryobjective":
                return text_of(objective, "minnormalizedmeasure")
    return ""


def titled(item: Element, otherwise: str) -> str:
    return " ".join(text_of(item, "title").split()) or otherwise


def children(above: Element, name: str) -> Iterator[Element]:
    return (one for one in above if local(one.tag) == name)


def child(above: Element, name: str) -> Element | None:
    return next(children(above, name), None)


def text_of(above: Element, name: str) -> str:
    found = child(above, name)
    return "".join(found.itertext()).replace("\0", "").strip() if found is not None else ""


def attribute(of: Element, name: str) -> str:
    return next((value for given, value in of.attrib.items() if local(given) == name), "")


def local(tag: object) -> str:
    """Without its namespace and without regard to case; a comment has none."""
    return tag.rpartition("}")[2].casefold() if isinstance(tag, str) else ""
