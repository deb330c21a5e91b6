"""What the machine found, in plain words; the page, the JSON of the command and the evidence say the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from zhiyu.accounts.models import User
from zhiyu.tracing import queries
from zhiyu.tracing.models import Inquiry, Trace
from zhiyu.tracing.owned import Said, said_of

# Besides what lessons have: a picture of a learner's own.
WORK = "work"

# From there on zeros are not counted any more.
LONGEST = 10**15
LEAST = 1e-300
"""What is less may have been rounded to nothing, and nobody is certain of nothing."""


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
        return chance_of(self.p)


def chance_of(p: float) -> str:
    """「1/3,000,000」 is understood by more people than 3e-07."""
    if p < LEAST:
        return _("不到 %(least)s") % {"least": f"{LEAST:.0e}"}
    whole = round(1 / p)
    return f"1/{whole:,}" if whole < LONGEST else f"{p:.0e}"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """``said`` is the verdict in one sentence, ``why`` what it means; ``tone`` how loud it is said.

    ``begins`` is where in the lesson the copy lies: a moment, or which of its pages; ``segments`` counts what was read
    of it, pieces of two seconds or the cells of patterns.
    """

    kind: str
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
    def facts(self) -> list[tuple[str, object]]:
        """What was read, with its name."""
        if self.kind == WORK:
            return [(_("哪件作品"), self.lesson), (_("比过的格子"), self.segments)]
        lesson = " · ".join(filter(None, [self.lesson, self.course]))
        found: list[tuple[str, object]] = [(_("哪一节课"), lesson)]
        if self.kind == Trace.Kind.PICTURES:
            found += [(_("是第几页（张）"), self.begins), (_("比过的格子"), self.segments)]
        else:
            found += [(_("从哪里开始"), self.begins), (_("读到的片段（每段 2 秒）"), self.segments)]
            found += [(_("其中读得清的"), self.sure)]
        return [*found, (_("和多少个账号比过"), self.accounts)]

    @property
    def agreeing(self) -> str:
        return _("相同的格子") if self.kind == Trace.Kind.PICTURES else _("相同的片段")

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
    kind = found.get("kind", Trace.Kind.FILM)
    if kind == WORK:
        return of_work(found)
    tone, said, why = WORDS[Trace.Kind(kind)](trace, found, suspects)
    if trace and kind == Trace.Kind.SOUND and trace.kind == Trace.Kind.FILM:
        why.append(_("这是按声音认出来的：画面对不上，或者没有画面。视频的声音和画面带着同一个记号。"))
    if also := named(said_of([UUID(one["own"]) for one in found.get("owners", [])]).values()):
        why.append(_("学员也放过看起来一样的作品：%(also)s。把课里的画面放成作品，不改变上面的结论。") % {"also": also})
    lesson = queries.lesson_of(trace) if trace else None
    pages = where(trace, found.get("pages", []))
    return Answer(
        kind=kind,
        tone=tone,
        said=said,
        why=why,
        lesson=lesson.title if lesson else "",
        course=trace.course.product.title if trace else "",
        begins=pages if kind == Trace.Kind.PICTURES else clock(found.get("begins", 0.0)),
        segments=found.get("segments", 0),
        sure=found.get("sure", 0),
        accounts=verdict.get("accounts", 0),
        suspects=suspects,
    )


def where(trace: Trace | None, numbers: list[int]) -> str:
    """Which of its pages a copy is of; of a text, which of its pictures."""
    in_text = queries.number_in_text(trace) if trace and trace.kind == Trace.Kind.PICTURES else None
    return str(in_text) if in_text else "、".join(str(number + 1) for number in numbers)


def of_work(found: dict[str, Any]) -> Answer:
    """A learner's own picture: whose it is, which accuses nobody of anything."""
    owners = found["owners"]
    known = said_of([UUID(one["own"]) for one in owners])
    best = owners[0]["marked"]
    gone = Said(work=_("已经收回的作品"), owner=str(best["account"]), since="—")
    first = known.get(UUID(owners[0]["own"]), gone)
    names = {"work": first.work, "owner": first.owner, "since": first.since}
    if owners[0]["certain"]:
        said = _("这是学员 %(owner)s 的作品《%(work)s》，图上有主人的记号") % names
        why = [_("%(since)s 放上学堂。") % names, chance_words(best["p"], found["compared"])]
    else:
        said = _("看起来是学员 %(owner)s 的作品《%(work)s》，但没有读到主人的记号") % names
        why = [_("它可能出自没有放上学堂的原图，也可能改动太大；不能说是从学堂的页面上拿走的。")]
    if others := [each for one in owners[1:] if (each := known.get(UUID(one["own"])))]:
        also = {"also": named(others)}
        why.append(_("还有看起来一样的：%(also)s。谁先放上来、谁的图上有对方的记号，要由人来看。") % also)
    return Answer(
        kind=WORK,
        tone="info",
        said=said,
        why=why,
        lesson=first.work,
        course="",
        begins="",
        segments=found["segments"],
        sure=0,
        accounts=0,
        suspects=[],
    )


