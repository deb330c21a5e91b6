"""What tips keep about a person: the words that they wrote. The order stays, as every order does."""

from typing import Any

from zhiyu.accounts.belongings import Belonging
from zhiyu.tips.models import Tip


def export(user_id: int) -> list[dict[str, Any]]:
    given = Tip.objects.filter(order__buyer=user_id).select_related("order").order_by("pk")
    return [{"order": one.order.no, "total_fen": one.order.total_fen, "words": one.words} for one in given]


def forget(user_id: int) -> None:
    Tip.objects.filter(order__buyer=user_id).update(words="")


TIPS = Belonging(key="tips", export=export, forget=forget)
