"""From which of a rung's two variants the holder of a ticket is served, segment by segment.

No address says it: a segment is asked for by its number and found by the claims of the ticket. Who gets what is known
to a floor above, which registers; while nothing is registered, what has variants does not play.
"""

from functools import lru_cache
from typing import Protocol
from uuid import UUID

from zhiyu.kernel.errors import NotFound
from zhiyu.media.errors import AssetNotReady
from zhiyu.media.gate import TicketClaims
from zhiyu.media.models import Rendition
from zhiyu.media.queries import Form, forms_of

# Who has no account yet is served, all alike, what nobody else is.
NOBODY = 0


class Tracer(Protocol):
    def letters(self, *, trace: int, account: int) -> bytes:
        """0 or 1 for each segment: which of the two variants."""

    def note(self, *, trace: int, claims: TicketClaims) -> None:
        """Before the first segment leaves: what this account is given, and from when on."""


_tracers: list[Tracer] = []


def register_tracer(tracer: Tracer) -> None:
    _tracers[:] = [tracer]


def tracer() -> Tracer:
    if not _tracers:
        raise AssetNotReady
    return _tracers[0]


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
    if not claims.preview:
        tracer().note(trace=trace, claims=claims)
    letters = letters_of(claims, trace)
    return [found[letters[number]].name for number in range(len(rendition.segments))]


def folder(claims: TicketClaims, name: str, number: int) -> str:
    found = forms(claims.asset_id, claims.version, name)
    if (trace := found[0].trace) is None:
        return f"{found[0].name}.{claims.version}"
    letters = letters_of(claims, trace)
    if number >= len(letters):
        raise NotFound
    return f"{found[letters[number]].name}.{claims.version}"


def letters_of(claims: TicketClaims, trace: int) -> bytes:
    return tracer().letters(trace=trace, account=claims.user_id or NOBODY)
