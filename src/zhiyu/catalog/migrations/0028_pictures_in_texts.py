"""Which texts show a picture, found by an index: asked before a picture leaves from its public address."""

from django.db import migrations

# Text and not uuid: what is typed may look like an id and be none.
MAKE = """
create or replace function catalog_pictures_in(words text) returns text[]
language sql immutable strict parallel safe cost 1000 as $$
    select coalesce(array_agg(found[1]), '{}')
    from regexp_matches(words, '/media/assets/([0-9a-f-]{36})/image', 'g') found
$$
"""
TAKE_BACK = "drop function if exists catalog_pictures_in(text)"
INDEXED = {
    "lesson_by_picture": ("catalog_lesson", "body"),
    "course_by_picture": ("catalog_course", "intro"),
    "teacher_by_picture": ("catalog_course", "teacher_intro"),
}


def index(name: str, table: str, column: str) -> migrations.RunSQL:
    """A kill leaves a half-built one behind, which is taken away first."""
    drop = f"drop index concurrently if exists {name}"
    make = f"create index concurrently {name} on {table} using gin (catalog_pictures_in({column}))"
    return migrations.RunSQL([drop, make], drop)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("catalog", "0027_trace_against"),
    ]

    operations = [
        migrations.RunSQL(MAKE, TAKE_BACK),
        *(index(name, *where) for name, where in INDEXED.items()),
    ]
