"""What the giver is told about their gifts. Who claimed one stands on its page, not in the message."""

from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from zhiyu.commerce.models import Refund, RefundLine
from zhiyu.gifts.models import Gift
from zhiyu.messaging.actions import tell
from zhiyu.messaging.templates import Facts, Template, Topic, register
from zhiyu.ui.wording import money

SAMPLE: Facts = {"order": "202611280000000001", "title": "七天写作营", "count": 1}


def page_of_gifts(facts: Facts) -> str:
    return reverse("gifts:given", kwargs={"no": facts["order"]})


def way_back(facts: Facts) -> Mapping[str, str]:
    """Where the money goes: a gift may have been paid by both."""
    channel, balance = int(facts["channel_fen"]), int(facts["balance_fen"])
    if channel and balance:
        words = _("%(channel)s 原路退回你付款的账户，%(balance)s 退到你的余额。")
    elif channel:
        words = _("%(channel)s 原路退回你付款的账户。")
    elif balance:
        words = _("%(balance)s 退到你的余额，买别的时可以直接用。")
    else:
        words = _("这份没有要退的钱。")
    return {"back": words % {"channel": money(channel), "balance": money(balance)}}


TEMPLATES = [
    Template(
        name="gifts.claimed",
        topic=Topic.ORDERS,
        icon="gift",
        title=lazy("礼物领走了"),
        text=lazy("你送的%(title)s有人领走了，现在就能学。点开看是谁。"),
        link=page_of_gifts,
        sample=SAMPLE,
    ),
    Template(
        name="gifts.returned",
        topic=Topic.AFTER_SALE,
        icon="undo-2",
        title=lazy("一份礼物退回了"),
        text=lazy("你送的%(title)s退回了，礼物链接已失效。%(back)s"),
        link=page_of_gifts,
        sample={**SAMPLE, "channel_fen": 19_900, "balance_fen": 0},
        says=way_back,
    ),
]


def register_templates() -> None:
    register(*TEMPLATES)


def found(gift_id: int) -> tuple[Gift, dict[str, str | int]]:
    gift = Gift.objects.select_related("line__order").get(pk=gift_id)
    return gift, {"order": gift.line.order.no, "title": gift.line.title, "count": 1}


@transaction.atomic
def tell_claimed(*, gift_id: int) -> None:
    gift, facts = found(gift_id)
    tell(recipient_id=gift.giver_id, template="gifts.claimed", facts=facts, key=f"gift:{gift.pk}:claimed")


@transaction.atomic
def tell_returned(*, gift_id: int) -> None:
    """The refund that took it back says how much; what of that refund goes to the balance goes there in proportion."""
    gift, facts = found(gift_id)
    taken = (Refund.Status.REQUESTED, Refund.Status.REJECTED)
    part = RefundLine.objects.filter(line=gift.line_id).exclude(refund__status__in=taken).order_by("-pk").first()
    channel, balance = shares(part) if part else (0, 0)
    facts |= {"channel_fen": channel, "balance_fen": balance}
    tell(recipient_id=gift.giver_id, template="gifts.returned", facts=facts, key=f"gift:{gift.pk}:returned")


def shares(part: RefundLine) -> tuple[int, int]:
    refund = part.refund
    balance = part.amount_fen * refund.balance_fen // refund.amount_fen if refund.amount_fen else 0
    return part.amount_fen - balance, balance
