"""The port of leak tracing: who is served which of two variants is known to a floor above, which registers."""

from typing import Protocol
from uuid import UUID

from PIL import Image

from zhiyu.media.errors import AssetNotReady

# Who has no account yet is served, all alike, what nobody else is.
NOBODY = 0


class Tracer(Protocol):
    def letters(self, *, trace: int, account: int) -> bytes:
        """0 or 1 for each segment: which of the two variants."""

    def note(self, *, trace: int, version: int, account: int, device_id: int | None) -> None:
        """Before the first segment or page leaves: what this account is given, and from when on."""

    def pictures(self, *, asset_id: UUID) -> int | None:
        """The trace by which pages of an asset are drawn on, where they are."""

    def drawn(self, picture: Image.Image, *, trace: int, number: int, account: int) -> Image.Image:
        """Page ``number`` as this account gets it."""


_tracers: list[Tracer] = []


def register_tracer(tracer: Tracer) -> None:
    _tracers[:] = [tracer]


def tracer() -> Tracer:
    if not _tracers:
        raise AssetNotReady
    return _tracers[0]


def traced_pictures(asset_id: UUID) -> int | None:
    return _tracers[0].pictures(asset_id=asset_id) if _tracers else None
