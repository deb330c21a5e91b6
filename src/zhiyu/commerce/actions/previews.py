"""The whole undo of a refund, counted and put in words before anybody asks for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from zhiyu.catalog.models import Product
from zhiyu.commerce.consumption import Share, consumed, handed_over
from zhiyu.commerce.errors import NotRefundable
from zhiyu.commerce.models import Order, OrderLine, Refund
from zhiyu.commerce.queries import kept_payment, lines_kept, open_refund, order_of
from zhiyu.commerce.undo import UndoItem, undos
from zhiyu.kernel.clock import now

# How it is said that access ends, where more ends than the thing itself.
ENDS: dict[str, str] = {
    Product.Kind.PLAN: "membership",
    Product.Kind.BUNDLE: "bundle",
    Product.Kind.SERVICE: "sessions",
}
# Too much of it was used: what is said where some of it may be, and where nothing may.
USED_UP = {
    "lesson": (
        lazy("《%(title)s》共 %(whole)s 节付费课，最多学过 %(most)s 节可以退；已经打开 %(used)s 节，不能再退款。"),
        lazy("《%(title)s》共 %(whole)s 节付费课，一节都没打开时可以退；已经打开 %(used)s 节，不能再退款。"),
    ),
    "session": (
        lazy("《%(title)s》共 %(whole)s 次，最多做过 %(most)s 次可以退；已经做了 %(used)s 次，不能再退款。"),
        lazy("《%(title)s》共 %(whole)s 次，一次都没做时可以退；已经做了 %(used)s 次，不能再退款。"),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """One line to be given back: how much money, and how much of it was used."""

    line: OrderLine
    amount_fen: int
    share: Share


@dataclass(frozen=True, kw_only=True)
class RefundPreview:
    order: Order
    parts: Sequence[Part]
    items: Sequence[UndoItem]

    @property
    def amount_fen(self) -> int:
        return sum(part.amount_fen for part in self.parts)

    @property
    def by_itself(self) -> bool:
        """Nothing was opened, or nothing was paid: nobody has to decide."""
        return all(part.share.used == 0 or part.amount_fen == 0 for part in self.parts)


def preview_refund(
    *, order_no: str, buyer_id: int, products: Sequence[str] = (), line_ids: Collection[int] = ()
) -> RefundPreview:
    """What giving back these products or lines (or the whole order) would do, or ``NotRefundable`` with the reason."""
    order = order_of(buyer_id, order_no)
    if open_refund(order) is not None:
        raise NotRefundable(_("这笔订单已经在退款中。"))
    return preview_of(order, products, line_ids)


def preview_of(order: Order, products: Sequence[str] = (), line_ids: Collection[int] = ()) -> RefundPreview:
    if order.status not in {Order.Status.PAID, Order.Status.PARTLY_REFUNDED} or order.paid_at is None:
        raise NotRefundable(_("这笔订单没有可退的款项。"))
    kept = [line for line in lines_kept(order) if not line_ids or line.pk in line_ids]
    lines = [line for line in kept if not products or line.product.code in products]
    if not lines or set(products) - {line.product.code for line in lines} or set(line_ids) - {x.pk for x in lines}:
        raise NotRefundable(_("这笔订单没有可退的款项。"))
    parts = [refundable(line, paid_at=order.paid_at) for line in lines]
    return RefundPreview(order=order, parts=parts, items=undo_of(order, parts))


def refundable(line: OrderLine, *, paid_at: datetime) -> Part:
    """The line with its whole price, when its own rule still holds."""
    share = consumed(line)
    part = Part(line=line, amount_fen=line.total_fen - line.refunded_fen, share=share)
    if not part.amount_fen or not handed_over(line):
        return part
    if line.product.tip:
        raise NotRefundable(_("打赏出于自愿，付款后不退。"))
    if now() > paid_at + timedelta(days=line.refund_days):
        late = (
            _("已超过付款后 %(days)s 天的退款期限。") if line.refund_days else _("购买时已说明，这门课程不支持退款。")
        )
        raise NotRefundable(late % {"days": line.refund_days}, extra=figures(line, share))
    if not share.within(line.refund_percent):
        some, none = USED_UP[share.unit]
        used = str(some if share.most(line.refund_percent) else none)
        if share.unit == "lesson" and not line.refund_percent:
            used = _("《%(title)s》没有打开过才可以退；已经打开过，不能再退款。")
        raise NotRefundable(used % {"title": line.title, **figures(line, share)}, extra=figures(line, share))
    return part


def usage_of(refund: Refund) -> list[Part]:
    """The lines of a refund with what has been used of them by now: what an operator weighs."""
    given = refund.lines.select_related("line__product").order_by("pk")
    return [Part(line=one.line, amount_fen=one.amount_fen, share=consumed(one.line)) for one in given]


def figures(line: OrderLine, share: Share) -> dict[str, int]:
    rule = {"days": line.refund_days, "percent": line.refund_percent, "most": share.most(line.refund_percent)}
    return {**rule, "used": share.used, "whole": share.whole}


def undo_of(order: Order, parts: Sequence[Part]) -> list[UndoItem]:
    """Money by channel, access, seats, then whatever the apps above add."""
    items = [money_item(order, sum(part.amount_fen for part in parts)), *coupon_items(order, parts)]
    for part in parts:
        line = part.line
        if line.to_buyer:
            items.append(UndoItem.told(ENDS.get(line.product.kind, "access"), title=line.title))
        if line.product.stock is not None:
            items.append(UndoItem.told("seat", title=line.title))
        items += [item for undo in undos() for item in undo.preview(line)]
    return [*{item.text: item for item in items}.values()]


def coupon_items(order: Order, parts: Sequence[Part]) -> list[UndoItem]:
    """With the last of an order's lines its coupon comes back."""
    coupon = order.quote.get("coupon")
    if not coupon or {line.pk for line in lines_kept(order)} - {part.line.pk for part in parts}:
        return []
    title = next((one["text"] for one in order.quote["applied"] if one.get("id") == coupon), "")
    return [UndoItem.told("coupon_stays" if used_up(order) else "coupon", title=title)]


def used_up(order: Order) -> bool:
    """Whether something that cost no money because of a coupon was used beyond what its refund rule lets: money has
    its own rule, and a coupon that came back each time would open one course after the other.
    """
    free = [line for line in order.lines.select_related("product__course") if line.unit_fen and not line.total_fen]
    return any(not consumed(line).within(line.refund_percent) for line in free)


def money_item(order: Order, amount_fen: int) -> UndoItem:
    payment = kept_payment(order)
    if payment is None or not amount_fen:
        return UndoItem.told("nothing")
    return UndoItem.told("money", fen=amount_fen, provider=payment.provider)
