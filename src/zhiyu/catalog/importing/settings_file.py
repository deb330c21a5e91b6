"""course.toml: everything is optional, every mistake is named."""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhiyu.catalog.actions.photos import LONGEST_CAPTION, MOST
from zhiyu.catalog.durations import Duration, Unit
from zhiyu.catalog.marks import parsed
from zhiyu.catalog.models import Lesson, Product
from zhiyu.kernel.money import parse_yuan
from zhiyu.media.models import Subtitle
from zhiyu.ui.cover_art import DESIGNS

FOR_EVER = "for ever"
TERM = re.compile(rf"(?P<count>[1-9]\d{{0,3}}) (?P<unit>{'|'.join(Unit.values)})s?")
Check = Callable[[Any], Any]


def text(most: int) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or len(value) > most:
            raise ValueError(_("应该是不超过 %(most)s 个字的文字") % {"most": most})
        if "\0" in value:
            raise ValueError(_("里面有看不见的控制字符"))
        return value.strip()

    return check


def number(least: int, most: int) -> Check:
    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(_("应该是 %(least)s 到 %(most)s 的整数") % {"least": least, "most": most})
        return value

    return check


def one_of(*choices: str) -> Check:
    def check(value: Any) -> str:
        if value not in choices:
            raise ValueError(_("应该是其中之一：%(choices)s") % {"choices": "、".join(choices)})
        return str(value)

    return check


def words(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) and 0 < len(one) <= 24 for one in value):  # noqa: PLR2004 -- the models' width
        raise ValueError(_('应该是文字的列表，例如 ["摄影", "零基础"]'))
    return value


def yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(_("应该是 true 或 false"))  # noqa: TRY004 -- all checks refuse alike
    return value


def price(value: Any) -> int:
    if isinstance(value, bool):
        raise ValueError(_('应该是金额，例如 "99" 或 "99.50"'))  # noqa: TRY004
    try:
        return parse_yuan(str(value))
    except ValueError:
        raise ValueError(_('应该是金额，例如 "99" 或 "99.50"')) from None


def slug(value: Any) -> str:
    if not isinstance(value, str) or not value.isascii() or not value.replace("-", "").isalnum() or len(value) > 80:  # noqa: PLR2004
        raise ValueError(_("只能用小写字母、数字和连字符"))
    return value.lower()


def term(value: Any) -> Duration | None:
    """``"1 year"``: how long what is bought stays open; ``"for ever"``."""
    if value == FOR_EVER:
        return None
    found = TERM.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(_('应该是学习期限，例如 "90 days"、"6 months"、"1 year"，或者 "for ever"'))
    return Duration(int(found["count"]), Unit(found["unit"]))


def table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(_("应该是一节，写成 [名称]"))  # noqa: TRY004
    return value


def places(value: Any) -> list[list[int | str]]:
    """``"00:00 引子\\n02:15 例子"``: lines as the editor takes them."""
    return parsed(text(10_000)(value))


def spoken(value: Any) -> dict[str, str]:
    """``{zh-Hans = "attachments/a.vtt"}``: subtitle files by their language."""
    known = Subtitle.Language.values
    if (
        not isinstance(value, dict)
        or not all(isinstance(x, str) for x in value.values())
        or not set(value) <= set(known)
    ):
        raise ValueError(
            _('应该是字幕文件，例如 {zh-Hans = "attachments/a.srt"}；语言有 %(known)s') % {"known": "、".join(known)}
        )
    return value


def files(value: Any) -> list[dict[str, str]]:
    """``[{path = "attachments/a.pdf", title = "讲义"}]``: attachments with names of their own."""
    good = isinstance(value, list) and all(
        isinstance(one, dict) and isinstance(one.get("path"), str) and set(one) <= {"path", "title"} for one in value
    )
    if not good:
        raise ValueError(_('应该是附件的列表，例如 [{path = "attachments/讲义.pdf", title = "讲义"}]'))
    return [{"path": one["path"], "title": str(one.get("title", ""))[:120]} for one in value]


