from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from procrastinate.contrib.django import app

from zhiyu.accounts.models import User
from zhiyu.catalog.actions import hold_seats
from zhiyu.catalog.bundles import parts_on_sale
from zhiyu.catalog.errors import NotSelling, SoldOut
from zhiyu.catalog.models import Product
from zhiyu.commerce.actions.fulfilment import (
    fulfil,
    hold_approvals,
    know,
    let_go,
    lines_of,
    lock_orders,
    require_right,
    require_use_now,
    seats_of,
    takes,
)
from zhiyu.commerce.errors import OneOnly, PriceChanged, TermsNotAccepted
from zhiyu.commerce.models import Order, OrderLine
from zhiyu.commerce.pricing import quote_products
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.kernel.ids import dated_no
from zhiyu.platform import audit, plain
from zhiyu.platform.models import AuditEntry
from zhiyu.promotions import actions as promotions
from zhiyu.promotions.errors import CouponTaken, CreditTaken, DealGone, DealSpent
from zhiyu.promotions.quotes import Quote

TIME_TO_PAY = timedelta(minutes=30)
MOST_FOR_OTHERS = 50
TIP_FEN = range(1, 200_001)
Chosen = Sequence[tuple[Product, int]]


@dataclass(frozen=True, kw_only=True)
class Origin:
    """By which channel a buyer came, and who sent them."""

    channel: str = ""
    referrer: str = ""


NOWHERE = Origin()


def place_order(
    *,
    buyer_id: int,
    lines: Sequence[tuple[str, int]],
    shown_total_fen: int,
    accepted: Sequence[str],
    coupon: str | None = None,
    origin: Origin = NOWHERE,
) -> Order:
    """Order ``lines`` of (product code, quantity) at the total the buyer saw. Asking again gives the same order.

    ``coupon``: what the buyer chose, a code they typed, empty for none; None uses the best one they have.
    """
    seen = Seen(total_fen=shown_total_fen, accepted=accepted, coupon=coupon)
    try:
        return place(buyer_id=buyer_id, lines=lines, seen=seen, origin=origin)
    except (SoldOut, DealGone, DealSpent, CouponTaken, CreditTaken):
        free_own(buyer_id=buyer_id, codes=[code for code, _ in lines])
        raise


def place_for_others(*, buyer_id: int, code: str, quantity: int, seen: "Seen", origin: Origin = NOWHERE) -> Order:
    """``quantity`` of a product for people whom the caller knows: a line for each, so that each is handed on, used
    and given back by itself. Paying gives the buyer nothing. Inside the caller's transaction.
    """
    if not 1 <= quantity <= MOST_FOR_OTHERS:
        raise Invalid
    return place(buyer_id=buyer_id, lines=[(code, 1)] * quantity, seen=seen, origin=origin, to_buyer=False)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the buyer had before them when they ordered."""

    total_fen: int
    accepted: Sequence[str]
    coupon: str | None = None
    before: bool = True
    """Whether what they paid before counts."""


@transaction.atomic
def place(
    *, buyer_id: int, lines: Sequence[tuple[str, int]], seen: Seen, origin: Origin, to_buyer: bool = True
) -> Order:
    """The buyer's row, then their orders of these products: no payment of theirs commits between the reads."""
    lock_buyer(buyer_id)
    chosen = on_sale(lines, to_buyer=to_buyer)
    name_price(chosen, seen.total_fen)
    product_ids = [product.pk for product, _ in chosen]
    before = lock_orders(buyer_id=buyer_id, product_ids=product_ids, to_buyer=to_buyer)
    bought = wanted_lines(chosen, to_buyer=to_buyer)
    require_right(buyer_id, bought, before, to_buyer=to_buyer)
    offer = quote_products(chosen, buyer_id=buyer_id, coupon=seen.coupon, to_buyer=to_buyer, before=seen.before)
    require_agreed(offer, seen)
    if not offer.total_fen:
        require_use_now(buyer_id, bought)
    offer = promotions.in_hand(offer, buyer_id=buyer_id)
    waiting = reuse_or_retire(before, offer, bought)
    if waiting is not None:
        return waiting
    if not before:
        require_room(chosen)
    expires_at = now() + TIME_TO_PAY
    order = Order(
        no=dated_no(),
        buyer_id=buyer_id,
        total_fen=offer.total_fen,
        quote=offer.to_json(),
        accepted=[term.id for term in offer.terms],
        channel=origin.channel[:40],
        referrer=origin.referrer[:40],
        expires_at=expires_at,
        close_at=expires_at,
    )
    price(order, bought, offer)
    plain.insert(order, *bought, placed(order))
    know(order, lines=bought)
    hold_approvals(order)
    if offer.takes:
        promotions.take(order_no=order.no, buyer_id=buyer_id, offer=offer)
    for product_id, quantity in seats_of(bought):  # last, since everybody else waits at these rows
        hold_seats(product_id=product_id, quantity=quantity)
    promotions.take_units((used.deal_id, used.quantity) for used in offer.used)
    if not order.total_fen:
        fulfil(order, paid_fen=0, at=now(), actor_id=buyer_id)
    return order


