"""One packager an asset, over all machines."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

from zhiyu.platform.claims import alone


def packaging(asset_id: UUID) -> AbstractContextManager[Callable[[], None]]:
    return alone(number_of(asset_id))


def number_of(asset_id: UUID) -> int:
    """Half of the id, as PostgreSQL's signed 64 bits."""
    return int.from_bytes(asset_id.bytes[:8], signed=True)