def photos(value: Any) -> list[dict[str, str]]:
    """``[{path = "images/a.webp", caption = "清晨"}]``: the pictures of a set, in order."""
    good = isinstance(value, list) and all(
        isinstance(one, dict) and isinstance(one.get("path"), str) and set(one) <= {"path", "caption"} for one in value
    )
    if not good or len(value) > MOST:
        told = _('应该是不超过 %(most)s 张图片的列表，例如 [{path = "images/窗边.webp", caption = "清晨"}]')
        raise ValueError(told % {"most": MOST})
    return [{"path": one["path"], "caption": str(one.get("caption", ""))[:LONGEST_CAPTION]} for one in value]


COURSE: Mapping[str, Check] = {
    "kind": one_of(Product.Kind.COURSE, Product.Kind.ARTICLE, Product.Kind.EBOOK),
    "slug": slug,
    "title": text(80),
    "subtitle": text(120),
    "price": price,
    "stock": number(1, 1_000_000),
    "teacher": text(40),
    "teacher_intro": text(2_000),
    "categories": words,
    "tags": words,
    "term": term,
    "sold_alone": yes_or_no,
    "linked": yes_or_no,
    "refund_days": number(0, 365),
    "refund_percent": number(0, 100),
    "refund_later_days": number(0, 3_650),
    "problem": text(2_000),
    "outcome": text(2_000),
    "for_whom": text(2_000),
    "not_for_whom": text(2_000),
    "intro": text(40_000),
    "contents": text(10_000),
    "cover": table,
    "lessons": table,
    "chapters": table,
}
COVER: Mapping[str, Check] = {"design": one_of(*DESIGNS), "hue": number(0, 359), "image": text(200)}
CHAPTER: Mapping[str, Check] = {"title": text(80)}
LESSON: Mapping[str, Check] = {
    "title": text(80),
    "objective": text(120),
    "stage": one_of(*Lesson.Stage.values),
    "free": yes_or_no,
    "pages": yes_or_no,
    "book": yes_or_no,
    "photos": photos,
    "view_only": yes_or_no,
    "preview_seconds": number(0, 36_000),
    "rule": one_of(*Lesson.Rule.values),
    "rule_percent": number(1, 100),
    "files": files,
    "marks": places,
    "subtitles": spoken,
}


class SettingsFile:
    def __init__(self, path: Path) -> None:
        self.problems: list[str] = []
        self.course: dict[str, Any] = {}
        self.cover: dict[str, Any] = {}
        self.lessons: dict[str, dict[str, Any]] = {}
        self.chapters: dict[str, dict[str, Any]] = {}
        if path.is_file():
            self.read(path)

    def read(self, path: Path) -> None:
        try:
            raw = tomllib.loads(path.read_text("utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.problems.append(_("读不懂：%(error)s") % {"error": error})
            return
        self.course = self.checked(raw, COURSE, "")
        self.cover = self.checked(self.course.pop("cover", {}), COVER, "cover.")
        for name, rules, into in (("lessons", LESSON, self.lessons), ("chapters", CHAPTER, self.chapters)):
            for key, value in self.course.pop(name, {}).items():
                inner = value if isinstance(value, dict) else {"": value}
                into[key] = self.checked(inner, rules, f'{name}."{key}".')

    def checked(self, raw: Mapping[str, Any], rules: Mapping[str, Check], prefix: str) -> dict[str, Any]:
        good = {}
        for name, value in raw.items():
            if name not in rules:
                known = "、".join(rules)
                self.problems.append(
                    _("不认识 %(name)s。可以写：%(known)s") % {"name": f"{prefix}{name}", "known": known}
                )
                continue
            try:
                good[name] = rules[name](value)
            except ValueError as error:
                self.problems.append(f"{prefix}{name} {error}")
        return good
