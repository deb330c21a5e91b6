"""A lesson's Markdown file: its first heading is the title, its pictures and linked files come along."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

PARSER = MarkdownIt("commonmark").enable("table").use(front_matter_plugin)
FRONT_MATTER = re.compile(r"\A---\s*\n.*?\n---\s*\n", re.DOTALL)
TITLE = re.compile(r"\A\s*#\s+(?P<title>.+?)\s*#*\s*(?:\n|\Z)")
REFERENCE = re.compile(
    r"(?P<sign>!?)\[(?P<text>[^\]\n]{0,300})\]\((?P<target><[^>\n]+>|[^\s)]+)(?P<rest>\s+\"[^\"\n]*\")?\)"
)
BY_NAME = re.compile(r"(?P<sign>!?)\[(?P<text>[^\[\]\n]{0,300})\](?:\[(?P<label>[^\[\]\n]{0,300})\])?(?![(:])")
LARGEST = 1024 * 1024
LARGEST_BOOK = 4 * LARGEST
NOT_YET = "<!-- 还没有内容 -->"  # of a lesson without a text, as it is exported


@dataclass
class LessonText:
    title: str = ""
    body: str = ""
    unwritten: bool = False
    images: dict[str, Path] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_text(path: Path) -> str | None:
    """UTF-8, or what older Chinese editors write; None for neither."""
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding).replace("\r\n", "\n").replace("\0", "")
        except UnicodeDecodeError:
            continue
    return None


def read_lesson_text(path: Path, *, root: Path) -> LessonText:
    found = LessonText()
    if path.stat().st_size > LARGEST_BOOK:
        found.problems.append(_("文字超过 4 MB，请拆成几节。"))
        return found
    text = read_text(path)
    if text is None:
        found.problems.append(_("不是文字文件，或编码认不出来，请另存为 UTF-8。"))
        return found
    text = FRONT_MATTER.sub("", text)
    heading = TITLE.match(text)
    if heading:
        found.title = heading["title"].strip()
        text = text[heading.end() :]
    found.unwritten = text.strip() == NOT_YET
    found.body = in_place(text.strip()) + "\n" if text.strip() and not found.unwritten else ""
    for token in walk(PARSER.parse(found.body)):
        take(token, found, beside=path.parent, root=root)
    found.body = without_file_links(found)
    return found


def in_place(text: str) -> str:
    """``![picture][name]`` and what its ``[name]: file`` says, written as one where the file lies beside the text."""
    defined: dict[str, Any] = {}
    PARSER.parse(text, defined)
    beside = {name: one for name, one in defined.get("references", {}).items() if is_beside(one["href"])}

    def said(match: re.Match[str]) -> str:
        one = beside.get(normalizeReference(match["label"] or match["text"]))
        if one is None:
            return match[0]
        title = f' "{one["title"]}"' if one["title"] and '"' not in one["title"] else ""
        return f"{match['sign']}[{match['text']}](<{one['href']}>{title})"

    gone = {number for one in beside.values() for number in range(*one["map"])}
    lines = [line for number, line in enumerate(text.split("\n")) if number not in gone]
    return BY_NAME.sub(said, "\n".join(lines)).strip() if beside else text


def is_beside(target: str) -> bool:
    return bool(target) and not urlsplit(target).scheme and not target.startswith(("/", "#"))


def walk(tokens: list[Token]) -> list[Token]:
    return [one for token in tokens for one in [token, *walk(token.children or [])]]


def take(token: Token, found: LessonText, *, beside: Path, root: Path) -> None:
    target = str(token.attrGet("src" if token.type == "image" else "href") or "")
    if token.type not in {"image", "link_open"} or not target or target.startswith("#"):
        return
    if urlsplit(target).scheme or target.startswith("/"):
        if token.type == "image":
            found.problems.append(_("图片 %(target)s 不在课程文件夹里，请存下来放进去。") % {"target": target})
        return
    path = (beside / unquote(target.split("#", maxsplit=1)[0])).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        found.problems.append(_("找不到 %(target)s，请检查文件名。") % {"target": unquote(target)})
    elif token.type == "image":
        found.images[unquote(target)] = path
    elif path not in found.files:
        found.files.append(path)


def without_file_links(found: LessonText) -> str:
    """A link to a file beside the text would lead nowhere; the file itself becomes an attachment."""
    names = {path.name for path in found.files}

    def said(match: re.Match[str]) -> str:
        name = Path(unquote(match["target"].strip("<>"))).name
        if match["sign"] or name not in names:
            return match[0]
        return _("%(text)s（见附件）") % {"text": match["text"]}

    return REFERENCE.sub(said, found.body) if names else found.body


def with_stored_images(body: str, addresses: dict[str, str], *, about: str) -> str:
    """Every picture under the address it was stored at; one without words of its own is ``about`` what it stands in."""
    unsaid = re.sub(r"([\[\]\\])", r"\\\1", about)

    def stored(match: re.Match[str]) -> str:
        address = addresses.get(unquote(match["target"].strip("<>")))
        if not match["sign"] or address is None:
            return match[0]
        return f"![{match['text'].strip() or unsaid}]({address}{match['rest'] or ''})"

    return REFERENCE.sub(stored, body)
