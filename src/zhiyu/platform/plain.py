"""Plain SQL for the few reads that every visit makes: bound by the server and planned once a connection.

PostgreSQL spends longer on planning a join of five tables than on answering it, and Django sends every statement as
new. Prepared, the same read costs a seventh. Through a pooler (``DATABASE_DIRECT_URL``) nothing is prepared.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any, cast

import psycopg
from django.db import connection

Parameters = Sequence[Any] | Mapping[str, Any]


def rows(statement: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
    """All rows of a statement of ours; it takes part in the caller's transaction like any other."""
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    began = time.monotonic()
    with connection.wrap_database_errors, psycopg.Cursor(cast("Any", connection.connection)) as cursor:
        cursor.execute(statement.encode(), parameters, prepare=True)
        found = cursor.fetchall()
    if connection.queries_logged:
        connection.queries_log.append({"sql": statement, "time": f"{time.monotonic() - began:.3f}"})
    return found


def row(statement: str, parameters: Parameters = ()) -> tuple[Any, ...] | None:
    found = rows(statement, parameters)
    return found[0] if found else None