def require_agreed(offer: Quote, seen: Seen) -> None:
    if seen.total_fen != offer.total_fen:
        raise PriceChanged(extra={"quote": offer.to_json()})
    if {term.id for term in offer.terms} - set(seen.accepted):
        raise TermsNotAccepted(extra={"quote": offer.to_json()})


def placed(order: Order) -> AuditEntry:
    target, fen = f"order:{order.no}", order.total_fen
    return audit.entry(actor_id=order.buyer_id, action="order.placed", target=target, total_fen=fen)


def on_sale(lines: Sequence[tuple[str, int]], *, to_buyer: bool = True) -> Chosen:
    codes = [code for code, _ in lines]
    found = plain.found(Product, "where code = any(%s) and status = 'published' and sold_alone", [codes])
    products = {product.code: product for product in found}
    if not codes or len(products) < len(set(codes)):
        raise NotFound
    if (to_buyer and len(codes) > len(products)) or any(quantity != 1 for _, quantity in lines):
        raise OneOnly
    if any(product.deposit for product in found) and (len(codes) > 1 or not to_buyer):
        raise OneOnly
    if not all(product.selling(now()) for product in found):
        raise NotSelling
    return [(products[code], quantity) for code, quantity in lines]


def name_price(chosen: Chosen, total_fen: int) -> None:
    """Of a tip the buyer says what it is worth, and orders it by itself."""
    tips = [product for product, _quantity in chosen if product.tip]
    if not tips:
        return
    if len(chosen) > 1:
        raise OneOnly
    if total_fen not in TIP_FEN:
        raise Invalid
    tips[0].price_fen = total_fen


def require_room(chosen: Chosen) -> None:
    """What was sold out a moment ago is refused before anything is written; only ``hold_seats`` gives a seat."""
    if any(product.seats_left is not None and product.seats_left < quantity for product, quantity in chosen):
        raise SoldOut


def lock_buyer(buyer_id: int) -> None:
    if plain.row("select id from accounts_user where id = %s for no key update", [buyer_id]) is None:
        raise User.DoesNotExist


def reuse_or_retire(before: Sequence[Order], offer: Quote, bought: Sequence[OrderLine]) -> Order | None:
    """An order that waits for money and says the same is the order; one that says otherwise is closed at once."""
    found, stale = None, []
    for order in reversed([one for one in before if one.status == Order.Status.PENDING]):
        same = order.expires_at > now() and says(order.quote) == says(offer.to_json())
        if found is None and same and gives(lines_of(order)) == gives(bought):
            found = order
            continue
        stale.append(order)
    seats = [product_id for product_id, _ in seats_of(bought)]
    retire_all(stale, seats, [used.deal_id for used in offer.used])
    return found


