"""One thing bought for another: asked for or offered, agreed to, and then both halves in one transaction.

The old line is given back to the balance at its remaining value, and the new order is paid from there as far as it
goes. What is missing is paid by a channel; what is over stays in the balance.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.access.actions import hold_rights, lock_grants
from zhiyu.access.queries import owned_for_ever
from zhiyu.catalog.bundles import parts_on_sale
from zhiyu.catalog.models import Product
from zhiyu.commerce.actions.fulfilment import lines_of, lock_orders, seats_of
from zhiyu.commerce.actions.orders import Origin, Seen, lock_buyer, place
from zhiyu.commerce.actions.previews import Part, undo_of
from zhiyu.commerce.actions.refunds import carry_out
from zhiyu.commerce.actions.spending import set_aside
from zhiyu.commerce.actions.starting import shut
from zhiyu.commerce.consumption import consumed, grants_of, used_up_to_now
from zhiyu.commerce.credits import behind
from zhiyu.commerce.errors import AlreadyOwned, ExchangeChanged, ExchangeStateError, NotRefundable, RefundStateError
from zhiyu.commerce.exchanges import exchangeable, goods_to_choose, value_of, worth_of
from zhiyu.commerce.models import Exchange, Order, OrderLine, PaymentAttempt, Refund, RefundLine
from zhiyu.commerce.queries import lines_kept, open_refund
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.kernel.ids import dated_no
from zhiyu.platform import audit
from zhiyu.platform.live import tell

Status = Exchange.Status


@transaction.atomic
def ask_exchange(*, order_no: str, buyer_id: int, product: str, wanted: str) -> Exchange:
    """A learner asks; somebody of the school decides. Asked again, the open one is the answer."""
    order = Order.objects.select_for_update().filter(no=order_no, buyer_id=buyer_id).first()
    return begin(order, product, wanted, status=Status.ASKED, actor_id=buyer_id)


@transaction.atomic
def offer_exchange(*, order_no: str, actor_id: int, product: str, wanted: str) -> Exchange:
    """The school offers one of itself; the buyer has only to confirm."""
    order = Order.objects.select_for_update().filter(no=order_no).first()
    return begin(order, product, wanted, status=Status.OFFERED, actor_id=actor_id)


def begin(order: Order | None, product: str, wanted: str, *, status: Exchange.Status, actor_id: int) -> Exchange:
    if order is None:
        raise NotFound
    known = Exchange.objects.filter(line__order=order, line__product__code=product, status__in=Exchange.OPEN).first()
    if known is not None:
        return known
    if order.status not in {Order.Status.PAID, Order.Status.PARTLY_REFUNDED} or open_refund(order) is not None:
        raise ExchangeStateError
    line = next((one for one in lines_kept(order) if one.product.code == product), None)
    if line is None or not exchangeable(line):
        raise Invalid
    another = wanted_product(order, line, wanted)
    line.order = order
    require_worth(order, line)
    by = actor_id if status == Status.OFFERED else None
    made = Exchange.objects.create(line=line, wanted=another, status=status, asked_by_id=actor_id, decided_by_id=by)
    note(made, status, actor_id=actor_id)
    tell(f"order:{order.no}")
    return made


def require_worth(order: Order, line: OrderLine) -> None:
    if value_of(line):
        return
    if not line.total_fen and behind(order, line):
        raise NotRefundable(
            _("《%(title)s》是用以前付过的钱抵的，没有可以换的金额，请改为申请退款。") % {"title": line.title}
        )
    raise NotRefundable


def wanted_product(order: Order, line: OrderLine, code: str) -> Product:
    found = goods_to_choose([line.product_id]).filter(code=code).first()
    if found is None:
        raise Invalid
    given, ends = parts_of(found)[1:] or [found.pk], [grant.pk for grant in grants_of(line)]
    if not found.again and owned_for_ever(order.buyer_id, given, apart=ends).issuperset(given):
        raise AlreadyOwned
    return found


@transaction.atomic
def decide_exchange(*, exchange_id: int, actor_id: int, agree: bool) -> Exchange:
    """Said twice it is said once. An offer may be taken back until it is taken up."""
    exchange = Exchange.objects.select_for_update().filter(pk=exchange_id).first()
    if exchange is None:
        raise NotFound
    status = Status.OFFERED if agree else Status.REFUSED
    if exchange.status != status:
        exchange.move_to(status, decided_by_id=actor_id)
        note(exchange, status, actor_id=actor_id)
    return exchange


@dataclass(frozen=True, kw_only=True)
class SeenExchange:
    """What the buyer had before them: what the old is worth, what the new costs, and the rules they confirm."""

    value_fen: int
    total_fen: int
    accepted: Sequence[str]


def take_exchange(*, exchange_id: int, buyer_id: int, seen: SeenExchange) -> Order:
    """Answers the new order: paid, or waiting for the difference. A page to pay it that stands open is shut first."""
    wanted = Exchange.objects.filter(pk=exchange_id, line__order__buyer=buyer_id).values("wanted")
    waiting = Order.objects.filter(buyer=buyer_id, status=Order.Status.PENDING, lines__product__in=wanted)
    for attempt in PaymentAttempt.objects.filter(order__in=waiting, closed_at=None):
        shut(attempt)
    return swap(exchange_id=exchange_id, buyer_id=buyer_id, seen=seen)


@transaction.atomic
def swap(*, exchange_id: int, buyer_id: int, seen: SeenExchange) -> Order:
    """The buyer's row first, as when an order is placed, then every order of both products, then what is given back
    and taken, then the balance.
    """
    lock_buyer(buyer_id)
    mine = Exchange.objects.filter(pk=exchange_id, line__order__buyer=buyer_id)
    found = mine.values_list("line__order_id", "line__product_id", "wanted_id").first()
    if found is None:
        raise NotFound
    orders = lock_orders(buyer_id=buyer_id, product_ids=found[1:])
    old = next((one for one in orders if one.pk == found[0]), None)
    if old is None:
        raise ExchangeStateError
    exchange = Exchange.objects.select_for_update(of=("self",)).select_related("line", "wanted").get(pk=exchange_id)
    if exchange.status == Status.DONE and exchange.order_id:
        return Order.objects.get(pk=exchange.order_id)
    if exchange.status != Status.OFFERED:
        raise ExchangeStateError
    hold_rights(user_id=buyer_id)
    lock_grants(sources=[exchange.line.source])
    waiting = [line for order in orders if order.status == Order.Status.PENDING for line in lines_of(order)]
    lock_goods([product_id for product_id, _ in seats_of([exchange.line, *waiting])] + parts_of(exchange.wanted))
    refund = give_back(old, exchange, seen)
    sight = Seen(total_fen=seen.total_fen, accepted=seen.accepted, coupon="", before=False)
    new = place(buyer_id=buyer_id, lines=[(exchange.wanted.code, 1)], seen=sight, origin=Origin(channel="exchange"))
    if new.status == Order.Status.PENDING and not new.balance_fen:
        new = set_aside(order_id=new.pk, at_most=refund.amount_fen)
    exchange.move_to(Status.DONE, refund=refund, order=new, value_fen=refund.amount_fen)
    note(exchange, Status.DONE, actor_id=buyer_id, order=new.no)
    return new


def parts_of(product: Product) -> list[int]:
    """Itself, and what is in it."""
    found = parts_on_sale([product.pk]).get(product.pk, []) if product.composed else []
    return [product.pk, *found]


def lock_goods(product_ids: Sequence[int]) -> None:
    """In the order that everybody takes their seats in, since seats are given back and taken here."""
    list(Product.objects.filter(pk__in=product_ids).order_by("pk").select_for_update(no_key=True))


def give_back(old: Order, exchange: Exchange, seen: SeenExchange) -> Refund:
    """Into the balance, and access ends."""
    line = exchange.line
    line.order = old
    if open_refund(old) is not None or line.pk not in {one.pk for one in lines_kept(old)}:
        raise RefundStateError
    worth = worth_of(line)
    value_fen = worth.value_fen
    if value_fen != seen.value_fen:
        raise ExchangeChanged(extra={"value_fen": value_fen})
    part = Part(
        line=line,
        amount_fen=value_fen,
        share=consumed(line),
        used=used_up_to_now(line),
        whole=worth.whole,
        before_fen=worth.before_fen,
    )
    refund = Refund.objects.create(
        no=dated_no("R"),
        order=old,
        amount_fen=value_fen,
        balance_fen=value_fen,
        reason=Refund.Reason.EXCHANGED,
        undo=[item.to_json() for item in undo_of(old, [part], balance_fen=value_fen)],
        requested_by_id=old.buyer_id,
    )
    RefundLine.objects.create(refund=refund, line=line, amount_fen=value_fen, whole=worth.whole)
    carry_out(old, refund, actor_id=exchange.decided_by_id, note="")
    return refund


def note(exchange: Exchange, status: Exchange.Status, *, actor_id: int, **detail: str) -> None:
    said = {"exchange": exchange.pk, "wanted": exchange.wanted.code, **detail}
    target = f"order:{exchange.line.order.no}"
    audit.record(actor_id=actor_id, action=f"exchange.{status}", target=target, **said)
