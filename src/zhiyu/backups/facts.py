"""What a database holds, told so that two of them can be compared: rows and a digest of every table."""

from collections.abc import Callable
from typing import Any

from zhiyu.backups.binaries import LEFT_OUT

SETTINGS = (
    "set local timezone = 'UTC'",
    "set local datestyle = 'ISO, MDY'",
    "set local intervalstyle = 'postgres'",
    "set local extra_float_digits = 1",
    "set local bytea_output = 'hex'",
)
TABLES = (
    "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " where c.relkind = 'r' and n.nspname = 'public' order by 1"
)
# The order of rows says nothing, so their hashes are added up.
DIGEST = "select count(*), coalesce(sum(('x' || substr(md5(t::text), 1, 16))::bit(64)::bigint::numeric), 0) from {} t"
Ask = Callable[[str], list[tuple[Any, ...]]]
"""Runs a statement inside a transaction and answers its rows, none when it has none."""


def tables(ask: Ask) -> dict[str, list[Any]]:
    for setting in SETTINGS:
        ask(setting)
    found = {}
    for (name,) in ask(TABLES):
        if name != LEFT_OUT:
            ((rows, digest),) = ask(DIGEST.format(name))
            found[name] = [rows, str(digest)]
    return found


def migrations(ask: Ask) -> list[list[str]]:
    return [list(row) for row in ask("select app, name from django_migrations order by app, name")]


def server_version(ask: Ask) -> int:
    """15 for every 15.x."""
    ((number,),) = ask("select current_setting('server_version_num')::int")
    return int(number) // 10000
