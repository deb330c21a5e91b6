"""What the database holds, in one number a table."""

import functools

from django.db import connection, transaction


@functools.cache
def tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def fingerprint() -> dict[str, str]:
    """A hash of all rows of each table; two equal ones mean that nothing was written between them."""
    names = [name for name in tables() if name != "django_migrations"]
    one = "select '{0}', md5(coalesce(string_agg(t::text, E'\\n' order by t::text), '')) from \"{0}\" t"
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(one.format(name) for name in names))
        return dict(cursor.fetchall())


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return sorted(name for name in after if before.get(name) != after[name])


def undone() -> transaction.Atomic:
    """A transaction of the tests, which what must be outermost in the product does not mind."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # noqa: SLF001 -- as Django's own TestCase says it
    return block
