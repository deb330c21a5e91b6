"""What messages say. Apps above register theirs in ``ready()``; a row keeps the name, the version and the facts.

Facts are numbers and names of things, as JSON holds them; ``…_fen`` reads as money and ``…_at`` (ISO 8601) as a moment
under the name before it. Words are rendered when somebody reads them, in the reader's language.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from zhiyu.kernel.errors import NotFound
from zhiyu.ui.wording import money, when

Fact = str | int
Facts = Mapping[str, Fact]
Words = str | Promise
FEN: Final = "_fen"
AT: Final = "_at"


class Topic(models.TextChoices):
    ORDERS = "orders", lazy("订单")
    AFTER_SALE = "after_sale", lazy("售后")
    INVOICES = "invoices", lazy("发票")
    APPLICATIONS = "applications", lazy("报名申请")
    CLASSES = "classes", lazy("直播和线下课")
    APPOINTMENTS = "appointments", lazy("预约")
    WORKS = "works", lazy("作品")
    TO_DO = "to_do", lazy("待办")


WHY: Final[Mapping[str, Words]] = {
    Topic.ORDERS: lazy("你在学堂下过单。付款和开通的结果会告诉你，不发广告。"),
    Topic.AFTER_SALE: lazy("你申请过退款，或有一笔钱要核对、要退给你。每一步的结果会告诉你。"),
    Topic.INVOICES: lazy("你申请过发票。开好或没有通过会告诉你。"),
    Topic.APPLICATIONS: lazy("你申请过报名。通过没通过会告诉你。"),
    Topic.CLASSES: lazy("你的课里有直播或线下课。快开始了、改时间、换地方、取消、排到座位，会告诉你。"),
    Topic.APPOINTMENTS: lazy("你买的或你做的服务约了时间。约好、改动、取消、快开始了，会告诉你。"),
    Topic.WORKS: lazy("你在学堂里放过作品。学堂收起或放回它，会告诉你。"),
    Topic.TO_DO: lazy("你在学堂里有处理它的权限。"),
}


def nothing(_facts: Facts) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Template:
    """``sms`` is what leaves by text message; empty: in the school only. ``says`` adds words worked out of facts.

    Changed words whose facts are others get the next ``version``; the older one stays registered for its rows.
    """

    name: str
    topic: Topic
    icon: str
    title: Words
    text: Words
    link: Callable[[Facts], str]
    sample: Facts
    sms: Words = ""
    version: int = 1
    says: Callable[[Facts], Mapping[str, str]] = field(default=nothing)


_newest: dict[str, Template] = {}
_all: dict[tuple[str, int], Template] = {}


def register(*templates: Template) -> None:
    for one in templates:
        _all[one.name, one.version] = one
        if one.version >= _newest.get(one.name, one).version:
            _newest[one.name] = one


def templates() -> list[Template]:
    """The newest of each, by topic and in the order in which they were registered."""
    order = list(Topic)
    return sorted(_newest.values(), key=lambda one: order.index(one.topic))


def template(name: str) -> Template:
    found = _newest.get(name)
    if found is None:
        raise NotFound
    return found


def written_as(name: str, version: int) -> Template | None:
    """The template of a row; None when no app knows it any more."""
    return _all.get((name, version)) or _newest.get(name)


def words_of(one: Template, facts: Facts) -> dict[str, str]:
    """What fills the placeholders, in the language in use."""
    said = {name: str(value) for name, value in facts.items()}
    said |= {name.removesuffix(FEN): money(int(fen)) for name, fen in facts.items() if name.endswith(FEN)}
    said |= {
        name.removesuffix(AT): when(datetime.fromisoformat(str(at))) for name, at in facts.items() if name.endswith(AT)
    }
    if (title := said.get("title")) is not None:
        count = int(facts.get("count", 1))
        named = _("《%(title)s》") if count == 1 else _("《%(title)s》等 %(count)s 件")
        said["title"] = named % {"title": title, "count": count}
    if said.get("reason") == "":
        said["reason"] = _("没有写明原因")
    return {**said, **one.says(facts)}


@dataclass(frozen=True, kw_only=True)
class Rendered:
    title: str
    text: str
    link: str


def rendered(one: Template | None, facts: Facts) -> Rendered:
    """A row whose template or facts are gone still reads as a message."""
    if one is None:
        return Rendered(title=_("一条旧消息"), text="", link="")
    try:
        return Rendered(title=str(one.title), text=str(one.text) % words_of(one, facts), link=one.link(facts))
    except (KeyError, ValueError):
        return Rendered(title=str(one.title), text="", link="")
