"""Pictures in the texts of courses that are traced: which there are, and where they stand. No numpy."""

from uuid import UUID

from zhiyu.catalog.pictures import open_pictures, pictures_in
from zhiyu.catalog.shelf import lessons_with_texts
from zhiyu.platform.plain import row, rows

# What is free is read by everybody, and a book is sent as its file, bound: both have nothing here to mark.
TEXTS = """
    from catalog_lesson l join catalog_chapter h on h.id = l.chapter_id join catalog_course c on c.id = h.course_id
    where c.traced and not l.free and l.kind <> 'book' and l.removed_at is null and h.removed_at is null
"""
LISTED = f"""
    select l.id, catalog_pictures_in(l.body) {TEXTS} and l.body like '%%/media/assets/%%'
    order by h.course_id, h.position, h.id, l.position, l.id
"""
READY = "select id from media_asset where id = any(%s) and kind = 'image' and state = 'ready' order by id"
COURSE = f"select min(h.course_id) {TEXTS} and catalog_pictures_in(l.body) @> array[%s]"
SHOWN_BY = """
    select l.id, l.body from catalog_lesson l
    join catalog_chapter h on h.id = l.chapter_id join catalog_course c on c.id = h.course_id
    where catalog_pictures_in(l.body) @> array[%(picture)s]
    order by coalesce(c.id = %(course)s, false) desc, c.traced desc, l.free,
             greatest(l.removed_at, h.removed_at) nulls first, l.id
"""


def listed() -> dict[int, list[UUID]]:
    """Lessons in the order of courses, with the pictures in the paid part of their text."""
    shown = {lesson_id: pictures for lesson_id, pictures in rows(LISTED, []) if pictures}
    free = {one.pk: open_pictures(one) for one in lessons_with_texts([*shown])} if shown else {}
    every = {UUID(one) for pictures in shown.values() for one in pictures if is_id(one)}
    ready = [asset_id for (asset_id,) in rows(READY, [[*every]])] if every else []
    found = {}
    for lesson_id, pictures in shown.items():
        sold = {*pictures} - free[lesson_id]
        if of_lesson := [one for one in ready if str(one) in sold]:
            found[lesson_id] = of_lesson
    return found


def is_id(typed: str) -> bool:
    try:
        UUID(typed)
    except ValueError:
        return False
    return True


def course_of(asset_id: UUID) -> int | None:
    """The first course that wants a picture in one of its texts marked."""
    found = row(COURSE, [str(asset_id)])
    return found[0] if found else None


def places_of(asset_id: UUID, *, course_id: int | None = None) -> list[tuple[int, int]]:
    """Lessons whose text shows a picture, the likeliest to be copied first, and which of their pictures it is, from 1.

    ``course_id``: whose lessons come before all others.
    """
    picture = str(asset_id)
    shown = rows(SHOWN_BY, {"picture": picture, "course": course_id})
    return [(lesson_id, pictures_in(body).index(picture) + 1) for lesson_id, body in shown]
