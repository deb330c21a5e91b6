"""Migrations that would stop a school that is open. Exit 1 and one line per breach: ``path:line RULE sentence``.

An upgrade migrates while the version before still answers. So a step may neither hold a lock for as long as a table
is long, nor take away what that version uses. Where a step is right all the same, a comment on it says why:
``# live-ok: a few hundred rows at most``.
"""

import ast
import inspect
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.contrib.postgres import operations as postgres
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

ALLOWED = re.compile(r"#\s*live-ok:\s*\S+")
# Version 0.1 knew no reload: it is stopped for what leads on from it.
UNDER_A_STOPPED_SCHOOL = {
    *["access.0001_initial", "accounts.0001_initial", "catalog.0001_initial", "catalog.0002_first_categories"],
    *["commerce.0001_initial", "commerce.0002_refund_follows", "learning.0001_initial", "ledger.0001_initial"],
    *["ledger.0002_append_only", "media.0001_initial", "platform.0001_initial", "search.0001_initial"],
    *["wechat_pay.0001_initial", "accounts.0002_security", "commerce.0003_bounded_and_billed"],
    "platform.0002_licences",
}
TAKES_AWAY = (migrations.RenameField, migrations.RenameModel, migrations.RemoveField, migrations.DeleteModel)
SQL = {
    "INDEX": re.compile(r"create\s+(unique\s+)?index\s+(?!concurrently)", re.IGNORECASE),
    "TYPE": re.compile(r"alter\s+column\s+\S+\s+(set\s+data\s+)?type\b", re.IGNORECASE),
    "CONSTRAINT": re.compile(r"add\s+constraint\b(?!.*not\s+valid)", re.IGNORECASE | re.DOTALL),
    "TABLE": re.compile(r"\block\s+table\b|\bset\s+not\s+null\b|\bvacuum\s+full\b|\bcluster\b", re.IGNORECASE),
}
SENTENCES = {
    "INDEX": "locks the table while it is built: AddIndexConcurrently in a migration with atomic = False",
    "ATOMIC": "an index is built concurrently only in a migration with atomic = False",
    "NOT_NULL": "the version before inserts rows without it: null=True, or a db_default",
    "REVERSE": "cannot be taken back: name a reverse, or noop",
    "TYPE": "rewrites the table: add a column, fill it, change over, drop the old one in a later version",
    "GONE": "the version before still uses it: drop it one version after the last use",
    "CONSTRAINT": "reads the whole table under a lock: AddConstraintNotValid, then ValidateConstraint",
    "TABLE": "holds a lock for as long as the table is long",
}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyu.config.settings")
    django.setup()
    loader = MigrationLoader(None)
    found = []
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        path = Path(inspect.getfile(type(migration)))
        if "zhiyu" not in path.parts or f"{app}.{name}" in UNDER_A_STOPPED_SCHOOL:
            continue
        before = loader.project_state((app, name), at_end=False)
        found += [f"{os.path.relpath(path)}:{one}" for one in breaches(migration, before, path.read_text())]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


def breaches(migration: migrations.Migration, before: ProjectState, text: str) -> Iterator[str]:
    """``line RULE sentence`` for each step that a live school would feel."""
    places = spans(text)
    made = {x.name_lower for x in migration.operations if isinstance(x, migrations.CreateModel)}
    state = before.clone()
    for number, operation in enumerate(migration.operations):
        first, last = places[number] if number < len(places) else (1, 1)
        if not any(ALLOWED.search(line) for line in text.splitlines()[max(first - 2, 0) : last]):
            for rule in rules(operation, migration, state, made):
                yield f"{first} {rule} {SENTENCES[rule]}"
        operation.state_forwards(migration.app_label, state)


def spans(text: str) -> list[tuple[int, int]]:
    """The lines of each entry of ``operations = […]``."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List):
            names = [x.id for x in node.targets if isinstance(x, ast.Name)]
            if names == ["operations"]:
                return [(x.lineno, x.end_lineno or x.lineno) for x in node.value.elts]
    return []


def rules(operation: Operation, migration: migrations.Migration, state: ProjectState, made: set[str]) -> Iterator[str]:
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from rules(inner, migration, state, made)
    elif isinstance(operation, migrations.RunPython):
        yield from ["REVERSE"] if operation.reverse_code is None else []
    elif isinstance(operation, migrations.RunSQL):
        yield from of_sql(operation)
    elif getattr(operation, "model_name_lower", None) not in made:
        yield from of_table(operation, migration, state)


def of_sql(operation: migrations.RunSQL) -> Iterator[str]:
    yield from ["REVERSE"] if operation.reverse_sql is None else []
    yield from (rule for rule, pattern in SQL.items() if pattern.search(str(operation.sql)))


def of_table(operation: Operation, migration: migrations.Migration, state: ProjectState) -> Iterator[str]:
    if isinstance(operation, postgres.AddIndexConcurrently):
        yield from ["ATOMIC"] if migration.atomic else []
    elif isinstance(operation, migrations.AddIndex):
        yield "INDEX"
    elif isinstance(operation, migrations.AddConstraint) and not isinstance(operation, postgres.AddConstraintNotValid):
        yield "CONSTRAINT" if isinstance(operation.constraint, models.CheckConstraint) else "INDEX"
    elif isinstance(operation, migrations.AddField):
        yield from of_new_column(operation.field)
    elif isinstance(operation, migrations.AlterField):
        model = state.models[migration.app_label, operation.model_name_lower]
        yield from of_changed_column(model.fields[operation.name], operation.field)
    elif isinstance(operation, TAKES_AWAY):
        yield "GONE"


def of_new_column(field: Any) -> Iterator[str]:
    if isinstance(field, models.ManyToManyField):
        return
    if not field.null and not field.has_db_default():
        yield "NOT_NULL"
    if field.db_index or field.unique:
        yield "INDEX"


def of_changed_column(old: Any, new: Any) -> Iterator[str]:
    if column_type(old) != column_type(new) and not widens(old, new):
        yield "TYPE"
    if old.null and not new.null:
        yield "TABLE"
    if (new.db_index or new.unique) and not (old.db_index or old.unique):
        yield "INDEX"


def column_type(field: Any) -> str:
    if isinstance(field, models.ForeignKey):
        return "reference"
    return str(field.db_type(connection))


def widens(old: Any, new: Any) -> bool:
    """A longer varchar, or text in its place, is a change of the catalogue only."""
    if not isinstance(old, models.CharField):
        return False
    if isinstance(new, models.CharField):
        return (new.max_length or sys.maxsize) >= (old.max_length or sys.maxsize)
    return type(new) is models.TextField


if __name__ == "__main__":
    sys.exit(main())
