"""Pictures that the texts of lessons and courses show: which of them anybody may see, and which only who has the text.

Which texts show a picture is asked by an index over what ``catalog_pictures_in`` finds in them, so nothing has to be
kept in step with what is written.
"""

import re
from uuid import UUID

from zhiyu.catalog.excerpts import first_part
from zhiyu.catalog.models import Lesson
from zhiyu.media.attached import used_beside
from zhiyu.platform.plain import row, rows

ADDRESS = re.compile(r"/media/assets/(?P<id>[0-9a-f-]{36})/image")
LESSONS = """
    select l.kind, l.free, l.preview_seconds, l.removed_at is null and h.removed_at is null,
           case when l.free or l.preview_seconds = 0 or l.kind = 'book' then '' else l.body end
    from catalog_lesson l join catalog_chapter h on h.id = l.chapter_id
    where catalog_pictures_in(l.body) @> array[%s]
"""
COURSES = """
    select exists (select from catalog_course where catalog_pictures_in(intro) @> array[%(picture)s])
        or exists (select from catalog_course where catalog_pictures_in(teacher_intro) @> array[%(picture)s])
"""


def pictures_in(text: str) -> list[str]:
    """Their ids, in the order of the text, each once."""
    return list(dict.fromkeys(found["id"] for found in ADDRESS.finditer(text)))


def open_pictures(body: str, preview_seconds: int | None) -> set[str]:
    """Of a text that is sold: what its free part shows."""
    return set() if preview_seconds == 0 else set(pictures_in(first_part(body)))


def kept(asset_id: UUID) -> bool:
    """Whether a picture is in texts that are sold, and nowhere where anybody may look.

    A text that was removed keeps its pictures and opens none. What is in no text at all was never kept.
    """
    picture = str(asset_id)
    shown = rows(LESSONS, [picture])
    if all(free for _kind, free, *_rest in shown):
        return False
    for kind, free, preview_seconds, live, body in shown:
        excerpt = kind != Lesson.Kind.BOOK and picture in open_pictures(body, preview_seconds)
        if live and (free or excerpt):
            return False
    in_courses = row(COURSES, {"picture": picture})
    return not (in_courses and in_courses[0]) and not used_beside(asset_id, apart="catalog")
