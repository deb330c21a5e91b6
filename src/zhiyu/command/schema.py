"""A new database is given its schema as one file, ``schema.sql``, and walks only the steps that are newer than it.

Django renders every model again at each step: 15 CPU seconds of every first start, for what the file says in one
(docs/adr/0021). ``tools.schema`` writes it; a test holds that both ways lead to the same database.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

FILE = Path(__file__).with_name("schema.sql")
WRITTEN_BY = 18
STEP = re.compile(r"^\t\(\d+, '(\w+)', '(\w+)', ", re.MULTILINE)
STEPS = "INSERT INTO public.django_migrations "
if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


def lay(database: "BaseDatabaseWrapper") -> bool:
    """Whether it was laid: into an empty ``public`` of the version that wrote it, if all its steps are still ours."""
    from django.db import transaction  # noqa: PLC0415 -- Django is set up by whoever migrates
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    if not FILE.exists() or not is_new(database):
        return False
    written = FILE.read_text(encoding="utf-8")
    if not steps_in(written) <= set(MigrationLoader(None).disk_migrations):
        return False
    with transaction.atomic(), database.cursor() as cursor:
        cursor.execute("set local check_function_bodies = off")
        cursor.execute(written)
        cursor.execute("update public.django_migrations set applied = now()")
    return True


def is_new(database: "BaseDatabaseWrapper") -> bool:
    with database.cursor() as cursor:
        cursor.execute(
            "select current_setting('server_version_num')::int / 10000, current_schema(),"
            " (select count(*) from pg_class where relnamespace = 'public'::regnamespace)"
        )
        return bool(cursor.fetchone() == (WRITTEN_BY, "public", 0))


def steps_in(written: str) -> set[tuple[str, str]]:
    """App and name of each migration that the file stands for."""
    _before, _found, rows = written.partition(STEPS)
    return {(app, name) for app, name in STEP.findall(rows.partition(";\n")[0])}
