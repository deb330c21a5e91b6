"""Pre-sales by the clock: who paid a deposit is told, and what nobody used is given back or given up."""

import structlog
from django.db import transaction

from zhiyu.catalog import actions as catalog
from zhiyu.catalog.models import PreSale
from zhiyu.catalog.presales import presales_to_tend
from zhiyu.commerce.actions.refunds import ask, carry_out
from zhiyu.commerce.credits import line_of
from zhiyu.commerce.models import Order, Refund
from zhiyu.commerce.presale_notices import LAST_CALL, tell_balance
from zhiyu.kernel.clock import now
from zhiyu.ledger.actions import post
from zhiyu.platform import audit
from zhiyu.promotions import actions as promotions
from zhiyu.promotions.credits import deposit_of, deposits_to_settle
from zhiyu.promotions.models import Credit

log = structlog.get_logger(__name__)


@transaction.atomic
def call_off(*, presale_id: int, actor_id: int | None) -> PreSale:
    """Every deposit that no paid order has goes back, whatever was agreed: by the clock, within the minute."""
    found = catalog.call_off_presale(presale_id=presale_id, actor_id=actor_id)
    promotions.free_deposits(paid_for_id=found.deposit_id)
    return found


def tend_presales() -> None:
    """Whatever is odd about one, the clock goes on for the others."""
    for sale in presales_to_tend():
        try:
            tell_of(presale_id=sale.pk)
        except Exception:
            log.exception("pre-sale not told of", presale=sale.pk)
    for credit in deposits_to_settle():
        try:
            settle_deposit(source=credit.source)
        except Exception:
            log.exception("deposit not settled", credit=credit.pk)


@transaction.atomic
def tell_of(*, presale_id: int) -> None:
    """Once that the balance is open, and once before it ends; told twice it is told once."""
    sale = PreSale.objects.select_for_update(of=("self",)).select_related("product", "deposit").get(pk=presale_id)
    at = now()
    if sale.told_open_at is None:
        tell_balance(sale, "commerce.balance_open")
        sale.told_open_at = at
    if sale.told_end_at is None and at >= sale.pays_until - LAST_CALL:
        if at < sale.pays_until and sale.pays_until - sale.pays_from > LAST_CALL:
            tell_balance(sale, "commerce.balance_ends")
        sale.told_end_at = at
    sale.save(update_fields=["told_open_at", "told_end_at"])


@transaction.atomic
def settle_deposit(*, source: str) -> None:
    """Given back by the refund action, or kept as agreed. Twice it is once; while an order has it, that one decides."""
    line = line_of(source)
    order = Order.objects.select_for_update().get(pk=line.order_id)
    credit = deposit_of(source)
    if credit is None:
        return
    if credit.kept_from is not None:
        keep(order, credit)
        return
    called_off = credit.paid_for.presale.cancelled_at is not None
    reason = Refund.Reason.PRE_SALE_OFF if called_off else Refund.Reason.BALANCE_NOT_PAID
    refund = ask(order_no=order.no, buyer_id=order.buyer_id, reason=reason, line_ids=[line.pk])
    if refund.status == Refund.Status.REQUESTED:  # limits are for what people ask for
        carry_out(order, refund, actor_id=None, note="")


def keep(order: Order, credit: Credit) -> None:
    promotions.void_credits(sources=[credit.source])
    code, fen = credit.paid_for.code, credit.unspent_fen
    post(
        source=f"order:{order.no}/credit:{credit.pk}/kept",
        memo=order.no,
        lines=[(f"deposits:{code}", fen), (f"sales:{code}", -fen)],
    )
    audit.record(actor_id=None, action="deposit.kept", target=f"order:{order.no}", fen=fen)
