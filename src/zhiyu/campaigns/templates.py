"""Campaigns as they usually go: the day of each, its phases around that day, and what each phase offers. Plain data.

Times are days and hours in Shanghai, counted from midnight of the campaign's day. Phases follow one another.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.clock import SHANGHAI
from zhiyu.promotions.market import Kind

COUPON = "coupon"
DAYS_TO_BLANK = 3
Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class Planned:
    """An offer, in the words of ``promotions``: a deal's kind or ``coupon``, and what it takes off."""

    kind: str
    title: Text
    percent: int | None = None
    off_fen: int | None = None
    threshold_fen: int = 0
    stock: int | None = None
    once: bool = False
    budget: int | None = None


@dataclass(frozen=True, kw_only=True)
class Stage:
    """``starts`` and ``ends``: days and hours from midnight of the campaign's day."""

    title: Text
    words: Text
    starts: tuple[int, int] = (0, 0)
    ends: tuple[int, int]
    offers: tuple[Planned, ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class Template:
    """``falls``: month and day of every year; None, when the creator chooses."""

    key: str
    name: Text
    note: Text
    title: Text
    words: Text
    falls: tuple[int, int] | None = None
    design: str = "arcs"
    hue: int = 24
    stages: tuple[Stage, ...]


def moment(day: date, after: tuple[int, int]) -> datetime:
    """By the clock on the wall in Shanghai."""
    days, hours = after
    return datetime.combine(day + timedelta(days=days), time(hours), tzinfo=SHANGHAI)


def span(template: Template, day: date) -> tuple[datetime, datetime]:
    return moment(day, template.stages[0].starts), moment(day, template.stages[-1].ends)


def next_day(template: Template, at: datetime) -> date:
    """The first day of it on which the whole campaign is still to come."""
    today = at.astimezone(SHANGHAI).date()
    if template.falls is None:
        return today + timedelta(days=DAYS_TO_BLANK)
    days = [date(today.year + more, *template.falls) for more in range(3)]
    return next(day for day in days if span(template, day)[0] > at)


def coupon(threshold: int, off: int, budget: int = 200) -> Planned:
    """In yuan."""
    return Planned(kind=COUPON, title=_("预热券"), threshold_fen=threshold * 100, off_fen=off * 100, budget=budget)


def flash(percent: int, stock: int) -> Planned:
    return Planned(kind=Kind.FLASH, title=_("开门红秒杀"), percent=percent, stock=stock, once=True)


def discount(percent: int, title: Text | None = None) -> Planned:
    return Planned(kind=Kind.DISCOUNT, title=title or _("限时折扣"), percent=percent)


def spend(threshold: int, off: int) -> Planned:
    return Planned(kind=Kind.SPEND, title=_("满减"), threshold_fen=threshold * 100, off_fen=off * 100)


def warm_up(days: int, gift: Planned) -> Stage:
    return Stage(
        title=_("预热"), words=_("先领券，活动开始后自动用上。"), starts=(-days, 0), ends=(0, 0), offers=(gift,)
    )


def opening(hot: Planned, rest: Planned) -> Stage:
    """Who comes after the last unit does not fall back to the list price."""
    words = _("头两个小时价格最低，数量有限；抢完了也有折扣。")
    return Stage(title=_("开门红"), words=words, ends=(0, 2), offers=(hot, rest))


def encore(starts: int, percent: int) -> Stage:
    offers = (discount(percent, _("返场价")),)
    return Stage(
        title=_("返场"), words=_("最后一天，错过的人再来。"), starts=(starts, 0), ends=(starts + 1, 0), offers=offers
    )


TEMPLATES: tuple[Template, ...] = (
    Template(
        key="618",
        name="618",
        note=_("年中最大的一次：领券、秒杀、折扣加满减、返场，共九天。"),
        title=_("618 年中学习季"),
        words=_("上半年想学没学的，趁现在补上。先领券，当天零点开始，头两个小时最便宜。"),
        falls=(6, 18),
        design="arcs",
        hue=18,
        stages=(
            warm_up(7, coupon(199, 30)),
            opening(flash(60, 50), discount(80)),
            Stage(
                title=_("正日"),
                words=_("全天折扣，一起买再减。"),
                starts=(0, 2),
                ends=(1, 0),
                offers=(discount(80), spend(300, 50)),
            ),
            encore(1, 88),
        ),
    ),
    Template(
        key="1111",
        name=_("双11"),
        note=_("折扣最大、预热最长的一次。"),
        title=_("双11 学习季"),
        words=_("一年里价格最低的一天。先把券领好，零点开始。"),
        falls=(11, 11),
        design="blocks",
        hue=340,
        stages=(
            warm_up(10, coupon(299, 50)),
            opening(flash(50, 30), discount(75)),
            Stage(
                title=_("正日"),
                words=_("全天折扣，一起买再减。"),
                starts=(0, 2),
                ends=(1, 0),
                offers=(discount(75), spend(400, 60)),
            ),
            encore(1, 85),
        ),
    ),
    Template(
        key="1212",
        name=_("双12"),
        note=_("双11 之后的小一场：领券、折扣、返场。"),
        title=_("双12 年终补课"),
        words=_("年底以前，把今年想学的学起来。"),
        falls=(12, 12),
        design="grid",
        hue=268,
        stages=(
            warm_up(5, coupon(199, 30)),
            Stage(title=_("正日"), words=_("全天折扣。"), ends=(1, 0), offers=(discount(80), spend(300, 40))),
            encore(1, 88),
        ),
    ),
    Template(
        key="new-year",
        name=_("元旦新年"),
        note=_("新的一年想学点什么：领券、三天折扣。"),
        title=_("新年第一课"),
        words=_("新的一年，从学会一件事开始。"),
        falls=(1, 1),
        design="orbit",
        hue=4,
        stages=(
            warm_up(7, coupon(199, 30)),
            Stage(
                title=_("新年三天"),
                words=_("三天折扣，一起买再减。"),
                ends=(3, 0),
                offers=(discount(80), spend(300, 50)),
            ),
        ),
    ),
    Template(
        key="back-to-school",
        name=_("开学季"),
        note=_("九月头一周，留时间给长一点的课。"),
        title=_("开学季"),
        words=_("新学期，学一样新的。"),
        falls=(9, 1),
        design="grid",
        hue=158,
        stages=(
            warm_up(7, coupon(199, 20)),
            Stage(
                title=_("开学周"),
                words=_("一周折扣，一起买再减。"),
                ends=(7, 0),
                offers=(discount(85), spend(300, 40)),
            ),
            encore(7, 90),
        ),
    ),
    Template(
        key="teachers-day",
        name=_("教师节"),
        note=_("短而暖：三天领券，一天折扣。"),
        title=_("教师节谢师礼"),
        words=_("谢谢一路教过我们的人。这一天，送自己一门课。"),
        falls=(9, 10),
        design="orbit",
        hue=40,
        stages=(
            warm_up(3, coupon(99, 20, 100)),
            Stage(title=_("教师节当天"), words=_("只有这一天。"), ends=(1, 0), offers=(discount(80),)),
        ),
    ),
    Template(
        key="national-day",
        name=_("国庆"),
        note=_("长假七天，最后一天再优惠一点。"),
        title=_("国庆充电周"),
        words=_("长假里留几个晚上给自己。"),
        falls=(10, 1),
        design="blocks",
        hue=8,
        stages=(
            warm_up(5, coupon(199, 30)),
            Stage(
                title=_("长假"),
                words=_("六天折扣，一起买再减。"),
                ends=(6, 0),
                offers=(discount(85), spend(300, 50)),
            ),
            Stage(title=_("最后一天"), words=_("收假前的最低价。"), starts=(6, 0), ends=(7, 0), offers=(discount(80),)),
        ),
    ),
    Template(
        key="blank",
        name=_("自己定"),
        note=_("一个阶段、一个折扣，日期和别的都由你来。"),
        title=_("限时活动"),
        words="",
        design="arcs",
        hue=210,
        stages=(Stage(title=_("活动三天"), words="", ends=(3, 0), offers=(discount(90),)),),
    ),
)
BY_KEY = {template.key: template for template in TEMPLATES}
# What an offer that is added by hand begins with.
USUAL: dict[str, Planned] = {
    COUPON: coupon(199, 30),
    Kind.FLASH: flash(60, 50),
    Kind.DISCOUNT: discount(80),
    Kind.SPEND: spend(300, 50),
}
