"""Plain SQL for the few reads that every visit makes: bound by the server and planned once a connection.

PostgreSQL spends longer on planning a join of five tables than on answering it, and Django sends every statement as
new. Prepared, the same read costs a seventh. Through a pooler (``DATABASE_DIRECT_URL``) nothing is prepared.
"""

import time
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast

import psycopg
from django.db import connection, connections
from django.db.models import Model

M = TypeVar("M", bound=Model)
Parameters = Sequence[Any] | Mapping[str, Any]


def rows(statement: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
    """All rows of a statement of ours; it takes part in the caller's transaction like any other."""
    db = connections["default"]
    db.close_if_health_check_failed()
    db.ensure_connection()
    db.validate_no_broken_transaction()
    began = time.monotonic()
    with db.wrap_database_errors, psycopg.Cursor(cast("Any", db.connection)) as cursor:
        cursor.execute(statement.encode(), parameters, prepare=True)
        found = cursor.fetchall()
    if db.queries_logged:
        db.queries_log.append({"sql": statement, "time": f"{time.monotonic() - began:.3f}"})
    return found


def row(statement: str, parameters: Parameters = ()) -> tuple[Any, ...] | None:
    found = rows(statement, parameters)
    return found[0] if found else None


def found(model: type[M], rest: str, parameters: Parameters = ()) -> list[M]:
    """Whole rows of one table as models; ``rest`` is what follows its name: ``where … order by … for update``."""
    names, convert, select = _columns(model)
    return [
        model.from_db(
            "default", names, [one(value) if one else value for one, value in zip(convert, values, strict=True)]
        )
        for values in rows(f"{select} {rest}", parameters)
    ]


@cache
def _columns(model: type[Model]) -> tuple[list[str], list[Any], str]:
    fields = model._meta.concrete_fields  # noqa: SLF001 -- Django's documented way to a model's fields
    listed = ", ".join(f'"{field.column}"' for field in fields)
    convert = [_converter(field) for field in fields]
    return [field.attname for field in fields], convert, f'select {listed} from "{model._meta.db_table}"'  # noqa: S608, SLF001


def _converter(field: Any) -> Any:
    change = getattr(field, "from_db_value", None)
    return None if change is None else lambda value: change(value, None, connection)
