"""While media are copied away, nothing that rows still name is deleted: a lock of the database, so on every node."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

LOCK = 0x7A687969_6D656469  # "zhyimedi"


@contextmanager
def nothing_deleted() -> Iterator[Callable[[], None]]:
    """On a connection of its own, in a transaction that pins no snapshot; the call proves that the lock still holds."""
    own = connection.copy("default")
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock_shared(%s)", [LOCK])

            def still_held() -> None:
                cursor.execute("select 1")

            yield still_held
        own.rollback()  # the server learns of a closed connection only a moment later
    finally:
        own.close()


@contextmanager
def deleting() -> Iterator[bool]:
    """Whether files may go now. Copiers that come meanwhile wait until the deletions are through."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        (free,) = cursor.fetchone()
        yield bool(free)
