"""One packager an asset, over all machines."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

from zhiyu.platform.claims import alone

LADDER = 0x6C616464  # "ladd"
OFFLOAD = 0x6F66666C  # "offl"


def packaging(asset_id: UUID) -> AbstractContextManager[Callable[[], None]]:
    return alone(number_of(asset_id))


def laddering(asset_id: UUID) -> AbstractContextManager[Callable[[], None]]:
    """Held for hours, so another one: meanwhile the preview may be moved."""
    return alone(number_of(asset_id) ^ LADDER)


def copying(copy_id: UUID) -> AbstractContextManager[Callable[[], None]]:
    return alone(number_of(copy_id))


def offloading(asset_id: UUID) -> AbstractContextManager[Callable[[], None]]:
    return alone(number_of(asset_id) ^ OFFLOAD)


def number_of(asset_id: UUID) -> int:
    """Half of the id, as PostgreSQL's signed 64 bits."""
    return int.from_bytes(asset_id.bytes[:8], signed=True)
