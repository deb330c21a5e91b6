"""What is said of works: their pictures' addresses, and what came of looking for one."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyu.tracing.presenters import chance_of
from zhiyu.works.models import Search, Work

TONES = {"waiting": "plain", "reading": "info", "done": "ok", "refused": "hot"}
AUDIENCES = {Work.Audience.OWNER: "plain", Work.Audience.COURSE: "info", Work.Audience.LINK: "ok"}


@dataclass(frozen=True, kw_only=True)
class Found:
    """``mine``: it shows a work of theirs; ``marked``: and carries the mark, so it was taken from here."""

    mine: bool
    marked: bool
    tone: str
    said: str
    why: list[str]
    facts: list[tuple[str, object]]
    p: float
    expected: float
    compared: int


def found_of(search: Search) -> Found | None:
    """What was read, in words; None before anything was."""
    if search.state != Search.State.DONE:
        return None
    answer: dict[str, Any] = search.verdict
    if not answer["owners"]:
        why = [_("和你放在这里的每张作品图都比过了，都对不上。可能截得太少、改动太大，或者那张图没有放上来。")]
        return said(_("没有找到你的记号"), "plain", why=why)
    owner = answer["owners"][0]
    marked, compared = owner["marked"], answer["compared"]
    facts: list[tuple[str, object]] = []
    name = _("已经收回的作品")
    if search.picture:
        work = search.picture.work
        name = work.title
        facts = [(_("哪件作品"), _("《%(work)s》第 %(n)s 张") % {"work": name, "n": search.picture.number})]
        facts += [(_("哪天完成的"), work.made_on)] if work.made_on else []
        facts += [(_("什么时候放上来的"), work.created_at), (_("原图的 SHA-256"), search.picture.asset.sha256)]
    facts += [(_("碰巧的机会"), chance_of(marked["p"])), (_("比过的作品图"), compared)]
    facts += [(_("相同的格子"), f"{marked['agreeing']} / {answer['segments']}")]
    numbers = {"facts": facts, "p": marked["p"], "expected": marked["expected"], "compared": compared}
    if owner["certain"]:
        why = [
            _("图上有你的记号。别的图碰巧这样的机会是 %(p)s，算上比过的 %(n)s 张也不到一百万分之一。")
            % {"p": chance_of(marked["p"]), "n": compared},
            _("它是从学堂给别人看的图上来的，不是从你的原图来的。是谁拿走的，看不出来：大家看到的是同一份。"),
        ]
        return said(_("这是你的作品《%(work)s》") % {"work": name}, "ok", why=why, marked=True, **numbers)
    why = [_("但图上没有读到你的记号：它可能出自你放在别处的原图，也可能改动太大。原图和上传时间仍然可以作证。")]
    return said(_("看起来是你的作品《%(work)s》") % {"work": name}, "gold", why=why, **numbers)


def said(words: str, tone: str, *, why: list[str], marked: bool = False, **numbers: Any) -> Found:
    plain: dict[str, Any] = {"facts": [], "p": 1.0, "expected": 1.0, "compared": 0}
    return Found(said=words, tone=tone, why=why, mine=bool(numbers), marked=marked, **(plain | numbers))


def picture_address(work: Work, number: int) -> str:
    return reverse("works:picture", args=[work.code, number])
