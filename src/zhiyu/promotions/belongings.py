"""What promotions keeps about a person: coupons go with the account, that a price for once was had stays."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiyu.accounts.belongings import Belonging
from zhiyu.kernel.clock import now
from zhiyu.promotions.credits import open_credits
from zhiyu.promotions.models import Credit, Held, Spent
from zhiyu.promotions.queries import persons_of


def lost(user_id: int) -> Sequence[str]:
    usable = Held.objects.filter(Q(valid_until=None) | Q(valid_until__gt=now()), user=user_id, order_no="")
    count = usable.count()
    told = [ngettext("%(n)s 张还没用的优惠券", "%(n)s 张还没用的优惠券", count) % {"n": count}] if count else []
    paid = len(open_credits(user_id))
    told += [ngettext("%(n)s 笔还没用的定金或抵扣", "%(n)s 笔还没用的定金或抵扣", paid) % {"n": paid}] if paid else []
    return told


def kept(user_id: int) -> Sequence[str]:
    if not Spent.objects.filter(person__in=persons_of(user_id)).exists():
        return []
    return [_("用过每人一次的优惠这件事：只存校验值，看不出手机号和微信号，为的是不再给同一个人一次")]


def export(user_id: int) -> dict[str, Any]:
    held = Held.objects.filter(user=user_id).select_related("coupon").order_by("pk")
    spent = Spent.objects.filter(person=f"user:{user_id}").select_related("deal", "use").order_by("pk")
    return {
        "coupons": [
            {
                "title": one.coupon.title,
                "reason": one.reason,
                "from": one.valid_from,
                "until": one.valid_until,
                "order": one.order_no or None,
                "off_fen": one.off_fen,
                "used_at": one.used_at,
            }
            for one in held
        ],
        "credits": [
            {
                "title": one.title,
                "for": one.product.title,
                "fen": one.fen,
                "used_fen": one.used_fen,
                "from": one.valid_from,
                "until": one.valid_until,
            }
            for one in Credit.objects.filter(user=user_id).select_related("product").order_by("pk")
        ],
        "once": [{"title": one.deal.title, "order": one.use.order_no, "at": one.use.at} for one in spent],
    }


def forget(user_id: int) -> None:
    """What is on an order belongs to it; why the school gave a coupon is about the person."""
    Held.objects.filter(user=user_id, order_no="").delete()
    Held.objects.filter(user=user_id).update(reason="")


DEALS = Belonging(key="promotions", export=export, lost=lost, kept=kept, forget=forget)
