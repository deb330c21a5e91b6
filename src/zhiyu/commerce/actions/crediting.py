"""What a sale gives towards another, and what a refund does with it. Inside the caller's transaction."""

from collections.abc import Collection, Sequence
from typing import Any

from zhiyu.access.actions import restore, revoke
from zhiyu.catalog.durations import Duration, Unit
from zhiyu.catalog.presales import presale_of_deposit
from zhiyu.commerce.credits import require_unused
from zhiyu.commerce.models import Order, OrderLine, Refund, RefundLine
from zhiyu.kernel.clock import now
from zhiyu.ledger.actions import post
from zhiyu.promotions import actions as promotions
from zhiyu.promotions.credits import deposits_on, upgrades_on
from zhiyu.promotions.errors import CreditTaken
from zhiyu.promotions.market import CreditKind


def give_credits(order: Order, lines: Sequence[OrderLine]) -> None:
    """For lines whose price counts towards something; what cost nothing counts for nothing."""
    for line in lines:
        product = line.product
        if not (line.to_buyer and line.total_fen and product.counts_for_id):
            continue
        earned = promotions.Earned(
            user_id=order.buyer_id,
            source=line.source,
            paid_for_id=product.pk,
            product_id=product.counts_for_id,
            title=line.title,
            paid_fen=line.total_fen,
            **(by_presale(line) if product.deposit else by_price(line)),
        )
        promotions.give_credit(earned)


def by_price(line: OrderLine) -> dict[str, Any]:
    days = line.product.counts_days
    until = Duration(days, Unit.DAY).end_after(now()) if days else None
    return {"kind": CreditKind.TRIAL, "fen": line.total_fen, "valid_from": now(), "valid_until": until}


def by_presale(line: OrderLine) -> dict[str, Any]:
    sale = presale_of_deposit(line.product_id)
    kept = {"kept_from": sale.pays_until if sale.keeps and sale.cancelled_at is None else None}
    window = {"valid_from": sale.pays_from, "valid_until": sale.pays_until}
    return {"kind": CreditKind.DEPOSIT, "fen": sale.worth_fen, **window, **kept}


def end_upgraded(order: Order) -> None:
    """What counted is over, before the larger one begins."""
    if order.quote.get("credits"):
        for use in upgrades_on(order.no):
            revoke(source=use.credit.source, product_id=use.credit.paid_for_id, because=f"upgrade:{order.no}")


def restore_upgraded(order: Order, product_ids: Collection[int]) -> None:
    """The larger one goes back whole: the smaller one goes on to its own day."""
    for use in upgrades_on(order.no):
        if use.product_id in product_ids:
            restore(source=use.credit.source, product_id=use.credit.paid_for_id, because=f"upgrade:{order.no}")


def account_of(line: OrderLine, otherwise: str) -> str:
    """A deposit stays the buyer's, in the books too, until it counts, goes back, or is given up."""
    return f"{'deposits' if line.product.deposit else otherwise}:{line.product.code}"


def use_credits(order: Order) -> None:
    """What of it was owed to the buyer is sales from now on."""
    if not order.quote.get("credits"):
        return
    promotions.note_credits_paid(order_no=order.no)
    for use in deposits_on(order.no):
        post(
            source=f"order:{order.no}/credit:{use.credit_id}",
            memo=order.no,
            lines=[
                (f"deposits:{use.credit.paid_for.code}", use.paid_fen),
                (f"sales:{use.product.code}", -use.paid_fen),
            ],
        )


def return_credits(order: Order, refund: Refund, given: Sequence[RefundLine]) -> None:
    """What the lines gave ends, or ``NotRefundable`` while it counts elsewhere; what the order had of others comes
    back with the lines whose whole price does.
    """
    try:
        promotions.void_credits(sources=[one.line.source for one in given])
    except CreditTaken:
        for one in given:
            require_unused(one.line)
        raise
    if not order.quote.get("credits"):
        return
    whole = {one.line.product_id for one in given if one.whole}
    for use in deposits_on(order.no):
        if use.product_id in whole:
            post(
                source=f"order:{order.no}/refund:{refund.no}/credit:{use.credit_id}",
                memo=refund.no,
                lines=[
                    (f"refunds:{use.product.code}", use.paid_fen),
                    (f"deposits:{use.credit.paid_for.code}", -use.paid_fen),
                ],
            )
    restore_upgraded(order, whole)
    promotions.give_back_credits(order_no=order.no, product_ids=whole)
