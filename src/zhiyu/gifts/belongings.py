"""What gifts and codes keep about a person: what was given stays the friend's, its words go."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import ngettext

from zhiyu.accounts.belongings import Belonging
from zhiyu.gifts.models import Gift
from zhiyu.gifts.queries import gifts_given, gifts_received, redeemed_by


def kept(user_id: int) -> Sequence[str]:
    waiting = gifts_given(user_id).filter(state=Gift.State.WAITING).count()
    words = ngettext(
        "%(n)s 份送出去还没人领的礼物：链接照样能领，到期没领的钱原路退回",
        "%(n)s 份送出去还没人领的礼物：链接照样能领，到期没领的钱原路退回",
        waiting,
    )
    return [words % {"n": waiting}] if waiting else []


def export(user_id: int) -> dict[str, Any]:
    return {
        "given": [
            {
                "title": gift.line.title,
                "order": gift.line.order.no,
                "from_name": gift.from_name,
                "message": gift.message,
                "state": gift.state,
                "claimed_at": gift.claimed_at,
                "returned_at": gift.returned_at,
            }
            for gift in gifts_given(user_id).order_by("pk")
        ],
        "received": [
            {"title": gift.line.title, "from_name": gift.from_name, "message": gift.message, "at": gift.claimed_at}
            for gift in gifts_received(user_id).order_by("pk")
        ],
        "codes": [
            {"code": code.code, "title": code.batch.product.title, "state": code.state, "at": code.redeemed_at}
            for code in redeemed_by(user_id)
        ],
    }


def forget(user_id: int) -> None:
    Gift.objects.filter(giver=user_id).update(from_name="", message="")


GIFTS = Belonging(key="gifts", export=export, kept=kept, forget=forget)
