"""Who is served which variants, for ``media.serving``. No numpy: it runs where pages are answered."""

import hashlib
from functools import lru_cache

from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.media.gate import TicketClaims
from zhiyu.platform import plain
from zhiyu.tracing import seeds, words
from zhiyu.tracing.models import Issue, Trace


class Served:
    def letters(self, *, trace: int, account: int) -> bytes:
        seed, first, count = place_of(trace)
        return words.letters(seed=seed, account=account, first=first, count=count)

    def note(self, *, trace: int, claims: TicketClaims) -> None:
        """The first time counts; visitors have no account that could be named."""
        if claims.user_id is not None:
            issue(trace, claims.version, claims.user_id, claims.device_id)


@lru_cache(maxsize=16_384)
def issue(trace: int, version: int, user_id: int, device_id: int | None) -> None:
    """Known here once it is written: while a film is shown by the clock, each of its players asks every two seconds."""
    word = hashlib.sha256(Served().letters(trace=trace, account=user_id)).hexdigest()
    made = Issue(trace_id=trace, version=version, user_id=user_id, device_id=device_id, word=word, at=now())
    plain.insert(made, unless="(trace_id, version, user_id)")


@lru_cache(maxsize=1024)
def place_of(trace: int) -> tuple[bytes, int, int]:
    """(the seed of its course's code, its first place, how many): fixed for as long as there is a trace."""
    found = Trace.objects.filter(pk=trace).values_list("course_id", "epoch", "first", "count").first()
    if found is None:
        raise NotFound
    course_id, epoch, first, count = found
    return seeds.code_seed(course_id=course_id, epoch=epoch), first, count
