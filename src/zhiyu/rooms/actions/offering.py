"""A product is held up in the room, at its price of today or at a deal that begins now and ends by itself."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.accounts.models import User
from zhiyu.accounts.permissions import can
from zhiyu.catalog.models import Product
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Forbidden, Invalid, NotFound
from zhiyu.platform import audit
from zhiyu.promotions.actions import save_deal, switch_deal
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models import Deal
from zhiyu.rooms.actions.running import locked_room
from zhiyu.rooms.actions.telling import STAGE, tell_moved
from zhiyu.rooms.models import Card
from zhiyu.rooms.queries import products_to_show

LONGEST = 24 * 60


@dataclass(frozen=True, kw_only=True)
class Limited:
    """A price for some minutes, and for as many as ``stock`` says."""

    price_fen: int
    minutes: int
    stock: int | None = None


def limited_of(*, price_fen: int | None, minutes: int | None, stock: int | None) -> Limited | None:
    """Neither price nor minutes: none."""
    if price_fen is None and minutes is None:
        return None
    if price_fen is None or minutes is None:
        raise Invalid(_("限时价要写价格，也要写多少分钟。"))
    return Limited(price_fen=price_fen, minutes=minutes, stock=stock)


@transaction.atomic
def show_card(*, room_id: int, product_id: int, limited: Limited | None, key: str, actor: User) -> Card:
    """In place of the one before. Sent again it is shown once, and its deal is made once. Who may set prices may also
    make one for this hour.
    """
    if limited is not None and not can(actor, "prices.edit"):
        raise Forbidden
    locked_room(room_id)
    before = Card.objects.filter(room=room_id, key=key).first()
    if before is not None:
        return before
    product = products_to_show().filter(pk=product_id).first()
    if product is None:
        raise NotFound
    deal = offer(product, limited, actor_id=actor.pk) if limited else None
    Card.objects.filter(room=room_id, down_at=None).update(down_at=now())
    made = Card.objects.create(room_id=room_id, product=product, deal=deal, key=key)
    tell_moved(room_id, STAGE)
    audit.record(actor_id=actor.pk, action="card.shown", target=f"room:{room_id}", product=product_id)
    return made


def offer(product: Product, limited: Limited, *, actor_id: int) -> Deal:
    """A flash sale like any other: it stands among the school's deals, and can be stopped there."""
    if not 1 <= limited.minutes <= LONGEST:
        raise Invalid(_("限时价最短 1 分钟，最长 24 小时。"))
    if limited.price_fen >= product.price_fen:
        raise Invalid(_("限时价要比标价低。"))
    at = now()
    deal = save_deal(
        kind=Kind.FLASH,
        terms={
            "title": _("直播间限时价"),
            "everything": False,
            "products": [product.pk],
            "members": [],
            "price_fen": limited.price_fen,
            "percent": None,
            "off_fen": None,
            "threshold_fen": 0,
            "stock": limited.stock,
            "once": False,
            "starts_at": at,
            "ends_at": at + timedelta(minutes=limited.minutes),
        },
        actor_id=actor_id,
    )
    return switch_deal(deal_id=deal.pk, on=True, actor_id=actor_id)


@transaction.atomic
def take_card_down(*, card_id: int, actor_id: int) -> Card:
    """The offer itself goes on until its end: it was promised. Said twice it is said once."""
    card = Card.objects.select_for_update(no_key=True).filter(pk=card_id).first()
    if card is None:
        raise NotFound
    if card.down_at is None:
        card.down_at = now()
        card.save(update_fields=["down_at"])
        tell_moved(card.room_id, STAGE)
        audit.record(actor_id=actor_id, action="card.down", target=f"room:{card.room_id}", card=card_id)
    return card
