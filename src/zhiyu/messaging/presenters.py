"""What pages and text messages show of a message, worked out from plain values."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import override

from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.kernel.money import yuan
from zhiyu.messaging.channels import LABELS, SMS, channel, text_for
from zhiyu.messaging.models import Message, Send, Switch
from zhiyu.messaging.queries import PERSONAL, lets_out
from zhiyu.messaging.templates import FEN, WHY, Facts, Rendered, Template, Topic, rendered, words_of, written_as
from zhiyu.ui.wording import day

NAMED = re.compile(r"%\((\w+)\)s")
# Providers take no longer value for a variable.
LONGEST = 30
A_PART, PARTS = 70, 67
WHAT: dict[str, str | Promise] = {
    Topic.ORDERS: lazy("付款成功、开通"),
    Topic.AFTER_SALE: lazy("退款的结果、多付的钱退回"),
    Topic.INVOICES: lazy("发票开好、没有通过"),
    Topic.CLASSES: lazy("直播和线下课快开始、改时间、取消，排到座位"),
    Topic.APPLICATIONS: lazy("报名申请通过、没有通过"),
}
TONES: dict[str, str] = {
    Send.Status.WAITING: "gold",
    Send.Status.SENDING: "info",
    Send.Status.SENT: "ok",
    Send.Status.UNSURE: "gold",
    Send.Status.FAILED: "hot",
    Send.Status.SKIPPED: "plain",
}
BECAUSE: dict[str, str | Promise] = {
    "busy": lazy("短信服务暂时不通"),
    "silence": lazy("短信服务没有回答，可能已经送到，所以不会再发"),
    "refused": lazy("这个号码收不到短信"),
    "settings": lazy("短信账号或模板编号有问题，改好后再发"),
    "no_address": lazy("学员没有手机号"),
    "unwanted": lazy("学员关掉了这类短信"),
    "switched_off": lazy("学堂关掉了这条短信"),
    "too_many": lazy("一天里给这个人发得太多"),
}


def letter_facts(one: Template, facts: Facts, way: str) -> dict[str, str]:
    """Those that the text names, in its order, none too long for a provider; sums in signs that every phone has."""
    sums = {name.removesuffix(FEN): f"{yuan(int(fen))}元" for name, fen in facts.items() if name.endswith(FEN)}
    said = words_of(one, facts) | sums
    names = dict.fromkeys(NAMED.findall(str(text_for(one, way))))
    return {name: cut(said.get(name, "")) for name in names}


def cut(value: str) -> str:
    return value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"


def text_to_approve(one: Template, way: str) -> str:
    """The text as the provider wants it sent in, with its own signs for what changes."""
    with override("zh-hans"):
        text = str(text_for(one, way))
    names = list(dict.fromkeys(NAMED.findall(text)))
    places = {name: channel(way).placeholder(name, place) for place, name in enumerate(names, 1)}
    return text % places


def sample_text(one: Template, way: str) -> str:
    with override("zh-hans"):
        return str(text_for(one, way)) % letter_facts(one, one.sample, way)


def parts(length: int) -> int:
    """As how many messages a text of this length is charged."""
    return 1 if length <= A_PART else -(-length // PARTS)


@dataclass(frozen=True, kw_only=True)
class Shown:
    pk: int
    at: datetime
    clock: str
    topic: str
    icon: str
    unread: bool
    why: str
    words: Rendered


def shown(message: Message) -> Shown:
    one = written_as(message.template, message.version)
    return Shown(
        pk=message.pk,
        at=message.at,
        clock=f"{message.at.astimezone(SHANGHAI):%H:%M}",
        topic=one.topic if one else "",
        icon=one.icon if one else "info",
        unread=message.read_at is None,
        why=str(WHY[one.topic]) if one else "",
        words=rendered(one, message.facts),
    )


def by_day(messages: Iterable[Message]) -> list[tuple[str, list[Shown]]]:
    """``今天``, ``昨天``, then dates."""

    def on(message: Message) -> date:
        return message.at.astimezone(SHANGHAI).date()

    return [(day_name(which), [shown(one) for one in some]) for which, some in groupby(messages, on)]


def day_name(which: date) -> str:
    today = now().astimezone(SHANGHAI).date()
    if which == today:
        return _("今天")
    return _("昨天") if which == today - timedelta(days=1) else day(which)


@dataclass(frozen=True, kw_only=True)
class Way:
    """A template's way out by one channel, as the studio sees it."""

    name: str
    label: str
    on: bool
    number: str
    needs_number: bool
    is_open: bool
    works: bool


def way_of(one: Template, switch: Switch) -> Way | None:
    """None: this template has no words for it."""
    if not text_for(one, switch.channel):
        return None
    found = channel(switch.channel)
    return Way(
        name=switch.channel,
        label=str(LABELS[switch.channel]),
        on=switch.on,
        number=switch.number,
        needs_number=found.needs_number,
        is_open=found.is_open(),
        works=lets_out(one, switch),
    )


def sms_of(one: Template, switches: Mapping[tuple[str, str], Switch]) -> Way | None:
    return way_of(one, switches.get((one.name, SMS)) or Switch(template=one.name, channel=SMS))


def tone_of(status: str) -> str:
    return TONES.get(status, "plain")


def because_words(send: Send) -> str:
    return str(BECAUSE.get(send.because, ""))


def title_of(send: Send) -> str:
    one = written_as(send.message.template, send.message.version)
    return str(one.title) if one else send.message.template


def topics_of(refused: set[tuple[str, str]]) -> list[tuple[str, str, str, bool]]:
    """Key, name, what is sent of it, and whether it comes by text message."""
    return [(one.value, str(one.label), str(WHAT[one]), (one.value, SMS) not in refused) for one in PERSONAL]


def pills(current: str) -> list[tuple[str | Promise, str, bool]]:
    some: list[tuple[str, str | Promise]] = [("", _("全部")), *((one.value, one.label) for one in Send.Status)]
    return [(label, value, value == current) for value, label in some]
