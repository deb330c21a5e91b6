"""What the database holds, in one number a table."""

import functools
from collections.abc import Iterable

from django.db import connection, transaction

WRITTEN = """
select name, count from (
    select relname, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
        + pg_stat_get_xact_tuples_deleted(oid)
    from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' offset 0
) as told (name, count) where count > 0
"""


@functools.cache
def tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def fingerprint(names: Iterable[str] | None = None) -> dict[str, str]:
    """A hash of all rows of each table; two equal ones mean that nothing was written between them."""
    wanted = [name for name in (tables() if names is None else names) if name != "django_migrations"]
    if not wanted:
        return {}
    one = "select '{0}', md5(coalesce(string_agg(t::text, E'\\n' order by t::text), '')) from \"{0}\" t"
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(one.format(name) for name in wanted))
        return dict(cursor.fetchall())


def writes() -> dict[str, int]:
    """How many rows of each table this transaction has written, also those it took back; none is not told.

    The view pg_stat_xact_user_tables says the same, but joins each table to its indexes, at three times the cost.
    """
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return dict(cursor.fetchall())


def changed(rows: dict[str, str], written: dict[str, int]) -> list[str]:
    """The tables that differ from ``rows``, looking only where something was written since this was last asked."""
    now = writes()
    touched = [name for name, count in now.items() if count != written.get(name, 0)]
    written.update(now)
    return sorted(name for name, found in fingerprint(touched).items() if rows.get(name) != found)


def undone() -> transaction.Atomic:
    """A transaction of the tests, which what must be outermost in the product does not mind."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # noqa: SLF001 -- as Django's own TestCase says it
    return block
