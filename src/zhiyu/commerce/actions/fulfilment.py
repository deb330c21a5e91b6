"""What being paid means, and what being let go means: the state, access or seats, the fact for everybody else."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from zhiyu.access.actions import give, hold_rights
from zhiyu.access.queries import had, owned_for_ever
from zhiyu.catalog.actions import release_seats
from zhiyu.catalog.models import Product
from zhiyu.catalog.presales import running_deposits
from zhiyu.commerce.actions.crediting import end_upgraded, give_credits, use_credits
from zhiyu.commerce.actions.wallets import release_balance
from zhiyu.commerce.errors import AlreadyOwned, DepositPaid, OnceOnly
from zhiyu.commerce.events import OrderClosed, OrderPaid
from zhiyu.commerce.models import Order, OrderLine
from zhiyu.commerce.queries import lines_with_products, remember
from zhiyu.kernel.clock import now
from zhiyu.platform import audit, plain
from zhiyu.platform.bus import publish
from zhiyu.promotions import actions as promotions
from zhiyu.promotions.credits import standing_deposit
from zhiyu.screening import actions as screening


def fulfil(order: Order, *, paid_fen: int, at: datetime, actor_id: int | None = None) -> None:
    order.move_to(Order.Status.PAID, paid_at=at)
    lines = lines_of(order)
    end_upgraded(order)
    for line in lines:
        if line.to_buyer:
            deliver(line, user_id=order.buyer_id)
        if line.application_id:
            screening.use(application_id=line.application_id, order_no=order.no)
    give_credits(order, lines)
    if takes(order):
        promotions.note_paid(order_no=order.no)
    use_credits(order)
    publish(OrderPaid(order_id=order.pk, buyer_id=order.buyer_id, paid_fen=paid_fen))
    audit.record(actor_id=actor_id, action="order.paid", target=f"order:{order.no}", paid_fen=paid_fen)


def deliver(line: OrderLine, *, user_id: int) -> None:
    """What a line gives, to whom it is for. Its grants name the line, so its refund finds and revokes them."""
    for product in given_by(line):
        give(user_id=user_id, product=product, source=line.source)


def given_by(line: OrderLine) -> Sequence[Product]:
    return [line.product] if line.parts is None else list(Product.objects.filter(pk__in=line.parts).order_by("pk"))


def require_use(buyer_id: int, lines: Iterable[OrderLine]) -> None:
    """Nobody pays for what would add nothing to themselves: what they have for ever, or a trial that they had."""
    chosen = [line for line in lines if line.to_buyer]
    if not chosen:
        return
    kept = [line for line in chosen if not line.product.again]
    owned = owned_for_ever(buyer_id, [product_id for line in kept for product_id in line.given])
    if any(owned.issuperset(line.given) for line in kept):
        raise AlreadyOwned
    for line in chosen:
        require_one_deposit(buyer_id, line.product)
    trials = [line.product_id for line in chosen if line.product.once_a_person]
    if trials and had(buyer_id, trials):
        raise OnceOnly


def require_use_now(buyer_id: int, lines: Iterable[OrderLine]) -> None:
    """For who is about to give it: what another payment gives at this moment is seen."""
    hold_rights(user_id=buyer_id)
    require_use(buyer_id, lines)


def require_right(buyer_id: int, lines: Sequence[OrderLine], before: Iterable[Order], *, to_buyer: bool) -> None:
    """It is of use, and of what asks for an application each line notes the approval that its buyer has, or that an
    order of theirs from ``before`` holds which waits still.
    """
    require_use(buyer_id, lines)
    products = [line.product for line in lines]
    waiting = [one.no for one in before if one.status == Order.Status.PENDING and one.expires_at > now()]
    approvals = screening.require_approval(buyer_id=buyer_id, products=products, to_buyer=to_buyer, waiting=waiting)
    for line in lines:
        line.application_id = approvals.get(line.product_id)


def hold_approvals(order: Order) -> None:
    for line in lines_of(order):
        if line.application_id:
            screening.hold(application_id=line.application_id, order_no=order.no)


def still_approved(order: Order) -> bool:
    """Whether its approvals bought nothing since it was placed; of a closed order they have to be good again."""
    late = order.status == Order.Status.CLOSED
    asked = [line.application_id for line in lines_of(order) if line.application_id]
    return all(screening.buys(application_id=one, order_no=order.no, late=late) for one in asked)


def still_runs(order: Order) -> bool:
    """Whether the pre-sale of each deposit on it is neither called off nor over."""
    deposits = {line.product_id for line in lines_of(order) if line.product.deposit}
    return not deposits or deposits == running_deposits(deposits)


def require_one_deposit(buyer_id: int, product: Product) -> None:
    """Who has paid one has, and whoever has what it counts towards needs none."""
    if not product.deposit or product.counts_for_id is None:
        return
    if standing_deposit(buyer_id, product.pk) is not None:
        raise DepositPaid
    if owned_for_ever(buyer_id, [product.counts_for_id]):
        raise AlreadyOwned


def seats_of(lines: Iterable[OrderLine]) -> list[tuple[int, int]]:
    """How many seats of which products: a bundle takes one of each part. Always in the same order of rows."""
    wanted: Counter[int] = Counter()
    for line in lines:
        for product_id in {line.product_id, *line.given}:
            wanted[product_id] += line.quantity
    return sorted(wanted.items())


def let_go(order: Order, *, actor_id: int | None = None) -> None:
    """Close a pending order and free its seats, in the caller's transaction."""
    order.move_to(Order.Status.CLOSED, closed_at=now(), close_at=None)
    lines = list(order.lines.all())
    for line in lines:
        if line.application_id:
            screening.let_go(application_id=line.application_id, order_no=order.no)
    if order.quote.get("credits"):
        promotions.give_back_credits(order_no=order.no)
    for product_id, quantity in seats_of(lines):
        release_seats(product_id=product_id, quantity=quantity)
    if takes(order):
        promotions.give_back(order_no=order.no)
    release_balance(order)
    publish(OrderClosed(order_id=order.pk))
    audit.record(actor_id=actor_id, action="order.closed", target=f"order:{order.no}")


def takes(order: Order) -> bool:
    """Whether its price took something of a deal, a coupon or a credit, which has to follow what becomes of it."""
    return any(order.quote.get(one) for one in ("uses", "coupon", "credits"))


def lock_orders(*, buyer_id: int, product_ids: Collection[int], to_buyer: bool = True) -> list[Order]:
    """Every order of one buyer for these products, oldest first: two of them are never paid at the same time.

    What is for others is another wish than what is for oneself: neither stands in for the other.
    """
    of_these = "id in (select order_id from commerce_orderline where product_id = any(%s) and to_buyer = %s)"
    asked = [buyer_id, [*product_ids], to_buyer]
    return plain.found(Order, f"where buyer_id = %s and {of_these} order by id for update", asked)


def know(order: Order, *, lines: list[OrderLine]) -> None:
    """A new order's lines, and that it has no refunds, as a reader would find them: nobody has to read them back."""
    remember(order, "lines", lines)
    remember(order, "refunds", [])


def lines_of(order: Order) -> list[OrderLine]:
    """With their products, read once for the whole of an action: lines never change."""
    if "lines" not in order.__dict__.get("_prefetched_objects_cache", {}):
        remember(order, "lines", lines_with_products(order))
    return list(order.lines.all())
