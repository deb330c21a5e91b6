"""Pre-sales by the clock: who paid a deposit is told, and what nobody used is given back or given up."""

import structlog
from django.db import transaction

from zhiyu.access.queries import owned_for_ever
from zhiyu.catalog import actions as catalog
from zhiyu.catalog.models import PreSale, Product
from zhiyu.catalog.presales import presale, presales_to_tend
from zhiyu.commerce.actions.refunds import ask, carry_out
from zhiyu.commerce.credits import line_of
from zhiyu.commerce.errors import TermsReliedOn
from zhiyu.commerce.models import Order, Refund
from zhiyu.commerce.presale_notices import LAST_CALL, tell_balance
from zhiyu.commerce.queries import open_refund, relied_on
from zhiyu.kernel.clock import now
from zhiyu.ledger.actions import post
from zhiyu.platform import audit
from zhiyu.promotions import actions as promotions
from zhiyu.promotions.credits import deposit_of, deposits_to_settle
from zhiyu.promotions.models import Credit

log = structlog.get_logger(__name__)


@transaction.atomic
def change_terms(*, presale_id: int, terms: catalog.PreSaleTerms, actor_id: int | None) -> PreSale:
    """Until somebody ordered a deposit. Who orders one meanwhile holds its row, and is waited for."""
    Product.objects.select_for_update().get(pk=presale(presale_id).deposit_id)
    if relied_on(presale(presale_id)):
        raise TermsReliedOn
    return catalog.change_presale(presale_id=presale_id, terms=terms, actor_id=actor_id)


@transaction.atomic
def call_off(*, presale_id: int, actor_id: int | None) -> PreSale:
    """Every deposit that no paid order has goes back, whatever was agreed: by the clock, within the minute.

    The credits before the products, as they are locked everywhere.
    """
    promotions.free_deposits(paid_for_id=presale(presale_id).deposit_id)
    return catalog.call_off_presale(presale_id=presale_id, actor_id=actor_id)


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
    if sale.cancelled_at is not None:
        return
    if sale.told_open_at is None and at < sale.pays_until:
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
    sale = credit.paid_for.presale
    called_off = sale.cancelled_at is not None
    if credit.kept_from is not None and not called_off and could_pay(sale.product, order.buyer_id):
        if open_refund(order) is None:  # asked for in time: who decides about that decides
            keep(order, credit)
        return
    promotions.free_deposit(source=source)
    reason = Refund.Reason.PRE_SALE_OFF if called_off else Refund.Reason.BALANCE_NOT_PAID
    refund = ask(order_no=order.no, buyer_id=order.buyer_id, reason=reason, line_ids=[line.pk])
    if refund.status == Refund.Status.REQUESTED:  # limits are for what people ask for
        carry_out(order, refund, actor_id=None, note="")


def could_pay(product: Product, user_id: int) -> bool:
    """Whether the balance was there to be paid: of what is off sale, or theirs already, nothing is kept."""
    sold = product.status == Product.Status.PUBLISHED and product.sold_alone and not product.by_application
    return sold and product.seats_left != 0 and not owned_for_ever(user_id, [product.pk])


def keep(order: Order, credit: Credit) -> None:
    promotions.void_credits(sources=[credit.source])
    code, fen = credit.paid_for.code, credit.unspent_fen
    post(
        source=f"order:{order.no}/credit:{credit.pk}/kept",
        memo=order.no,
        lines=[(f"deposits:{code}", fen), (f"sales:{code}", -fen)],
    )
    audit.record(actor_id=None, action="deposit.kept", target=f"order:{order.no}", fen=fen)
