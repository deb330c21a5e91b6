"""Our part in a refund, by commerce's Undo port."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhiyu.commerce.models import OrderLine
from zhiyu.commerce.undo import UndoItem
from zhiyu.gifts.actions import take_back
from zhiyu.gifts.models import Gift


class TakesBack:
    def preview(self, line: OrderLine) -> Sequence[UndoItem]:
        if line.to_buyer:
            return []
        gift = Gift.objects.filter(line=line).select_related("receiver").first()
        if gift is None or gift.state == Gift.State.RETURNED:
            return []
        said = {"title": line.title, "name": str(gift.receiver)}
        if gift.state == Gift.State.CLAIMED:
            text = _("%(name)s 领走的《%(title)s》不能再学习，学习记录会保留。")
        else:
            text = _("《%(title)s》还没领的礼物链接会失效。")
        return [UndoItem(kind="gift", text=text % said)]

    def apply(self, line: OrderLine) -> None:
        if not line.to_buyer:
            take_back(line=line)
