"""Who may be in a room: who may open the lesson, which ``access`` says, and who works here."""

from collections.abc import Iterable

from zhiyu.kernel.clock import now
from zhiyu.platform.plain import rows

# Staff who look into any lesson are told by their roles, which the caller knows.
STILL = """
select asked.room, asked.person from unnest(%(rooms)s::bigint[], %(people)s::bigint[]) asked (room, person)
join live_liveclass v on v.id = asked.room
join catalog_lesson l on l.id = v.lesson_id and l.removed_at is null
join catalog_chapter h on h.id = l.chapter_id and h.removed_at is null
join catalog_course c on c.id = h.course_id
join catalog_product p on p.id = c.product_id
left join catalog_single s on s.lesson_id = l.id
where l.free and p.status = 'published' or exists (
    select from access_right r where r.user_id = asked.person and r.product_id = any(array[p.id, s.product_id])
    and r.valid_from <= %(at)s and (r.valid_until is null or r.valid_until > %(at)s))
"""


def may_be_in(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of (room, person) that hold, for any number of them in one statement."""
    asked = list(pairs)
    if not asked:
        return set()
    said = {"rooms": [room for room, _ in asked], "people": [person for _, person in asked], "at": now()}
    return {(room, person) for room, person in rows(STILL, said)}
