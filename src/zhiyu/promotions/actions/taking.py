"""What an order takes of deals and coupons, and gives back. All inside the order's own transaction.

Rows are touched in one order everywhere: uses, coupons and credits, which are the buyer's own, then deals by id.
Products come before deals, and deals last, since everybody waits at them.
"""

from collections.abc import Iterable, Sequence

from django.db.models import F, Q

from zhiyu.kernel.clock import now
from zhiyu.platform.plain import row, rows
from zhiyu.promotions.actions.coupons import hold_typed
from zhiyu.promotions.actions.crediting import take_credits
from zhiyu.promotions.errors import CouponTaken, DealGone, DealSpent
from zhiyu.promotions.market import Coupon
from zhiyu.promotions.models import Deal, Held, Spent, Use
from zhiyu.promotions.queries import persons_of
from zhiyu.promotions.quotes import Quote, Used

TAKE = """
update promotions_deal set taken = taken + %(units)s
where id = %(deal)s and state = 'on' and (stock is null or stock >= taken + %(units)s) returning id
"""
NOTE_USES = """
insert into promotions_use (order_no, at, deal_id, quantity, off_fen)
select %(order)s, %(at)s, one.* from unnest(%(deals)s::bigint[], %(units)s::int[], %(offs)s::int[]) one
returning id, deal_id
"""
SPEND = """
insert into promotions_spent (deal_id, use_id, person)
select u.deal_id, u.id, p from promotions_use u cross join unnest(%(persons)s::text[]) p
where u.id = any(%(uses)s) order by u.deal_id, p on conflict do nothing returning id
"""
USE_IT = """
update promotions_held set order_no = %(order)s, off_fen = %(off)s
where id = %(held)s and user_id = %(user)s and order_no = '' and used_at is null
  and (valid_until is null or valid_until > %(at)s) returning id
"""


def in_hand(offer: Quote, *, buyer_id: int) -> Quote:
    """A typed code comes into the buyer's hands. Before anything of products and deals is locked: buyers queue at
    the coupon's row, and who waits there holds nothing that others wait for.
    """
    if offer.coupon is None or offer.coupon.held_id is not None:
        return offer
    return offer.held_as(hold_typed(coupon_id=offer.coupon.id, user_id=buyer_id))


def take(*, order_no: str, buyer_id: int, offer: Quote) -> None:
    """All that ``offer`` says, or ``CouponTaken``, ``CreditTaken``, ``DealSpent``, ``DealGone``: then nothing of the
    order stays.

    The counted units are taken by ``take_units`` at the end.
    """
    if offer.coupon is not None:
        use_coupon(offer.coupon, order_no=order_no, buyer_id=buyer_id, off_fen=offer.coupon_fen)
    take_credits(order_no=order_no, buyer_id=buyer_id, offer=offer)
    if offer.used:
        note_uses(offer.used, order_no=order_no, persons=offer.persons)


def take_units(used: Iterable[tuple[int, int]]) -> None:
    """(deal, units): one conditional statement each, so that the last unit goes to one buyer."""
    for deal_id, units in sorted(used):
        if row(TAKE, {"deal": deal_id, "units": units}) is None:
            raise DealGone


def use_coupon(coupon: Coupon, *, order_no: str, buyer_id: int, off_fen: int) -> None:
    asked = {"held": coupon.held_id, "user": buyer_id, "order": order_no, "off": off_fen, "at": now()}
    if row(USE_IT, asked) is None:
        raise CouponTaken


def note_uses(used: Sequence[Used], *, order_no: str, persons: Sequence[str]) -> None:
    asked = {
        "order": order_no,
        "at": now(),
        "deals": [one.deal_id for one in used],
        "units": [one.quantity for one in used],
        "offs": [one.off_fen for one in used],
    }
    once = {one.deal_id for one in used if one.once}
    spend([use_id for use_id, deal_id in rows(NOTE_USES, asked) if deal_id in once], persons)


def spend(use_ids: Sequence[int], persons: Sequence[str]) -> None:
    """A row for each name of the buyer, all of them new or ``DealSpent``."""
    if use_ids and len(rows(SPEND, {"uses": [*use_ids], "persons": [*persons]})) < len(use_ids) * len(persons):
        raise DealSpent


def give_back(*, order_no: str) -> None:
    """The order will not be: units, coupon and once-a-person are free again. Said twice it is done once."""
    lock_deals(order_nos=[order_no])
    Held.objects.filter(order_no=order_no).update(order_no="", off_fen=0, used_at=None)
    uses = list(Use.objects.select_for_update().filter(order_no=order_no, given_back_at=None).order_by("deal_id"))
    Spent.objects.filter(use__in=uses).delete()
    for use in uses:
        give_units(use)


def refund(*, order_no: str, coupon_back: bool = True) -> None:
    """Bought and given back: the coupon is free again if it is still valid, the units too; who has had a price once
    has had it. ``coupon_back``: whether what it paid for alone was not used up.
    """
    lock_deals(order_nos=[order_no])
    if coupon_back:
        Held.objects.filter(order_no=order_no).update(order_no="", off_fen=0, used_at=None)
    for use in Use.objects.select_for_update().filter(order_no=order_no, given_back_at=None).order_by("deal_id"):
        give_units(use)


def lock_deals(*, order_nos: Iterable[str], wanted: Iterable[int] = ()) -> None:
    """The deals of several orders at once, and those ``wanted`` for a new one, in one order of rows, before any of
    them is given back or taken.
    """
    uses = Use.objects.filter(order_no__in=list(order_nos), given_back_at=None)
    mine = Deal.objects.filter(Q(pk__in=uses.values("deal")) | Q(pk__in=list(wanted))).order_by("pk")
    list(mine.select_for_update(no_key=True).values_list("pk"))


def give_units(use: Use) -> None:
    use.given_back_at = now()
    use.save(update_fields=["given_back_at"])
    if not Deal.objects.filter(pk=use.deal_id, taken__gte=use.quantity).update(taken=F("taken") - use.quantity):
        raise ValueError(f"deal {use.deal_id} does not hold {use.quantity} units")


def take_again(*, order_no: str, buyer_id: int, coupon: str | None, coupon_fen: int) -> None:
    """A closed order opens for late money: the same units and coupon once more, or the errors of ``take``.

    ``coupon``: its ``Coupon.choice``, as the order's quote keeps it: what an order is on is always held.
    """
    if coupon:
        mine = Held.objects.filter(user_id=buyer_id, order_no="", pk=int(coupon.removeprefix("held:")))
        if not mine.update(order_no=order_no, off_fen=coupon_fen):
            raise CouponTaken
    uses = Use.objects.select_for_update(of=("self",)).select_related("deal").filter(order_no=order_no)
    again = list(uses.exclude(given_back_at=None))
    spend([use.pk for use in again if use.deal.once], persons_of(buyer_id))
    Use.objects.filter(pk__in=[use.pk for use in again]).update(given_back_at=None)
    take_units((use.deal_id, use.quantity) for use in again)


def note_paid(*, order_no: str) -> None:
    at = now()
    Use.objects.filter(order_no=order_no, given_back_at=None).update(paid_at=at)
    Held.objects.filter(order_no=order_no).update(used_at=at)
