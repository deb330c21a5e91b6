"""To do something for a look at it, and take it back: one transaction that ends in a rollback.

No row, message or job of it stays, and a process keeps no copy of what it read meanwhile (``platform/shown.py``). It
gives way to whoever buys at that moment. ``platform/looking.py`` is what it is for.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import psycopg
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError

# Less than PostgreSQL's second before it looks for who waits for whom: of a buyer and a rehearsal, the buyer stays.
PATIENCE: Final = "300ms"
LONGEST: Final = "5s"
GAVE_WAY = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected, psycopg.errors.QueryCanceled)
_running = ContextVar("rehearsing", default=False)
_parts: dict[str, Callable[..., Any]] = {}


def running() -> bool:
    return _running.get()


def teach(part: str, make: Callable[..., Any]) -> None:
    """A port for floors above: how somebody is made who stands to things in this way. Register in ``ready()``."""
    _parts[part] = make


def play(part: str, *things: Any) -> Any:
    """Somebody with other eyes than a passer-by, there for as long as something is rehearsed."""
    if not running():
        raise RuntimeError("only a rehearsal has people who do not exist")
    return _parts[part](*things)


class GaveWay(DomainError):
    code = "busy"
    status = 503
    message = _("这会儿有人正在买，过一下会自动再试。")


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written inside is gone afterwards, and what is kept for everybody is neither read nor made."""
    token = _running.set(True)
    try:
        with transaction.atomic(durable=True):
            try:
                with connection.cursor() as cursor:
                    cursor.execute("select set_config('lock_timeout', %s, true)", [PATIENCE])
                    cursor.execute("select set_config('statement_timeout', %s, true)", [LONGEST])
                yield
            finally:
                transaction.set_rollback(True)
    except OperationalError as error:
        if isinstance(error.__cause__, GAVE_WAY):
            raise GaveWay from error
        raise
    finally:
        _running.reset(token)
