"""One packager an asset, on whichever machine: a lock of the database, which falls with its holder."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection

# A machine that lost its power says no goodbye: its locks fall once the server has missed it for a minute.
MISSED = ["tcp_keepalives_idle = 30", "tcp_keepalives_interval = 10", "tcp_keepalives_count = 3"]


@contextmanager
def packaging(asset_id: UUID) -> Iterator[Callable[[], None]]:
    """Wait for our turn. The call given raises ``OperationalError`` when the claim was lost meanwhile.

    On a connection of its own, in a transaction that pins no snapshot however long the film is.
    """
    own = connection.copy("default")
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            for setting in MISSED:
                cursor.execute(f"set local {setting}")
            cursor.execute("select pg_advisory_xact_lock(%s)", [number_of(asset_id)])

            def still_ours() -> None:
                cursor.execute("select 1")

            yield still_ours
    finally:
        own.close()


def number_of(asset_id: UUID) -> int:
    """Half of the id, as PostgreSQL's signed 64 bits."""
    return int.from_bytes(asset_id.bytes[:8], signed=True)
