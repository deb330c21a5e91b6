"""How much of what players say was watched there was time for, by the server's clock."""

from datetime import timedelta
from uuid import UUID

from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.learning.models import Attention, Progress
from zhiyu.learning.ranges import MILLI, Watched, frontier, joined, merged, ms, proved, total_ms
from zhiyu.platform.plain import found, rows, update

# A player reports every ten seconds; what it says may come a little before the time that it took.
SLACK_MS = 15 * MILLI
# Without the line a player has no more than some minutes in store. After a longer silence it is another sitting.
SILENCE_MS = 10 * 60 * MILLI
STEP_MS = 2 * MILLI
# Players stop a little before the duration the container claims, so the last second is never demanded.
LAST_SECOND = 1 * MILLI
FIRST_VIEW = 1
FASTEST = 3
"""The fastest speed that players offer."""
ON_DAY = """
    insert into learning_provenday as d (progress_id, "on", ms) values (%s, %s, %s)
    on conflict (progress_id, "on") do update set ms = d.ms + excluded.ms returning id
"""


def prove(progress: Progress, ranges: Watched, *, film: UUID, length: float, held: bool) -> None:
    """Inside a transaction, with ``progress`` locked: add to ``proven`` what there was time for, and use that time up.

    A person's time is one for all lessons and devices, so that two at once give no more than one.
    """
    turn_to(progress, film)
    # The last seconds of what was held follow after it is completed.
    speed = FIRST_VIEW if held or seen_whole(progress, length=length) else FASTEST
    attention = attention_on(user_id=progress.user_id, lesson_id=progress.lesson_id)
    before = total_ms(progress.proven)
    budget = attention.left_ms * speed
    step = STEP_MS if held else None
    progress.proven = proved(progress.proven, ranges, length=length, budget_ms=budget, step_ms=step)
    progress.reached = min(length, frontier(progress.proven, slack_ms=STEP_MS))
    grown = total_ms(progress.proven) - before
    if grown > 0:
        attention.left_ms = max(0, attention.left_ms - -(-grown // speed))
        progress.pace = max(progress.pace, speed)
        note_day(progress, grown)
    update(attention, "lesson_id", "left_ms", "at")


def attend(progress: Progress, ranges: Watched, *, film: UUID, length: float) -> None:
    """Inside a transaction, with ``progress`` locked: what was seen while it was live, as the room's own clock says.

    The same again adds nothing.
    """
    turn_to(progress, film)
    before = total_ms(progress.proven)
    progress.proven = joined([*progress.proven, *merged(ranges, length=length)])
    progress.reached = min(length, frontier(progress.proven, slack_ms=STEP_MS))
    grown = total_ms(progress.proven) - before
    if grown > 0:
        progress.pace = max(progress.pace, FIRST_VIEW)
        note_day(progress, grown)


def turn_to(progress: Progress, film: UUID) -> None:
    """Another film was not seen; one that is back was seen as far as it was, so that no minute of it counts again."""
    if progress.film not in {None, film}:
        progress.shelved[str(progress.film)] = progress.proven
        progress.proven = progress.shelved.pop(str(film), [])
    progress.film = film


def seen_whole(progress: Progress, *, length: float) -> bool:
    seen = total_ms(merged(progress.proven, length=length))
    return length > 0 and seen >= max(ms(length) - LAST_SECOND - STEP_MS, 1)


def attention_on(*, user_id: int, lesson_id: int) -> Attention:
    """Locked, with the time that has passed. Who turns to a lesson begins there with no more than the slack."""
    at = now()
    mine = "where user_id = %s for update"
    known = found(Attention, mine, [user_id])
    if not known:
        begun = {"lesson_id": lesson_id, "left_ms": SLACK_MS, "at": at}
        Attention.objects.get_or_create(user_id=user_id, defaults=begun)
        known = found(Attention, mine, [user_id])
    (one,) = known
    passed = max(0, (at - one.at) // timedelta(milliseconds=1))
    goes_on = one.lesson_id == lesson_id and passed <= SILENCE_MS
    one.left_ms = min(one.left_ms + passed, SILENCE_MS if goes_on else SLACK_MS)
    one.lesson_id, one.at = lesson_id, max(one.at, at)
    return one


def note_day(progress: Progress, grown: int) -> None:
    rows(ON_DAY, [progress.pk, now().astimezone(SHANGHAI).date(), grown])
