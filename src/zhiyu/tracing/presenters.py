"""What the machine found, in plain words; the page, the JSON of the command and the evidence say the same."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhiyu.accounts.models import User
from zhiyu.tracing import queries
from zhiyu.tracing.models import Inquiry, Trace

# From there on zeros are not counted any more.
LONGEST = 10**15


@dataclass(frozen=True, kw_only=True)
class Suspect:
    """``expected``: of all accounts, how many innocent ones would agree so well by chance."""

    account: int
    user: User | None
    agreeing: int
    p: float
    expected: float
    accused: bool

    @property
    def name(self) -> str:
        return f"{self.user} {self.user.masked_phone}".strip() if self.user else str(self.account)

    @property
    def chance(self) -> str:
        """「1/3,000,000」 is understood by more people than 3e-07."""
        whole = round(1 / self.p) if self.p else 0
        return f"1/{whole:,}" if 0 < whole < LONGEST else f"{self.p:.0e}"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """``said`` is the verdict in one sentence, ``why`` what it means; ``tone`` how loud it is said."""

    tone: str
    said: str
    why: list[str]
    lesson: str
    course: str
    begins: str
    segments: int
    sure: int
    accounts: int
    suspects: list[Suspect]

    @property
    def accused(self) -> list[Suspect]:
        return [one for one in self.suspects if one.accused]


def answer_of(inquiry: Inquiry) -> Answer:
    return answer_from(inquiry.verdict | {"trace": inquiry.trace_id})


def answer_from(found: dict[str, Any]) -> Answer:
    """Of what ``actions.read`` said."""
    trace = queries.trace(found["trace"]) if found["trace"] else None
    verdict: dict[str, Any] = found.get("verdict") or {}
    accused, listed = set(verdict.get("accused", [])), verdict.get("suspects", [])
    people = queries.people([one["account"] for one in listed])
    suspects = [suspect_of(one, people, accused) for one in listed]
    tone, said, why = words_of(trace, verdict, suspects)
    lesson = queries.lesson_of(trace) if trace else None
    return Answer(
        tone=tone,
        said=said,
        why=why,
        lesson=lesson.title if lesson else "",
        course=trace.course.product.title if trace else "",
        begins=clock(found.get("begins", 0.0)),
        segments=found.get("segments", 0),
        sure=found.get("sure", 0),
        accounts=verdict.get("accounts", 0),
        suspects=suspects,
    )


def suspect_of(one: dict[str, Any], people: dict[int, User], accused: set[int]) -> Suspect:
    return Suspect(
        account=one["account"],
        user=people.get(one["account"]),
        agreeing=one["agreeing"],
        p=one["p"],
        expected=one["expected"],
        accused=one["account"] in accused,
    )


def words_of(trace: Trace | None, verdict: dict[str, Any], suspects: list[Suspect]) -> tuple[str, str, list[str]]:
    if trace is None:
        told = _("它和打开了追踪的课都对不上：可能是别的视频，可能剪得太碎，也可能翻转、变速过。")
        return "gold", _("这不是任何一节有记号的课"), [told]
    if not suspects:
        told = _("这节课做好记号以后，还没有账号看过完整的，没有人可以比。它可能是以前流出去的，那时还没有记号。")
        return "gold", _("认得出是哪节课，但不能指认任何人"), [told]
    if accused := [one for one in suspects if one.accused]:
        names = "、".join(one.name for one in accused)
        count = _("一个无辜的账号碰巧这么像的机会是 %(p)s；算上比过的全部 %(n)s 个账号也不到一百万分之一。")
        return (
            "hot",
            _("几乎可以肯定，这份拷贝来自 %(names)s 的账号") % {"names": names},
            [
                count % {"p": accused[0].chance, "n": verdict["accounts"]},
                _("账号不等于人：也可能是账号借给了别人，或者被人登录。先看登录过的设备，先问本人，再下结论。"),
            ],
        )
    return (
        "info",
        _("不能指认任何人"),
        [
            _("排在第一的也可能只是碰巧：读到的片段还不够多，或者不够清楚。请不要拿这张表去问任何人。"),
            _("换一段更长、更清楚的再试。一万个账号里要指认一个，至少要 34 个读得清的片段，大约 68 秒。"),
        ],
    )


def clock(seconds: float) -> str:
    at = max(0, round(seconds))
    return f"{at // 60:02d}:{at % 60:02d}"
