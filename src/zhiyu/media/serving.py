"""From which of a rung's two variants the holder of a ticket is served, segment by segment; and who draws on pages.

No address says it: a segment is asked for by its number and found by the claims of the ticket. Who gets what is known
to a floor above, which registers; while nothing is registered, what has variants does not play.
"""

from collections.abc import Callable
from functools import lru_cache, partial
from uuid import UUID

from PIL import Image

from zhiyu.kernel.errors import NotFound
from zhiyu.media import offsite
from zhiyu.media.gate import TicketClaims
from zhiyu.media.models import Rendition
from zhiyu.media.queries import Form, forms_of, is_offsite
from zhiyu.media.tracers import NOBODY, traced_pictures, tracer

Pen = Callable[[Image.Image], Image.Image]


@lru_cache(maxsize=4096)
def forms(asset_id: UUID, version: int, name: str) -> tuple[Form, ...]:
    """What a name of a version stands for never changes; what is not there yet is asked for again."""
    return tuple(forms_of(asset_id=asset_id, version=version, name=name))


def issue(claims: TicketClaims, rendition: Rendition) -> list[str]:
    """The variants' own names for each segment of a playlist that leaves now; nothing where there are none."""
    found = forms(claims.asset_id, claims.version, rendition.shown_as)
    trace = found[0].trace
    if trace is None:
        return []
    note(claims, trace)
    letters = letters_of(claims, trace)
    return [found[letters[number]].name for number in range(len(rendition.segments))]


def folder(claims: TicketClaims, name: str, number: int) -> str:
    found = forms(claims.asset_id, claims.version, name)
    if (trace := found[0].trace) is None:
        return f"{found[0].name}.{claims.version}"
    note(claims, trace)  # whoever asks for segments without their playlist
    letters = letters_of(claims, trace)
    if number >= len(letters):
        raise NotFound
    return f"{found[letters[number]].name}.{claims.version}"


WATCHED_SECONDS = 15


def offsite_address(claims: TicketClaims, name: str, number: int) -> str | None:
    """Where else a segment lies, signed for minutes; None where it leaves from here."""
    store = offsite.store()
    if store is None or claims.reached:
        return None
    at = offsite.moment(WATCHED_SECONDS)
    if not lies_offsite(store.id, claims.asset_id, claims.version, name, at):
        return None
    return store.address(offsite.object_name(claims.asset_id, folder(claims, name, number), number))


@lru_cache(maxsize=4096)
def lies_offsite(store_id: str, asset_id: UUID, version: int, name: str, at: int) -> bool:  # noqa: ARG001 -- how long it is believed
    return is_offsite(store_id, asset_id=asset_id, version=version, name=name)


def note(claims: TicketClaims, trace: int) -> None:
    if not claims.preview and claims.user_id is not None:
        tracer().note(trace=trace, version=claims.version, account=claims.user_id, device_id=claims.device_id)


def letters_of(claims: TicketClaims, trace: int) -> bytes:
    return tracer().letters(trace=trace, account=claims.user_id or NOBODY)


def pen(claims: TicketClaims, number: int) -> Pen | None:
    """What draws on a page that leaves now, where anything does: there are no variants of pages."""
    trace = traced_pictures(claims.asset_id)
    if trace is None:
        return None
    note(claims, trace)
    return partial(tracer().drawn, trace=trace, number=number, account=claims.user_id or NOBODY)
