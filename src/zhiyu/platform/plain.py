"""Plain SQL for the few reads that every visit makes, and the writes of a sale: bound by the server, planned once.

PostgreSQL spends longer on planning a join of five tables than on answering it, and Django sends every statement as
new. Prepared, the same read costs a seventh. Through a pooler (``DATABASE_DIRECT_URL``) nothing is prepared.
"""

import re
import time
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, TypeVar, cast

import psycopg
from django.db import DatabaseError, connection, connections
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault

M = TypeVar("M", bound=Model)
Shape = tuple[type[Model], tuple[str, ...]]
"""A table and which of its columns are left to their defaults."""
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
    statement = f'select {_columns(model)[0]} from "{model._meta.db_table}" {rest}'  # noqa: S608, SLF001
    return [_made(model, values) for values in rows(statement, parameters)]


def together(models: Mapping[str, type[Model]], rest: str, parameters: Parameters = ()) -> list[list[Any]]:
    """Whole rows of several tables side by side, by the aliases that ``rest`` gives them from its ``from`` on."""
    listed = ", ".join(f"{alias}.{column}" for alias, one in models.items() for column in _columns(one)[0].split(", "))
    made = []
    for values in rows(f"select {listed} {rest}", parameters):
        left = iter(values)
        made.append([_made(one, [*islice(left, len(one._meta.concrete_fields))]) for one in models.values()])  # noqa: SLF001
    return made


def _made(model: type[M], values: Sequence[Any]) -> M:
    _, fields = _columns(model)
    names = [name for name, _ in fields]
    converted = [change(value) if change else value for (_, change), value in zip(fields, values, strict=True)]
    return model.from_db("default", names, converted)


def insert(first: Model, *others: Model, unless: str = "") -> bool:
    """New rows in one statement, as ``save()`` would write them; ``others`` may refer to the first.

    ``unless`` is the unique key that may be taken: where the first is there already, nothing is written. A column
    whose default the database knows is left to it, unless the model holds another value.
    """
    made = (first, *others)
    shapes = tuple(_shape(one) for one in made)
    owned = ((), *(_pointing_at(first, other, left) for other, (_, left) in zip(others, shapes[1:], strict=True)))
    values = [
        value for one, (_, left), skip in zip(made, shapes, owned, strict=True) for value in _values(one, left, skip)
    ]
    ids = row(_inserting(shapes, owned, unless), values)
    if ids is None:
        return False
    for one, pk, skip in zip(made, ids, owned, strict=True):
        one.pk, one._state.adding, one._state.db = pk, False, "default"  # noqa: SLF001 -- what save() does
        for name in skip:
            setattr(one, name, first.pk)
    return True


def update(one: Model, *names: str) -> None:
    """``save(update_fields=names)``."""
    fields: list[Any] = [one._meta.get_field(name) for name in names]  # noqa: SLF001
    values = [field.get_db_prep_save(field.pre_save(one, add=False), connection) for field in fields]
    listed = ", ".join(f'"{field.column}" = %s' for field in fields)
    table = one._meta.db_table  # noqa: SLF001
    if not rows(f'update "{table}" set {listed} where id = %s returning id', [*values, one.pk]):  # noqa: S608
        raise DatabaseError(f"{one!r} is not there")


def _shape(one: Model) -> Shape:
    """Which columns a row leaves to the database: few shapes a table, so that its statements stay prepared."""
    return type(one), tuple(
        field.attname for field in _defaulted(type(one)) if _is_default(getattr(one, field.attname), field)
    )


def _is_default(value: Any, field: Any) -> bool:
    return isinstance(value, DatabaseDefault) or value == field.db_default


def _pointing_at(first: Model, other: Model, left: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of ``other`` that will hold the first's id."""
    related = [field for field in _written(type(other), left) if field.is_relation and field.is_cached(other)]
    return tuple(field.attname for field in related if field.get_cached_value(other) is first)


def _values(one: Model, left: tuple[str, ...], skip: Sequence[str]) -> list[Any]:
    return [
        field.get_db_prep_save(field.pre_save(one, add=True), connection)
        for field in _written(type(one), left)
        if field.attname not in skip
    ]


@cache
def _defaulted(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.has_db_default()]  # noqa: SLF001


@cache
def _written(model: type[Model], left: tuple[str, ...]) -> list[Any]:
    fields = model._meta.concrete_fields  # noqa: SLF001
    return [field for field in fields if not field.primary_key and field.attname not in left]


@cache
def _inserting(shapes: tuple[Shape, ...], owned: tuple[tuple[str, ...], ...], unless: str) -> str:
    conflict = f" on conflict {unless} do nothing" if unless else ""
    first = shapes[0]
    parts = [f"{_into(*first)} values ({', '.join('%s' for _ in _written(*first))}){conflict} returning id"]
    for shape, names in zip(shapes[1:], owned[1:], strict=True):
        given = ("r0.id" if field.attname in names else f"%s::{_bare_type(field)}" for field in _written(*shape))
        parts.append(f"{_into(*shape)} select {', '.join(given)} from r0 returning id")  # noqa: S608
    if not shapes[1:]:
        return parts[0]
    named = ", ".join(f"r{n} as ({part})" for n, part in enumerate(parts))
    places = range(len(parts))
    return f"with {named} select {', '.join(f'r{n}.id' for n in places)} from {', '.join(f'r{n}' for n in places)}"  # noqa: S608


def _into(model: type[Model], left: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in _written(model, left))
    return f'insert into "{model._meta.db_table}" ({columns})'  # noqa: SLF001


def _bare_type(field: "Field[Any, Any]") -> str:
    """Without its length: a text that is too long is refused by the column, not cut short by the cast."""
    return re.sub(r"\(.*?\)", "", str(field.cast_db_type(connection)))


@cache
def _columns(model: type[Model]) -> tuple[str, list[tuple[str, Any]]]:
    fields = model._meta.concrete_fields  # noqa: SLF001 -- Django's documented way to a model's fields
    return ", ".join(f'"{field.column}"' for field in fields), [(field.attname, _converter(field)) for field in fields]


def _converter(field: Any) -> Any:
    change = getattr(field, "from_db_value", None)
    return None if change is None else lambda value: change(value, None, connection)
