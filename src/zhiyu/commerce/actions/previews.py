"""The whole undo of a refund, counted and put in words before anybody asks for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from zhiyu.catalog.models import Product
from zhiyu.commerce.consumption import Share, consumed, handed_over, used_up_to_now
from zhiyu.commerce.credits import behind, require_returnable, require_unused
from zhiyu.commerce.errors import NotRefundable
from zhiyu.commerce.models import Order, OrderLine, Refund
from zhiyu.commerce.prorating import Why, judge, last_day
from zhiyu.commerce.queries import after_sale, kept_payment, lines_kept, open_refund, order_of, refunds_lately
from zhiyu.commerce.undo import UndoItem, undos
from zhiyu.commerce.wallets import owed_to_balance
from zhiyu.kernel.clock import now
from zhiyu.promotions.credits import upgrades_on

# How it is said that access ends, where more ends than the thing itself.
ENDS: dict[str, str] = {
    Product.Kind.PLAN: "membership",
    Product.Kind.BUNDLE: "bundle",
    Product.Kind.SERVICE: "sessions",
    Product.Kind.DEPOSIT: "deposit",
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
    """One line to be given back: how much money, and how much was used.

    ``share``: opened lessons, which decide whether all of it comes back (``whole``); ``used``: what the rest is of.
    """

    line: OrderLine
    amount_fen: int
    share: Share
    used: Share
    whole: bool = True
    before_fen: int = 0
    """What of the price had been paid before, for something else."""

    @property
    def untouched(self) -> bool:
        """Nobody has to decide: nothing was paid, or nothing was opened while all of it comes back."""
        return not (self.amount_fen or self.before_fen) or (self.whole and not self.share.used)


@dataclass(frozen=True, kw_only=True)
class RefundPreview:
    order: Order
    parts: Sequence[Part]
    items: Sequence[UndoItem]
    by_itself: bool
    balance_fen: int = 0
    """What of the amount goes to the balance: what came from it, or all where the buyer wishes so."""

    @property
    def amount_fen(self) -> int:
        return sum(part.amount_fen for part in self.parts)


def preview_refund(
    *,
    order_no: str,
    buyer_id: int,
    products: Sequence[str] = (),
    line_ids: Collection[int] = (),
    to_balance: bool = False,
) -> RefundPreview:
    """What giving back these products or lines (or the whole order) would do, or ``NotRefundable`` with the reason."""
    order = order_of(buyer_id, order_no)
    if open_refund(order) is not None:
        raise NotRefundable(_("这笔订单已经在退款中。"))
    return preview_of(order, products, line_ids, to_balance=to_balance)


def preview_of(
    order: Order, products: Sequence[str] = (), line_ids: Collection[int] = (), *, to_balance: bool = False
) -> RefundPreview:
    if order.status not in {Order.Status.PAID, Order.Status.PARTLY_REFUNDED} or order.paid_at is None:
        raise NotRefundable(_("这笔订单没有可退的款项。"))
    kept = [line for line in lines_kept(order) if not line_ids or line.pk in line_ids]
    lines = [line for line in kept if not products or line.product.code in products]
    if not lines or set(products) - {line.product.code for line in lines} or set(line_ids) - {x.pk for x in lines}:
        raise NotRefundable(_("这笔订单没有可退的款项。"))
    parts = [refundable(line, order=order, paid_at=order.paid_at) for line in lines]
    amount_fen = sum(part.amount_fen for part in parts)
    balance_fen = amount_fen if to_balance else min(amount_fen, owed_to_balance(order))
    return RefundPreview(
        order=order,
        parts=parts,
        items=undo_of(order, parts, balance_fen=balance_fen),
        by_itself=all(part.untouched for part in parts) and within_limits(order, amount_fen),
        balance_fen=balance_fen,
    )


def within_limits(order: Order, amount_fen: int) -> bool:
    """Whether the school lets an amount like this go back to this buyer without looking."""
    return not amount_fen or after_sale().lets(amount_fen, before=refunds_lately(order.buyer_id))


def refundable(line: OrderLine, *, order: Order, paid_at: datetime) -> Part:
    """The line and what of its price comes back under its own rule, or ``NotRefundable`` with the numbers.

    The price is all that was paid for it, here and before; here comes back no more than was paid here.
    """
    require_unused(line)
    share, left_fen, before_fen = consumed(line), line.total_fen - line.refunded_fen, behind(order, line)
    if not (left_fen or before_fen) or not handed_over(line):
        return Part(line=line, amount_fen=left_fen, share=share, used=share)
    if line.product.deposit:
        require_returnable(line)
        return Part(line=line, amount_fen=left_fen, share=share, used=share)
    if line.product.tip:
        raise NotRefundable(_("打赏出于自愿，付款后不退。"))
    used = used_up_to_now(line)
    said = judge(line, price_fen=line.total_fen + before_fen, age=now() - paid_at, opened=share, used=used)
    if not said.back_fen:
        raise NotRefundable(refusal(line, said.why, share, used), extra=figures(line, share))
    whole, back_fen = said.why == Why.FULL, min(said.back_fen, left_fen)
    if not whole and not back_fen:
        raise NotRefundable(_("这笔订单是用以前付过的钱抵的，过了可以全退的范围，没有可退的款项。"))
    return Part(line=line, amount_fen=back_fen, share=share, used=used, whole=whole, before_fen=before_fen)


def refusal(line: OrderLine, why: Why, share: Share, used: Share) -> str:
    if why == Why.NEVER:
        return _("购买时已说明，这门课程不支持退款。")
    if why == Why.LATE:
        return _("已超过付款后 %(days)s 天的退款期限。") % {"days": last_day(line)}
    if why == Why.GONE:
        return _("《%(title)s》已经全部用完，按比例没有可退的部分。") % {"title": line.title, "used": used.used}
    if share.unit == "lesson" and not line.refund_percent:
        return _("《%(title)s》没有打开过才可以退；已经打开过，不能再退款。") % {"title": line.title}
    some, none = USED_UP[share.unit]
    said = str(some if share.most(line.refund_percent) else none)
    return said % {"title": line.title, **figures(line, share)}


def why_item(part: Part) -> UndoItem:
    """How the amount came about: the same sentence for the buyer, the operator and the API."""
    if part.whole:
        kind = "back_full" if part.share.used else "back_unused"
        share = part.share
    else:
        kind = f"back_{part.used.unit}" if part.used.used else "back_unused"
        share = part.used
    facts = {
        "used": share.used,
        "whole": share.whole,
        "fen": part.amount_fen,
        "of_fen": part.line.total_fen + part.before_fen,
    }
    return UndoItem.told(kind, title=part.line.title, **facts)


def usage_of(refund: Refund) -> list[Part]:
    """The lines of a refund with what has been used of them by now: what an operator weighs."""
    given = refund.lines.select_related("line__product").order_by("pk")
    return [
        Part(line=one.line, amount_fen=one.amount_fen, share=consumed(one.line), used=used_up_to_now(one.line))
        for one in given
    ]


def figures(line: OrderLine, share: Share) -> dict[str, int]:
    rule = {"days": line.refund_days, "percent": line.refund_percent, "most": share.most(line.refund_percent)}
    return {**rule, "used": share.used, "whole": share.whole}


def undo_of(order: Order, parts: Sequence[Part], *, balance_fen: int = 0) -> list[UndoItem]:
    """Money by channel, access, seats, then whatever the apps above add."""
    items = money_items(order, sum(part.amount_fen for part in parts), balance_fen)
    items += [why_item(part) for part in parts if part.amount_fen]
    items += coupon_items(order, parts) + credit_items(order, parts)
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


def credit_items(order: Order, parts: Sequence[Part]) -> list[UndoItem]:
    """What had been paid before is the buyer's again with the whole price; what these lines gave ends with them."""
    items = []
    for part in parts:
        facts: dict[str, str | int] = {"title": part.line.title, "fen": part.before_fen}
        ended = [
            one for one in (upgrades_on(order.no) if part.before_fen else []) if one.product_id == part.line.product_id
        ]
        if part.whole and part.before_fen and ended:
            items += [UndoItem.told("goes_on", title=one.credit.title) for one in ended]
        elif part.before_fen:
            items.append(UndoItem.told("credit" if part.whole else "credit_stays", **facts))
        if part.line.product.counts_for_id and not part.line.product.deposit:
            items.append(UndoItem.told("credit_ends", title=part.line.title))
    return items


def used_up(order: Order) -> bool:
    """Whether something that cost no money because of a coupon was used beyond what its refund rule lets: money has
    its own rule, and a coupon that came back each time would open one course after the other.
    """
    free = [line for line in order.lines.select_related("product__course") if line.unit_fen and not line.total_fen]
    return any(not consumed(line).within(line.refund_percent) for line in free)


def money_items(order: Order, amount_fen: int, balance_fen: int) -> list[UndoItem]:
    if not amount_fen:
        return [UndoItem.told("nothing")]
    payment = kept_payment(order)
    channel_fen = amount_fen - balance_fen
    by_channel = UndoItem.told("money", fen=channel_fen, provider=payment.provider if payment else "")
    to_balance = UndoItem.told("balance", fen=balance_fen)
    return [*([by_channel] if channel_fen else []), *([to_balance] if balance_fen else [])]
