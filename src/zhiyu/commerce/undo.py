"""The Undo port: what a refund takes back beside money and access. Apps above register themselves in ``ready()``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from zhiyu.commerce.channels import channel_name
from zhiyu.commerce.models import OrderLine
from zhiyu.kernel.money import yuan

# What is stored is the kind and its facts; the words come when somebody reads, in the reader's language.
WORDS: dict[str, str | Promise] = {
    "money": lazy("%(price)s 原路退回%(channel)s，一般几分钟内到账。"),
    "balance": lazy("%(price)s 退到余额，马上可以用来买课，也可以再申请退回原支付。"),
    "payout": lazy("余额里的 %(price)s 原路退回%(channel)s，一般几分钟内到账。"),
    "back_unused": lazy("《%(title)s》还没有用过：%(price)s 全额退回。"),
    "back_full": lazy(
        "《%(title)s》共 %(whole)s 节付费课，打开过 %(used)s 节，还在可以全退的范围里：%(price)s 全额退回。"
    ),
    "back_lesson": lazy("《%(title)s》共 %(whole)s 节付费课，打开过 %(used)s 节：%(of)s 里退回 %(price)s。"),
    "back_day": lazy("《%(title)s》共 %(whole)s 天，已经用了 %(used)s 天：%(of)s 里退回 %(price)s。"),
    "back_session": lazy("《%(title)s》共 %(whole)s 次服务，已经用了 %(used)s 次：%(of)s 里退回 %(price)s。"),
    "nothing": lazy("没有付过钱，不需要退款。"),
    "access": lazy("《%(title)s》不能再学习，学习记录会保留。"),
    "membership": lazy("《%(title)s》到此为止，会员里的课程不能再学习，学习记录会保留。"),
    "bundle": lazy("《%(title)s》里的课程不能再学习，学习记录会保留。另外买过的课不受影响。"),
    "sessions": lazy("《%(title)s》剩下的次数不能再用，做过的记录会保留。"),
    "deposit": lazy("%(title)s退掉，预售资格不再保留。"),
    "seat": lazy("《%(title)s》的名额会放出来给别人。"),
    "coupon": lazy("「%(title)s」会回到你的优惠券里，没过期就还能用。"),
    "credit": lazy("买《%(title)s》时抵掉的 %(price)s 还给你：到期前还能再抵，也可以按它自己的规则退。"),
    "credit_stays": lazy("买《%(title)s》时抵掉的 %(price)s 已经算在用掉的部分里，不再还回。"),
    "goes_on": lazy("《%(title)s》恢复，接着用到它原来的日子。"),
    "credit_ends": lazy("买《%(title)s》付的钱不再能抵别的。"),
    "coupon_stays": lazy("「%(title)s」换来的内容已经学过，券不再退回。"),
}


@dataclass(frozen=True, kw_only=True)
class UndoItem:
    """One consequence, in words for the buyer and the operator. Apps above bring their own words."""

    kind: str
    text: str
    facts: dict[str, str | int] = field(default_factory=dict)

    @classmethod
    def told(cls, kind: str, **facts: str | int) -> "UndoItem":
        return cls(kind=kind, text=words(kind, facts), facts=facts)

    def to_json(self) -> dict[str, Any]:
        return (
            {"kind": self.kind, "facts": self.facts} if self.kind in WORDS else {"kind": self.kind, "text": self.text}
        )


def words(kind: str, facts: Mapping[str, Any]) -> str:
    prices = {"price": f"¥{yuan(facts.get('fen', 0))}", "of": f"¥{yuan(facts.get('of_fen', 0))}"}
    said = {**prices, "channel": channel_name(facts.get("provider", "")), **facts}
    return str(WORDS[kind]) % said


def read_undo(stored: Sequence[Mapping[str, Any]]) -> list[UndoItem]:
    """As stored with a refund; what an older version wrote carries its text."""
    return [
        UndoItem(kind=one["kind"], text=one.get("text") or words(one["kind"], one["facts"]), facts=one.get("facts", {}))
        for one in stored
    ]


class Undo(Protocol):
    def preview(self, line: OrderLine) -> Sequence[UndoItem]: ...

    def apply(self, line: OrderLine) -> None:
        """Runs in the refund's own transaction; raising stops the refund."""


_registered: dict[str, Undo] = {}


def register_undo(key: str, undo: Undo) -> None:
    if key in _registered:
        raise RuntimeError(f"two undos named {key}")
    _registered[key] = undo


def undos() -> list[Undo]:
    return [_registered[key] for key in sorted(_registered)]
