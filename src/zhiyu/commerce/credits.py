"""What was paid for one order and counts in another: who has whose money."""

from django.utils.translation import gettext as _

from zhiyu.commerce.errors import NotRefundable
from zhiyu.commerce.models import Order, OrderLine
from zhiyu.kernel.clock import now
from zhiyu.promotions.credits import credit_of, money_behind


def behind(order: Order, line: OrderLine) -> int:
    """What of the line's price its buyer had paid before."""
    return money_behind(order.no, line.product_id) if order.quote.get("credits") else 0


def line_of(source: str) -> OrderLine:
    """The line that a credit names."""
    return OrderLine.objects.get(pk=int(source.removeprefix("order_line:")))


def in_use(line: OrderLine) -> bool:
    """Whether what was paid for the line counts in another order."""
    stand = credit_of(line.source)
    return stand is not None and bool(stand.used_by)


def require_returnable(line: OrderLine) -> None:
    """A deposit comes back whole, unless it was agreed that it stays with the school after the last day."""
    stand = credit_of(line.source)
    if stand is not None and stand.credit.kept_from is not None and stand.credit.kept_from <= now():
        raise NotRefundable(_("尾款的时间已经过了。付定金时约定：到时没付尾款，定金不退。"))


def require_unused(line: OrderLine) -> None:
    """Money that another order has comes back with that order, and only then by itself."""
    stand = credit_of(line.source)
    if stand is not None and stand.used_by:
        said = {"title": line.title, "target": stand.credit.product.title, "order": stand.used_by}
        raise NotRefundable(
            _("《%(title)s》的钱已经抵进了《%(target)s》的订单 %(order)s，请先退那一笔，再退这一笔。") % said
        )
