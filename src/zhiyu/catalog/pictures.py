"""Pictures that texts show: which of them anybody may see, and which only who has the text.

Which texts show a picture is asked by an index over what ``catalog_pictures_in`` finds in them, so nothing has to be
kept in step with what is written.
"""

import re
from functools import cache
from uuid import UUID

from django.db import connection

from zhiyu.catalog.shelf import ShelfLesson, lessons_with_texts
from zhiyu.media import attached
from zhiyu.platform.plain import row, rows

ADDRESS = re.compile(r"/media/assets/(?P<id>[0-9a-f-]{36})/image")
SHOWN = {"cover_image", "group_qr", "group_code"}
"""Foreign keys whose pictures pages show. All others are of what leaves by right alone: slips, proofs, attachments."""
LIVE = """
    from catalog_lesson l join catalog_chapter h on h.id = l.chapter_id
    where l.removed_at is null and h.removed_at is null and catalog_pictures_in(l.body) @> array[%(picture)s]
"""
WORDS = f"""
    select exists (select from catalog_course where catalog_pictures_in(intro) @> array[%(picture)s])
        or exists (select from catalog_course where catalog_pictures_in(teacher_intro) @> array[%(picture)s])
        or exists (select {LIVE} and l.free)
"""  # noqa: S608
SOLD = f"select l.id {LIVE} and not l.free and l.kind <> 'book'"


def pictures_in(text: str) -> list[str]:
    """Their ids, in the order of the text, each once."""
    return list(dict.fromkeys(found["id"] for found in ADDRESS.finditer(text)))


def open_pictures(lesson: ShelfLesson) -> set[str]:
    """What the part of its text that anybody may read shows."""
    return set(pictures_in(lesson.open_part))


def shown_to_all(asset_id: UUID) -> bool:
    """Whether a picture stands anywhere where anybody may look. What stands nowhere yet is its editor's alone."""
    asked = {"asset": asset_id, "picture": str(asset_id)}
    if any(row(statement, asked) == (True,) for statement in (_referred(), WORDS)):
        return True
    if attached.mentioned(asset_id, apart="catalog"):
        return True
    sold = [lesson_id for (lesson_id,) in rows(SOLD, asked)]
    return bool(sold) and any(str(asset_id) in open_pictures(one) for one in lessons_with_texts(sold))


@cache
def _referred() -> str:
    named = connection.ops.quote_name
    every = (
        f"exists (select from {named(one.model._meta.db_table)} where {named(str(one.column))} = %(asset)s)"  # noqa: SLF001
        for one in attached.references()
        if one.name in SHOWN
    )
    return f"select {' or '.join(every)}"
