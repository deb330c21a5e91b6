"""One at a time, on whichever machine: locks of the database, which fall with their holder."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper

# A machine that lost its power says no goodbye: its locks fall once the server has missed it for a minute.
MISSED = ["tcp_keepalives_idle = 30", "tcp_keepalives_interval = 10", "tcp_keepalives_count = 3"]


POLL = 0.2


def taken(cursor: CursorWrapper, number: int) -> bool:
    cursor.execute("select pg_try_advisory_xact_lock(%s)", [number])
    return bool(cursor.fetchone()[0])


@contextmanager
def alone(number: int) -> Iterator[Callable[[], None]]:
    """Wait for our turn. The call given raises ``OperationalError`` when the claim was lost meanwhile.

    On a connection of its own, in a transaction that pins no snapshot however long we work or wait: a statement that
    waited for the lock would hold up vacuum, and for ever an index that is built concurrently.
    """
    own = connection.copy("default")
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            for setting in MISSED:
                cursor.execute(f"set local {setting}")
            while not taken(cursor, number):
                time.sleep(POLL)

            def still_ours() -> None:
                cursor.execute("select 1")

            yield still_ours
    finally:
        own.close()
