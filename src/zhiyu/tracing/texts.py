"""Pictures in the texts of courses that are traced: which there are, and where they stand. No numpy."""

from uuid import UUID

from zhiyu.catalog.pictures import open_pictures
from zhiyu.platform.plain import row, rows

# What is free is read by everybody, and a book is sent as its file, bound: both have nothing here to mark.
TEXTS = """
    from catalog_lesson l join catalog_chapter h on h.id = l.chapter_id join catalog_course c on c.id = h.course_id
    where c.traced and not l.free and l.kind <> 'book' and l.removed_at is null and h.removed_at is null
"""
LISTED = f"""
    select l.id, l.preview_seconds, l.body, array_agg(distinct a.id)
    from media_asset a join (
        select l.id as lesson, unnest(catalog_pictures_in(l.body)) as picture {TEXTS}
    ) shown on shown.picture = a.id::text
    join catalog_lesson l on l.id = shown.lesson join catalog_chapter h on h.id = l.chapter_id
    where a.kind = 'image' and a.state = 'ready'
    group by l.id, h.id order by h.course_id, h.position, h.id, l.position, l.id
"""  # noqa: S608
COURSE = f"select min(h.course_id) {TEXTS} and catalog_pictures_in(l.body) @> array[%s]"
SHOWN_BY = """
    select l.id, array_position(catalog_pictures_in(l.body), %(picture)s) from catalog_lesson l
    where catalog_pictures_in(l.body) @> array[%(picture)s]
    order by l.free, l.removed_at nulls first, l.id
"""


def listed() -> dict[int, list[UUID]]:
    """Lessons in the order of courses, with the pictures in the paid part of their text."""
    found = {}
    for lesson_id, preview_seconds, body, pictures in rows(LISTED, []):
        free = open_pictures(body, preview_seconds)
        if sold := [one for one in pictures if str(one) not in free]:
            found[lesson_id] = sold
    return found


def course_of(asset_id: UUID) -> int | None:
    """The first course that wants a picture in one of its texts marked."""
    found = row(COURSE, [str(asset_id)])
    return found[0] if found else None


def places_of(asset_id: UUID) -> list[tuple[int, int]]:
    """Lessons whose text shows a picture, those that are sold first, and which of their pictures it is, from 1 on."""
    return [(lesson_id, number) for lesson_id, number in rows(SHOWN_BY, {"picture": str(asset_id)})]
