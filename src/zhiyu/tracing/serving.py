"""Who is served which variants and patterns, for ``media.serving``. No numpy: it runs where pages are answered."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from PIL import Image

from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import plain
from zhiyu.tracing import drawing, originals, queries, seeds, words
from zhiyu.tracing.models import Issue, Trace


class Served:
    def letters(self, *, trace: int, account: int) -> bytes:
        place = place_of(trace)
        return place.letters(account)

    def note(self, *, trace: int, version: int, account: int, device_id: int | None) -> None:
        """The first time counts."""
        issue(trace, version, account, device_id)

    def pictures(self, *, asset_id: UUID) -> int | None:
        return queries.drawn_on(asset_id)

    def drawn(self, picture: Image.Image, *, trace: int, number: int, account: int) -> Image.Image:
        seed = seeds.picture_seed(asset_id=place_of(trace).asset_id, number=number)
        return drawing.drawn(picture, seed=seed, account=account)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a trace stands in its course's code, whose seed this is; fixed for as long as there is a trace."""

    kind: str
    asset_id: UUID
    seed: bytes
    first: int
    count: int
    colluders: int
    pictures: tuple[int, ...]
    """The numbers of what it draws on."""

    @classmethod
    def of(cls, trace: Trace) -> "Place":
        drawn = Trace.Kind.PICTURES
        return cls(
            kind=trace.kind,
            asset_id=trace.asset_id,
            seed=seeds.code_seed(course_id=trace.course_id, epoch=trace.epoch),
            first=trace.first,
            count=trace.count,
            colluders=trace.colluders,
            pictures=tuple(one.number for one in originals.of_trace(trace)) if trace.kind == drawn else (),
        )

    def letters(self, account: int) -> bytes:
        return words.letters(
            seed=self.seed, account=account, first=self.first, count=self.count, colluders=self.colluders
        )

    def word(self, account: int) -> bytes:
        """All that an account is given by this trace: letters, or the cells of picture after picture."""
        if self.kind != Trace.Kind.PICTURES:
            return self.letters(account)
        each = (seeds.picture_seed(asset_id=self.asset_id, number=number) for number in self.pictures)
        return b"".join(words.coins(seed=one, account=account, count=drawing.CELLS) for one in each)


@lru_cache(maxsize=16_384)
def issue(trace: int, version: int, user_id: int, device_id: int | None) -> None:
    """Known here once it is written: while a film is shown by the clock, each of its players asks every two seconds."""
    word = hashlib.sha256(place_of(trace).word(user_id)).hexdigest()
    made = Issue(trace_id=trace, version=version, user_id=user_id, device_id=device_id, word=word, at=now())
    plain.insert(made, unless="(trace_id, version, user_id)")


@lru_cache(maxsize=1024)
def place_of(trace: int) -> Place:
    found = Trace.objects.defer(*Trace.HEAVY).filter(pk=trace).first()
    if found is None:
        raise NotFound
    return Place.of(found)
