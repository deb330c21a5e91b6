"""One class that is being received: what came is kept as it came, and given to ffmpeg, which cuts it by keyframes.

Nothing waits for the database here but the question, once a second, what is to be done with what comes in.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar
from uuid import UUID

import structlog
from django.db import close_old_connections

from zhiyu.kernel.clock import now
from zhiyu.live import actions, queries, sps
from zhiyu.live.actions.airing import Heard, Wanted
from zhiyu.live.cutting import Cutting, finished
from zhiyu.live.flv import AVC_HEAD, Recording, is_empty, is_keyframe, is_known, is_setting, size_of_picture, tag_bytes
from zhiyu.live.keys import KeyClaims
from zhiyu.live.models import Signal
from zhiyu.live.rtmp.session import Tag
from zhiyu.live.rtmp.wire import AUDIO, DATA, VIDEO
from zhiyu.live.space import Held, bytes_of, has_enough, is_tight, left_on_air
from zhiyu.media import files
from zhiyu.media.actions.streams import RECORDED_AS
from zhiyu.media.cutting import BEGINS_AT_MS
from zhiyu.media.models import Asset
from zhiyu.media.streaming import Growing

log = structlog.get_logger(__name__)
ASK_EVERY = 1.0
MOST_FAILURES, STEADY_MS = 5, 60_000
Answer = TypeVar("Answer")


@dataclass
class Missing:
    """What a recording misses, from when to when; ``at_ms`` in its own time."""

    at_ms: int = 0
    began_at: datetime = field(default_factory=now)
    until: datetime = field(default_factory=now)
    is_over: bool = False


class Closable(Protocol):
    def close(self) -> None: ...


Open = TypeVar("Open", bound=Closable)


class Room:
    """What is known of a stream before and while it is kept."""

    # Whether what the disk does not take is gone: else it lies elsewhere, and is read again.
    may_miss = True

    def __init__(self, claims: KeyClaims) -> None:
        self.class_id, self.key_number = claims.class_id, claims.number
        self.settings: dict[int, Tag] = {}
        self.size = (0, 0)
        self.bytes = 0
        self.began = self.asked = time.monotonic()
        self.problem = ""
        self.part: Part | None = None
        # No part could even be opened: the disk took nothing.
        self.shut_out: Missing | None = None
        self.stack = AsyncExitStack()
        self.leave = asyncio.Event()
        # How much of what an earlier process recorded is followed by what is read first.
        self.whole: int | None = None

    async def take(self, tag: Tag) -> None:
        self.bytes += len(tag.body)
        if tag.kind == DATA:
            self.size = size_of_picture(tag) or self.size
        elif not is_known(tag):
            self.problem = Signal.UNPLAYABLE
            return
        if is_empty(tag):
            return
        if is_setting(tag):
            self.note(tag)
        if self.part is not None:
            await self.part.take(tag, self.settings)

    def note(self, tag: Tag) -> None:
        self.settings[tag.kind] = tag
        if tag.kind == VIDEO and self.size == (0, 0):
            self.size = sps.size_of(tag.body[AVC_HEAD:]) or self.size

    async def ask(self) -> None:
        """Each second: tell what comes in, hear whether it is to be kept."""
        if self.part is not None:
            await self.part.look()
        hear = partial(actions.hear, class_id=self.class_id, key_number=self.key_number, heard=self.heard())
        wanted, asset_id = await finished(partial(of_database, hear))
        await self.note_missing()
        if wanted == Wanted.KEEP and asset_id is not None:
            await self.keep(asset_id)
        if wanted == Wanted.LEAVE:
            await self.dismissed()

    def heard(self) -> Heard:
        passed = time.monotonic() - self.asked
        kbps = round(self.bytes * 8 / 1000 / passed) if passed else 0
        self.bytes, self.asked = 0, time.monotonic()
        of_disk = self.part.problem if self.part else Signal.BOTH if self.shut_out else ""
        return Heard(
            width=self.size[0],
            height=self.size[1],
            kbps=kbps,
            seconds=round(time.monotonic() - self.began),
            problem=self.problem or of_disk,
        )

    async def keep(self, asset_id: UUID) -> None:
        if self.part is not None:
            return
        left = await finished(partial(of_database, partial(queries.seconds_left, self.class_id)))
        part = part_of(asset_id, whole=self.whole, room=bytes_of(left), may_miss=self.may_miss)
        try:
            self.part = await self.stack.enter_async_context(part)
        except OSError as error:
            if not self.may_miss:
                raise
            log.warning("a class cannot be kept", class_id=self.class_id, error=str(error))
            self.shut_out = self.shut_out or Missing()
            self.shut_out.until = now()
        else:
            self.whole = None
            if self.shut_out is not None:
                self.shut_out.until, self.shut_out.is_over = now(), True

    async def note_missing(self) -> None:
        """For who teaches: what of the class the recording has not."""
        missed = [*(self.part.missed if self.part else ()), *([self.shut_out] if self.shut_out else ())]
        for one in missed:
            over = one.is_over
            miss = partial(actions.miss, class_id=self.class_id, began_at=one.began_at, ended_at=one.until)
            await finished(partial(of_database, miss))
            if over and self.part is not None and one in self.part.missed:
                self.part.missed.remove(one)
            elif over:
                self.shut_out = None

    async def dismissed(self) -> None:
        self.leave.set()

    async def close(self) -> None:
        try:
            await self.note_missing()
        finally:
            await self.close_part()

    async def close_part(self) -> None:
        self.part = None
        try:
            await self.stack.aclose()
        finally:
            await asyncio.to_thread(of_database, partial(actions.silence, class_id=self.class_id))


class Part:
    """From one keyframe to the end of the connection, kept twice: as it came, and sealed by the second.

    The recording is what is saved first: room is held for it. What the disk does not take is left out of it up to the
    next keyframe that it takes; what cannot be sealed is not shown, and begins anew once there is room.
    """

    def __init__(self, recording: Recording, growing: Growing, held: Held, *, may_miss: bool) -> None:
        self.recording, self.growing, self.held = recording, growing, held
        self.failures, self.may_miss = 0, may_miss
        self.cutting: Cutting | None = None
        self.begun = self.barred = self.hidden = False
        self.missing: Missing | None = None
        self.missed: list[Missing] = []
        self.ends_ms = recording.base + BEGINS_AT_MS

    @property
    def problem(self) -> str:
        if self.hidden:
            return Signal.BOTH if self.missing else Signal.UNSEEN
        return Signal.UNKEPT if self.missing else ""

    async def take(self, tag: Tag, before: dict[int, Tag]) -> None:
        opens = is_keyframe(tag) or (VIDEO not in before and tag.kind == AUDIO and not is_setting(tag))
        if not self.begun and not opens:
            return
        at = self.recording.at(tag)
        opening = [*before.values(), tag] if opens else [tag]
        kept = [one for one in opening if one.kind != DATA] if self.missing else [tag] if self.begun else opening
        self.keep(kept, at, opens=opens)
        self.begun = True
        if self.cutting is not None and (opens or self.cutting.begun):
            shown = opening if not self.cutting.begun else [tag]
            await self.cutting.write(b"".join(tag_bytes(one, at) for one in shown))

    def keep(self, tags: list[Tag], at: int, *, opens: bool) -> None:
        if self.missing is not None:
            self.missing.until = now()
            if not opens:
                return
        try:
            self.written(tags, at)
        except OSError as error:
            if not self.may_miss:
                raise
            if self.missing is None:
                log.warning("a recording cannot be written", error=str(error))
                self.missing = Missing(at_ms=at)
                self.missed.append(self.missing)
        else:
            if self.missing is not None:
                self.missing.is_over, self.missing = True, None

    def written(self, tags: list[Tag], at: int) -> None:
        """What is held for it is given to it."""
        self.held.follow(self.recording.end)
        if self.barred and not self.held.size:
            raise files.no_room()
        if self.missing is not None:
            self.recording.leave_out(since=self.missing.at_ms, until=at)
        while True:
            try:
                self.recording.keep(tags, at)
            except OSError:
                if not self.held.give():
                    raise
            else:
                return

    async def look(self) -> None:
        """Each second: what viewers get begins anew where it ended, once there is room."""
        left = await finished(left_on_air)
        self.barred = not left
        if self.cutting is not None and (self.cutting.is_over or is_tight(left)):
            ended, self.cutting = self.cutting, None
            await ended.close()
            self.failures *= ended.ends_ms - self.ends_ms < STEADY_MS
            self.ends_ms = ended.ends_ms
            self.hidden = ended.is_out_of_room or is_tight(await finished(left_on_air)) or is_tight(left)
            self.failures += not self.hidden
        if self.cutting is None:
            await self.cut()

    async def cut(self) -> None:
        if self.failures >= MOST_FAILURES:
            return
        self.hidden = not has_enough(await finished(left_on_air))
        if self.hidden:
            return
        try:
            self.cutting = await Cutting.begin(self.growing.identity.asset_id, self.growing, begins_ms=self.ends_ms)
        except OSError as error:
            log.warning("a class cannot be shown", error=str(error))
            self.hidden = error.errno in files.NO_ROOM
            self.failures += not self.hidden

    async def close(self) -> None:
        if self.cutting is not None:
            await self.cutting.close()


@asynccontextmanager
async def part_of(
    asset_id: UUID, *, whole: int | None = None, room: int = 0, may_miss: bool = True
) -> AsyncIterator[Part]:
    original = files.original(Asset(pk=asset_id, mime=RECORDED_AS))
    with files.staging(f"held-{asset_id}") as stage:
        async with (
            opened(partial(Growing, asset_id)) as growing,
            opened(partial(Recording, original, whole)) as recording,
            opened(partial(Held, stage / "held", room)) as held,
        ):
            part = Part(recording, growing, held, may_miss=may_miss)
            try:
                await part.cut()
                yield part
            finally:
                await part.close()


@asynccontextmanager
async def opened(make: Callable[[], Open]) -> AsyncIterator[Open]:
    """What a thread opens is closed, whether or not anybody still waited for it."""
    opening = asyncio.get_running_loop().run_in_executor(None, make)
    try:
        yield await asyncio.shield(opening)
    finally:
        await asyncio.wait([opening])
        if opening.exception() is None:
            opening.result().close()


def of_database(ask: Callable[[], Answer]) -> Answer:
    """In a thread that is nobody's for long: its connection is looked at before, and given up after."""
    close_old_connections()
    try:
        return ask()
    finally:
        close_old_connections()
