"""How much of what players say was watched there was time for, by the server's clock."""

from datetime import timedelta

from django.db.models import F

from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.learning.models import Attention, Progress, ProvenDay
from zhiyu.learning.ranges import MILLI, Watched, frontier, proved, total_ms

# A player reports every ten seconds; what it says may come a little before the time that it took.
SLACK_MS = 15 * MILLI
# Without the line a player has no more than some minutes in store. After a longer silence it is another sitting.
SILENCE_MS = 10 * 60 * MILLI
STEP_MS = 2 * MILLI
FIRST_VIEW = 1
FASTEST = 3
"""The fastest speed that players offer."""


def prove(progress: Progress, ranges: Watched, *, length: float, held: bool) -> None:
    """Inside a transaction, with ``progress`` locked: add to ``proven`` what there was time for, and use that time up.

    A person's time is one for all lessons and devices, so that two at once give no more than one.
    """
    speed = FIRST_VIEW if held else FASTEST
    attention = attention_on(user_id=progress.user_id, lesson_id=progress.lesson_id)
    before = total_ms(progress.proven)
    budget = attention.left_ms * speed
    step = STEP_MS if held else None
    progress.proven = proved(progress.proven, ranges, length=length, budget_ms=budget, step_ms=step)
    progress.reached = frontier(progress.proven, slack_ms=STEP_MS)
    grown = total_ms(progress.proven) - before
    if grown > 0:
        attention.left_ms = max(0, attention.left_ms - -(-grown // speed))
        progress.pace = max(progress.pace, speed)
        note_day(progress, grown)
    attention.save(update_fields=["lesson_id", "left_ms", "at"])


def attention_on(*, user_id: int, lesson_id: int) -> Attention:
    """Locked, with the time that has passed. Who turns to a lesson begins there with no more than the slack."""
    at = now()
    mine = Attention.objects.select_for_update().filter(user=user_id)
    one = mine.first()
    if one is None:
        begun = {"lesson_id": lesson_id, "left_ms": SLACK_MS, "at": at}
        made, created = Attention.objects.get_or_create(user_id=user_id, defaults=begun)
        one = made if created else mine.get()
    passed = max(0, (at - one.at) // timedelta(milliseconds=1))
    goes_on = one.lesson_id == lesson_id and passed <= SILENCE_MS
    one.left_ms = min(one.left_ms + passed, SILENCE_MS if goes_on else SLACK_MS)
    one.lesson_id, one.at = lesson_id, max(one.at, at)
    return one


def note_day(progress: Progress, grown: int) -> None:
    today = now().astimezone(SHANGHAI).date()
    if not ProvenDay.objects.filter(progress=progress, on=today).update(ms=F("ms") + grown):
        ProvenDay.objects.create(progress=progress, on=today, ms=grown)
