"""Deals, coupons and refusals in a buyer's words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from zhiyu.kernel.clock import now
from zhiyu.kernel.money import yuan
from zhiyu.promotions import models
from zhiyu.promotions.market import Coupon, Credit, CreditKind, Deal, Kind
from zhiyu.promotions.rules import Basket


def saving(name: str, off_fen: int) -> str:
    return _("%(name)s省 ¥%(saved)s") % {"name": name, "saved": yuan(off_fen)}


def counting(name: str, off_fen: int) -> str:
    """Of money that was paid before."""
    return _("%(name)s抵 ¥%(saved)s") % {"name": name, "saved": yuan(off_fen)}


def moment(at: datetime) -> str:
    """With its year when that is another one."""
    local = localtime(at)
    return date_format(local, _("n月j日 H:i") if local.year == localtime(now()).year else _("Y年n月j日 H:i"))


REFUSED = {
    "early": lazy("%(title)s：%(at)s 开始"),
    "over": lazy("%(title)s：已结束"),
    "gone": lazy("%(title)s：已抢完"),
    "spent": lazy("%(title)s：每人一次，你已经用过"),
    "login": lazy("%(title)s：登录后看你能不能用"),
    "known": lazy("%(title)s：只给第一次购买的人"),
    "members": lazy("%(title)s：会员专享"),
    "threshold": lazy("%(title)s：满 ¥%(threshold)s 可用，这次不够或有更优惠的"),
    "": lazy("%(title)s：有更优惠的，没有用上"),
}


def refused(deal: Deal, why: str) -> str:
    """Why a deal gives nothing: its own condition, or that something cheaper was found."""
    facts = {"title": deal.title, "threshold": yuan(deal.threshold_fen)}
    if why == "early" and deal.starts_at is not None:
        facts["at"] = moment(deal.starts_at)
    return str(REFUSED[why or ("threshold" if deal.threshold_fen else "")]) % facts


def idle(coupon: Coupon, at: datetime, basket: Basket) -> str:
    """Why a coupon is not used."""
    facts = {"title": coupon.title, "threshold": yuan(coupon.threshold_fen)}
    if coupon.valid_until is not None and at >= coupon.valid_until:
        return _("%(title)s：已过期") % facts
    if coupon.valid_from is not None and at < coupon.valid_from:
        return _("%(title)s：%(at)s 起可用") % {**facts, "at": moment(coupon.valid_from)}
    if basket.coupon is not None:
        return _("%(title)s：一单只用一张") % facts
    if coupon.threshold_fen:
        return _("%(title)s：满 ¥%(threshold)s 可用，这次不够或不适用") % facts
    return _("%(title)s：这次不适用") % facts


def credited(credit: Credit) -> str:
    """Where the money comes from."""
    if credit.kind == CreditKind.DEPOSIT:
        return _("定金")
    if credit.kind == CreditKind.UPGRADE:
        return _("《%(title)s》没用完的 %(n)s 天") % {"title": credit.title, "n": credit.days}
    return _("《%(title)s》付过的钱") % {"title": credit.title}


def counting_note(title: str, days: int, fen: int) -> str:
    """On the page of what is paid for first."""
    said = {"title": title, "n": days, "fen": yuan(fen)}
    return _("付的 ¥%(fen)s 不白花：%(n)s 天内买《%(title)s》时全部抵掉。") % said


def idle_credit(credit: Credit, at: datetime) -> str:
    facts = {"name": credited(credit), "worth": yuan(credit.fen)}
    if credit.valid_until is not None and at >= credit.valid_until:
        return _("%(name)s：抵扣已过期") % facts
    if credit.valid_from is not None and at < credit.valid_from:
        return _("%(name)s：%(at)s 起可抵 ¥%(worth)s") % {**facts, "at": moment(credit.valid_from)}
    return _("%(name)s：这次用不上") % facts


def what_of(deal: models.Deal | Deal) -> str:
    """What it takes off, in a few words."""
    if deal.kind == Kind.SPEND:
        return _("满 ¥%(threshold)s 减 ¥%(off)s") % {
            "threshold": yuan(deal.threshold_fen),
            "off": yuan(deal.off_fen or 0),
        }
    if deal.price_fen is not None:
        return _("¥%(price)s") % {"price": yuan(deal.price_fen)} if deal.price_fen else _("免费")
    return percent_words(deal.percent or 0)


def percent_words(percent: int) -> str:
    """``80`` → 8 折. Other languages say the part that is saved, so both values are there."""
    return _("%(tenths)s 折（省 %(off)s%%）") % {"tenths": f"{percent / 10:g}", "off": 100 - percent}


def worth_of(coupon: models.Coupon | Coupon) -> str:
    if coupon.whole:
        return _("一门课免费")
    if coupon.percent is not None:
        return percent_words(coupon.percent)
    if coupon.threshold_fen:
        facts = {"threshold": yuan(coupon.threshold_fen), "off": yuan(coupon.off_fen or 0)}
        return _("满 ¥%(threshold)s 减 ¥%(off)s") % facts
    return _("减 ¥%(off)s") % {"off": yuan(coupon.off_fen or 0)}


def where_of(row: models.Deal | models.Coupon) -> str:
    if row.everything:
        return _("全部商品")
    titles = [product.title for product in row.products.all()]
    more = len(titles) - 1
    first = _("《%(title)s》") % {"title": titles[0]} if titles else _("没有商品")
    return _("%(first)s等 %(n)s 个") % {"first": first, "n": more + 1} if more > 0 else first


@dataclass(frozen=True)
class OnOffer:
    coupon: models.Coupon
    worth: str
    where: str


def on_offer(coupons: Iterable[models.Coupon]) -> list[OnOffer]:
    """Of those that say the same, the first: whoever has taken it is offered the next."""
    found: dict[tuple[object, ...], OnOffer] = {}
    for one in coupons:
        offered = OnOffer(one, worth_of(one), where_of(one))
        said = (offered.worth, offered.where, one.threshold_fen, one.most_fen, one.valid_days, one.valid_until)
        found.setdefault(said, offered)
    return list(found.values())


def apart(offered: Iterable[OnOffer]) -> list[OnOffer]:
    """Where nothing but the worth is shown, none looks like another."""
    return list({one.worth: one for one in reversed(list(offered))}.values())[::-1]