def gives(lines: Sequence[OrderLine]) -> list[tuple[object, ...]]:
    """What of lines of the same price may still differ: what is in them, and by which approval."""
    return [(line.parts, line.application_id) for line in lines]


def retire_all(stale: Sequence[Order], product_ids: Sequence[int], deal_ids: Sequence[int] = ()) -> None:
    """Every seat and unit that will be freed or held, in one order of rows: no two buyers wait for each other."""
    if not stale:
        return
    promotions.lock_credits(user_id=stale[0].buyer_id)
    theirs = [product_id for product_id, _ in seats_of(OrderLine.objects.filter(order__in=stale))]
    rows = Product.objects.filter(pk__in=[*theirs, *product_ids]).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))
    promotions.lock_deals(order_nos=[order.no for order in stale if takes(order)], wanted=deal_ids)
    for order in stale:
        retire(order)


def retire(order: Order) -> None:
    """What nobody can pay is closed here and now; elsewhere the channel is asked first, by the job."""
    if not order.attempts.filter(closed_at=None).exists():
        let_go(order, actor_id=order.buyer_id)
        return
    order.expires_at = order.close_at = min(order.expires_at, now())
    order.save(update_fields=["expires_at", "close_at"])
    app.configure_task(name="commerce.close_order").defer(order_no=order.no)


WAITING = """
select o.id from commerce_order o join commerce_orderline l on l.order_id = o.id
join catalog_product p on p.id = l.product_id
where o.buyer_id = %s and o.status = 'pending' and p.code = any(%s) and l.to_buyer = %s
"""


def free_own(*, buyer_id: int, codes: Sequence[str], to_buyer: bool = True) -> None:
    """Gone, but perhaps to the buyer's own stale order: its end outlives the refusal, so the next try works."""
    if plain.rows(WAITING, [buyer_id, [*codes], to_buyer]):
        retire_own(buyer_id=buyer_id, codes=codes, to_buyer=to_buyer)


@transaction.atomic
def retire_own(*, buyer_id: int, codes: Sequence[str], to_buyer: bool = True) -> None:
    """Their unpaid orders that hold a seat of what is sold out, or something of a deal or a coupon."""
    lock_buyer(buyer_id)
    wanted = Product.objects.filter(code__in=codes)
    gone = set(wanted.filter(stock__lte=F("taken")).values_list("pk", flat=True))
    of_these = list(wanted.values_list("pk", flat=True))
    before = lock_orders(buyer_id=buyer_id, product_ids=of_these, to_buyer=to_buyer)
    waiting = [order for order in before if order.status == Order.Status.PENDING]
    retire_all([one for one in waiting if takes(one) or gone & {x.product_id for x in lines_of(one)}], [*gone])


def says(quote: dict[str, object]) -> tuple[object, ...]:
    """What of a quote binds: amounts and term ids, not the wording, which depends on the reader's language."""
    terms = quote["terms"]
    ids = [term["id"] for term in terms] if isinstance(terms, list) else []
    return quote["total_fen"], quote["lines"], ids, *(quote.get(one) or None for one in ("coupon", "uses", "credits"))


def wanted_lines(chosen: Chosen, *, to_buyer: bool = True) -> list[OrderLine]:
    """What is ordered, as it is now: title, refund rule, and what is in a bundle."""
    bundles = [product.pk for product, _ in chosen if product.composed]
    parts = parts_on_sale(bundles) if bundles else {}
    return [
        OrderLine(
            product=product,
            title=product.title,
            quantity=quantity,
            refund_days=product.refund_days,
            refund_percent=product.refund_percent,
            later_days=product.refund_later_days,
            parts=[] if product.bare else parts.get(product.pk),
            to_buyer=to_buyer,
        )
        for product, quantity in chosen
    ]


def price(order: Order, lines: Sequence[OrderLine], offer: Quote) -> None:
    for line, quoted in zip(lines, offer.lines, strict=True):
        line.order, line.unit_fen, line.total_fen = order, quoted.unit_fen, quoted.total_fen
