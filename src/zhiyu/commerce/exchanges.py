"""Reads of exchanges: what is open, and what is left of the value of what was bought."""

from dataclasses import dataclass

from django.db.models import QuerySet

from zhiyu.catalog.models import Product
from zhiyu.commerce.consumption import consumed, used_up_to_now
from zhiyu.commerce.credits import behind, in_use
from zhiyu.commerce.models import Exchange, Order, OrderLine
from zhiyu.commerce.pricing import quote_for
from zhiyu.commerce.prorating import Why, judge, unused_fen
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.promotions.quotes import Quote

BARE = [Product.Kind.TIP, Product.Kind.DEPOSIT]


def exchanges_of(order: Order) -> QuerySet[Exchange]:
    """Newest first, with both sides."""
    found = Exchange.objects.filter(line__order=order).select_related(
        "line__product__intake", "line__order", "wanted__intake", "order"
    )
    return found.order_by("-pk")


def open_exchange(order: Order) -> Exchange | None:
    return exchanges_of(order).filter(status__in=Exchange.OPEN).first()


def asked_exchanges() -> QuerySet[Exchange]:
    """What waits for the school, the oldest first."""
    waiting = Exchange.objects.filter(status=Exchange.Status.ASKED)
    return waiting.select_related("line__order__buyer", "wanted").order_by("pk")


def exchange_by_id(exchange_id: int) -> Exchange:
    found = (
        Exchange.objects.select_related("line__product", "line__order", "wanted", "order")
        .filter(pk=exchange_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def goods_to_choose(line_product_ids: list[int]) -> QuerySet[Product]:
    """What may be had instead: on sale by itself and to anybody, and not the same again."""
    on_sale = Product.objects.filter(status=Product.Status.PUBLISHED, sold_alone=True, by_application=False)
    return on_sale.exclude(kind__in=BARE).exclude(pk__in=line_product_ids).order_by("kind", "title", "pk")


def exchangeable(line: OrderLine) -> bool:
    """Thanks are not given back, a deposit by itself is nothing, and what was for others is theirs."""
    return line.to_buyer and not line.product.bare


@dataclass(frozen=True)
class Worth:
    """``whole``: nothing of its price is used up, of which ``before_fen`` had been paid before, for something else."""

    value_fen: int
    whole: bool = False
    before_fen: int = 0


def worth_of(line: OrderLine) -> Worth:
    """All of its price while the rule gives all of it back, then the part that was not used, whatever the day; and no
    more than was paid here.

    Nothing while its price counts in another order.
    """
    if in_use(line):
        return Worth(0)
    opened, used, before_fen = consumed(line), used_up_to_now(line), behind(line.order, line)
    price_fen, paid_at = line.total_fen + before_fen, line.order.paid_at or now()
    said = judge(line, price_fen=price_fen, age=now() - paid_at, opened=opened, used=used)
    value_fen = price_fen if said.why == Why.FULL else unused_fen(price_fen, used)
    return Worth(min(value_fen, line.total_fen - line.refunded_fen), value_fen == price_fen, before_fen)


def value_of(line: OrderLine) -> int:
    return worth_of(line).value_fen


@dataclass(frozen=True)
class Bargain:
    """An exchange in figures of this moment."""

    exchange: Exchange
    value_fen: int
    quote: Quote

    @property
    def due_fen(self) -> int:
        return max(0, self.quote.total_fen - self.value_fen)

    @property
    def over_fen(self) -> int:
        """What stays in the balance."""
        return max(0, self.value_fen - self.quote.total_fen)


def bargain(exchange: Exchange) -> Bargain:
    quote = quote_for([exchange.wanted.code], buyer_id=exchange.line.order.buyer_id, coupon="", before=False)
    return Bargain(exchange, value_of(exchange.line), quote)
