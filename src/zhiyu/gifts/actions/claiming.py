"""A gift finds its friend, or goes back. The order's row first, as refunds lock it: claim and refund never cross."""

from itertools import groupby

import structlog
from django.db import transaction

from zhiyu.access.actions import hold_rights
from zhiyu.access.queries import owned_for_ever
from zhiyu.commerce import actions as commerce
from zhiyu.commerce.errors import NotRefundable
from zhiyu.commerce.models import Order, OrderLine
from zhiyu.gifts.actions.giving import new_token
from zhiyu.gifts.errors import AlreadyYours, GiftOver, GiftStateError, GiftTaken
from zhiyu.gifts.errors import GiftReturned as Returned
from zhiyu.gifts.events import GiftClaimed, GiftReturned
from zhiyu.gifts.models import Gift
from zhiyu.gifts.queries import PAID, due, gift_by_token
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import audit
from zhiyu.platform.bus import publish
from zhiyu.platform.live import tell

log = structlog.get_logger(__name__)
AT_ONCE = 200
State = Gift.State


@transaction.atomic
def claim(*, token: str, user_id: int) -> Gift:
    """Who comes first has it. Their own second try answers the same; the giver may keep it."""
    order_id = gift_by_token(token).line.order_id
    order = Order.objects.select_for_update().get(pk=order_id)
    mine = Gift.objects.select_for_update(of=("self",)).select_related("line__order", "line__product")
    gift = mine.filter(token=token).first()
    if gift is None:  # its giver has just changed the link
        raise NotFound
    if gift.state == State.CLAIMED and gift.receiver_id == user_id:
        return gift
    require_open(gift, order)
    hold_rights(user_id=user_id)
    given = gift.line.given
    if not gift.line.product.again and owned_for_ever(user_id, given).issuperset(given):
        raise AlreadyYours
    gift.move_to(State.CLAIMED, receiver_id=user_id, claimed_at=now())
    commerce.deliver(gift.line, user_id=user_id)
    publish(GiftClaimed(gift_id=gift.pk, order_id=order.pk, giver_id=gift.giver_id, receiver_id=user_id))
    audit.record(actor_id=user_id, action="gift.claimed", target=f"order:{order.no}", gift=gift.pk)
    tell(f"order:{order.no}")
    return gift


@transaction.atomic
def renew_link(*, giver_id: int, gift_id: int) -> Gift:
    """It was sent to the wrong person, or to everybody: the old link opens nothing any more."""
    gift = Gift.objects.select_for_update(of=("self",)).filter(pk=gift_id, giver=giver_id).first()
    if gift is None:
        raise NotFound
    if gift.state != State.WAITING:
        raise GiftStateError
    gift.token = new_token()
    gift.save(update_fields=["token"])
    audit.record(actor_id=giver_id, action="gift.link_renewed", target=f"gift:{gift.pk}")
    return gift


def require_open(gift: Gift, order: Order) -> None:
    if gift.state == State.CLAIMED:
        raise GiftTaken
    if gift.state == State.RETURNED or order.status not in PAID:
        raise Returned
    if gift.over:
        raise GiftOver


@transaction.atomic
def take_back(*, line: OrderLine) -> None:
    """Inside a refund, which holds the order's row and has ended the grants: the link opens nothing any more."""
    gift = Gift.objects.select_for_update(of=("self",)).filter(line=line).first()
    if gift is None or gift.state == State.RETURNED:
        return
    gift.move_to(State.RETURNED, returned_at=now())
    publish(GiftReturned(gift_id=gift.pk, order_id=line.order_id, giver_id=gift.giver_id, receiver_id=gift.receiver_id))


def return_unclaimed() -> int:
    """The clock's: what nobody claimed in time goes back to who paid, an order at a time. Answers how many gifts.

    One whose order has another refund open, or cannot be given back now, is tried again the next time.
    """
    returned = 0
    late = list(due(now()).select_related("line__order")[:AT_ONCE])
    for order, gifts in groupby(late, key=lambda gift: gift.line.order):
        lines = [gift.line_id for gift in gifts]
        try:
            commerce.return_untaken(order_no=order.no, buyer_id=order.buyer_id, line_ids=lines)
        except NotRefundable as refusal:
            log.info("gifts not returned yet", order=order.no, why=str(refusal))
        except Exception:  # whatever is odd about one, the clock goes on for the others
            log.exception("gifts not returned", order=order.no)
        else:
            returned += len(lines)
    return returned