def named(works: Iterable[Said]) -> str:
    return "、".join(f"{one.owner}《{one.work}》（{one.since}）" for one in works)


def chance_words(p: float, compared: int) -> str:
    told = {"p": chance_of(p), "n": compared}
    return _("别的图碰巧带着这个记号的机会是 %(p)s；算上比过的全部 %(n)s 张图也不到一百万分之一。") % told


def suspect_of(one: dict[str, Any], people: dict[int, User], accused: set[int]) -> Suspect:
    return Suspect(
        account=one["account"],
        user=people.get(one["account"]),
        agreeing=one["agreeing"],
        p=one["p"],
        expected=one["expected"],
        accused=one["account"] in accused,
    )


Words = tuple[str, str, list[str]]


def of_film(trace: Trace | None, found: dict[str, Any], suspects: list[Suspect]) -> Words:
    if trace is None:
        told = _("它和打开了追踪的课都对不上：可能是别的视频，可能剪得太碎，也可能翻转、变速过。")
        return "gold", _("这不是任何一节有记号的课"), [told]
    heard = trace.kind == Trace.Kind.FILM and trace.heard_from and found.get("kind") != Trace.Kind.SOUND
    return judged(suspects, found) or of_nobody(
        _("排在第一的也可能只是碰巧：读到的片段还不够多，或者不够清楚。请不要拿这张表去问任何人。"),
        _("换一段更长、更清楚的再试。一万个账号里要指认一个，至少要 34 个读得清的片段，大约 68 秒。"),
        *([_("这次看的是画面。画面不清楚的，把声音单独存成一个文件再查一次：声音里也有记号。")] if heard else []),
    )


def of_pictures(trace: Trace | None, found: dict[str, Any], suspects: list[Suspect]) -> Words:
    if trace is None:
        told = _("它和打开了追踪的讲义、套图、书和文章里的图都对不上：可能是别的图片，也可能只拍到一小块。")
        return "gold", _("这不是任何一节有记号的课"), [told]
    if found.get("public") and not any(one.accused for one in suspects):
        told = _("没有登录的人看到的都是这一份，所以查不到账号。试看的页数可以在课时里改。")
        return "info", _("这是谁都能看的试看页，不能指认任何人"), [told]
    return judged(suspects, found) or of_nobody(
        _("排在第一的也可能只是碰巧：图上的记号不够清楚。请不要拿这张表去问任何人。"),
        _("换一张更大、更清楚、拍得更全的再试；同一份讲义的几页可以放进一个 PDF 一起查，页数越多越可靠。"),
    )


def of_sound(trace: Trace | None, found: dict[str, Any], suspects: list[Suspect]) -> Words:
    if trace is None:
        told = _("它和打开了追踪的音频、视频的声音都对不上：可能是别的录音，可能剪得太碎，也可能变过速、变过调。")
        return "gold", _("这不是任何一节有记号的课"), [told]
    return of_film(trace, found, suspects)


WORDS = {Trace.Kind.FILM: of_film, Trace.Kind.SOUND: of_sound, Trace.Kind.PICTURES: of_pictures}


def of_nobody(*why: str) -> Words:
    return "info", _("不能指认任何人"), [*why]


def judged(suspects: list[Suspect], found: dict[str, Any]) -> Words | None:
    """What is said of anything that turned up; None where nobody can be named."""
    if not suspects:
        told = _("这节课做好记号以后，还没有账号看过完整的，没有人可以比。它可能是以前流出去的，那时还没有记号。")
        return "gold", _("认得出是哪节课，但不能指认任何人"), [told]
    if not (accused := [one for one in suspects if one.accused]):
        return None
    names = "、".join(one.name for one in accused)
    count = _("一个无辜的账号碰巧这么像的机会是 %(p)s；算上比过的全部 %(n)s 个账号也不到一百万分之一。")
    return (
        "hot",
        _("几乎可以肯定，这份拷贝来自 %(names)s 的账号") % {"names": names},
        [
            count % {"p": accused[0].chance, "n": found["verdict"]["accounts"]},
            _("账号不等于人：也可能是账号借给了别人，或者被人登录。先看登录过的设备，先问本人，再下结论。"),
        ],
    )


def clock(seconds: float) -> str:
    at = max(0, round(seconds))
    return f"{at // 60:02d}:{at % 60:02d}"
