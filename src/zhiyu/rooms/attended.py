"""What of a replay somebody saw who was at the class. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from zhiyu.rooms.queries import BEAT

# Presence is noted by beats: at both ends as much may be missing, and of a reload in between.
SLACK = 2 * BEAT


@dataclass(frozen=True, kw_only=True)
class Held:
    """A class from when until when, and the length of what was kept of it, in seconds."""

    began_at: datetime
    ended_at: datetime
    length: float


@dataclass(frozen=True, kw_only=True)
class There:
    first_at: datetime
    last_at: datetime
    seconds: int


def seen(held: Held, there: There) -> list[tuple[float, float]]:
    """Nothing where it is not known which part: of who went away for a while only their seconds are kept, and where
    the line to the teacher was cut the film is shorter than the class, so that its seconds are others.
    """
    came = max(there.first_at, held.began_at)
    left = min(there.last_at, held.ended_at)
    if left <= came or timedelta(seconds=there.seconds) < left - came - SLACK:
        return []
    early, late = came - held.began_at <= SLACK, held.ended_at - left <= SLACK
    cut = held.ended_at - held.began_at - timedelta(seconds=held.length) > SLACK
    if cut and not (early and late):
        return []
    start = 0.0 if early else (came - held.began_at).total_seconds()
    end = held.length if late else (left - held.began_at).total_seconds()
    return [(start, min(end, held.length))]
