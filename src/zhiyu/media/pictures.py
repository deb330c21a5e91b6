"""Pictures inside a text: through the gate where the text was bought, from an open address where anybody may read it.

What stands in which text, and who may read it, is known to floors above, which register. While nothing is registered,
no ticket opens anything and no picture leaves.
"""

from collections.abc import Callable
from functools import cache
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from zhiyu.kernel.clock import now
from zhiyu.media import gate
from zhiyu.media.errors import TicketRefused
from zhiyu.media.models import Rendition

# Stands in a ticket where others name their film: it is for whatever the lesson's text shows.
TEXT = UUID(int=0)
# What a page shows of a picture is made once.
VERSION = 1
DAY = 24 * 3600

Reader = Callable[[gate.TicketClaims, UUID], bool]
Opener = Callable[[UUID], bool]
_readers: list[Reader] = []
_openers: list[Opener] = []


def register_reader(ask: Reader) -> None:
    """``ask`` says whether the holder of the claims may read the lesson now, and its text shows this picture."""
    _readers[:] = [ask]


def register_opener(ask: Opener) -> None:
    """``ask`` says whether a picture stands anywhere where anybody may look."""
    _openers[:] = [ask]


def shown_to_all(asset_id: UUID) -> bool:
    return any(ask(asset_id) for ask in _openers)


def ticket_for(*, lesson_id: int, holder: gate.Holder) -> str:
    """The same until midnight, so that a browser knows again what it has; good until the next one, for pages that stay
    open. It only says who asks for what: the right is looked up with every picture.
    """
    claims = gate.TicketClaims(
        user_id=holder.user_id,
        device_id=holder.device_id,
        seal=holder.seal,
        lesson_id=lesson_id,
        asset_id=TEXT,
        version=VERSION,
        segments=Rendition.WHOLE,
        expires_at=(int(now().timestamp()) // DAY + 2) * DAY,
        nonce=bytes(8),
    )
    return gate.written(claims)


def address(ticket: str, asset_id: str) -> str:
    return _address().replace(gate.ANY, ticket).replace(str(TEXT), asset_id)


@cache
def _address() -> str:
    return reverse("media:text_picture", kwargs={"ticket": gate.ANY, "asset_id": TEXT})


def admit(request: HttpRequest, ticket: str, asset_id: UUID) -> gate.TicketClaims:
    claims = gate.admit(request, ticket)
    if claims.asset_id != TEXT or not (_readers and all(ask(claims, asset_id) for ask in _readers)):
        raise TicketRefused
    return claims
