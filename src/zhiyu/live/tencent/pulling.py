"""Each class that is sent to Tencent is pulled once, as HTTP-FLV, and goes the way of what we receive ourselves.

What is there decides, not what we were told: a notice only makes us look at once, and a class is looked for at its
time without one.
"""

import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError

from zhiyu.kernel.calling import trusted
from zhiyu.kernel.clock import now
from zhiyu.live import actions
from zhiyu.live.alone import Alone
from zhiyu.live.cutting import finished
from zhiyu.live.ingest import run
from zhiyu.live.room import Room, of_database
from zhiyu.live.rtmp.session import Tag
from zhiyu.live.rtmp.wire import AUDIO, DATA, LARGEST, VIDEO
from zhiyu.live.tencent.addresses import pulled_from
from zhiyu.live.tencent.facts import Due, due
from zhiyu.media import files

log = structlog.get_logger(__name__)
LOOK_EVERY = 1.0
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
GIVEN_UP_AFTER = 30.0
SILENCE = httpx.Timeout(8.0, connect=4.0, read=15.0)
# What was said before a class was ended is still on its way for so long.
ON_ITS_WAY = 4.0
SIGNATURE, BEGINNING, HEAD, TAIL = b"FLV\x01", 13, 11, 4
# Somebody who sends anew begins their time anew, which may reach us on the same line.
BACK_MS = 1000
FOUND, REFUSED, MISSING = 200, 403, 404


class NotFlv(ValueError):
    """Something else answers at the play address."""


class Pieces:
    """What comes over the line, by the length that is asked for."""

    def __init__(self, coming: AsyncIterator[bytes]) -> None:
        self.coming, self.held = coming, bytearray()

    async def take(self, count: int) -> bytes | None:
        """None at the end."""
        while len(self.held) < count:
            more = await anext(self.coming, None)
            if more is None:
                return None
            self.held += more
        taken = bytes(self.held[:count])
        del self.held[:count]
        return taken


async def tags(coming: AsyncIterator[bytes]) -> AsyncIterator[Tag]:
    """Until the line ends, or another begins to send on it."""
    pieces, last = Pieces(coming), 0
    beginning = await pieces.take(BEGINNING)
    if beginning is None:
        return
    if not beginning.startswith(SIGNATURE):
        raise NotFlv
    while head := await pieces.take(HEAD):
        kind, size = head[0], int.from_bytes(head[1:4])
        if size > LARGEST[VIDEO]:
            raise NotFlv
        body = await pieces.take(size + TAIL)
        if body is None:
            return
        at = int.from_bytes(head[4:7]) | head[7] << 24
        if kind not in {AUDIO, VIDEO, DATA} or not size:
            continue
        if kind != DATA and at + BACK_MS < last:
            return
        last = max(last, at) if kind != DATA else last
        yield Tag(kind, at, body[:size])


class CloudRoom(Room):
    ended_at: float | None = None

    async def dismissed(self) -> None:
        """What is on its way when a class ends belongs to it."""
        if self.ended_at is None and self.part is not None:
            rest = partial(actions.rest_of, class_id=self.class_id, key_number=self.key_number)
            found = await finished(partial(of_database, rest))
            self.ended_at = found[1].timestamp() if found else None
        if self.ended_at is None or now().timestamp() > self.ended_at + ON_ITS_WAY:
            self.leave.set()


@dataclass
class Tried:
    """How a class was last looked for."""

    push: int | None = None
    times: int = 0
    again_at: float = 0.0
    missing_since: float | None = None


class Puller(Alone[CloudRoom]):
    client: httpx.AsyncClient

    def __init__(self) -> None:
        super().__init__()
        self.tried: dict[int, Tried] = {}

    def folder(self) -> Path:
        return made_folder()

    def every(self) -> float:
        return LOOK_EVERY

    async def watch(self) -> None:
        client = httpx.AsyncClient(
            timeout=SILENCE, trust_env=False, verify=trusted(), follow_redirects=True, max_redirects=3
        )
        async with client as self.client:
            await super().watch()

    async def look(self) -> None:
        """A database that is away for a moment stops no class."""
        with contextlib.suppress(OperationalError, InterfaceError):
            wanted = await finished(partial(of_database, due))
            self.tried = {one.claims.class_id: self.tried.get(one.claims.class_id, Tried()) for one in wanted}
            for one in wanted:
                if self.is_time(one):
                    self.begin(one.claims.class_id, self.follow(one))

    def is_time(self, one: Due) -> bool:
        tried = self.tried[one.claims.class_id]
        if one.push != tried.push:
            tried.push, tried.times, tried.again_at, tried.missing_since = one.push, 0, 0.0, None
        return one.claims.class_id not in self.tasks and time.monotonic() >= tried.again_at

    async def follow(self, one: Due) -> None:
        class_id = one.claims.class_id
        came: bool | None = None
        try:
            came = await self.pulled(one)
        except (httpx.HTTPError, NotFlv) as error:
            log.warning("a class could not be pulled", class_id=class_id, because=type(error).__name__)
        except Exception:
            log.exception("a class could not be kept", class_id=class_id)
        finally:
            self.rooms.pop(class_id, None)
            await self.note(one, came=came)

    async def note(self, one: Due, *, came: bool | None) -> None:
        """Who is said to send and is not found for long left without our being told.

        None: we could not ask, which says nothing of who sends.
        """
        tried, at = self.tried.get(one.claims.class_id, Tried()), time.monotonic()
        tried.times = 0 if came else tried.times + 1
        tried.again_at = at + PAUSES[min(tried.times, len(PAUSES) - 1)]
        if came is not None:
            tried.missing_since = None if came else tried.missing_since or at
        if came is False and one.push and tried.missing_since is not None and at > tried.missing_since + GIVEN_UP_AFTER:
            with contextlib.suppress(OperationalError, InterfaceError):
                await finished(partial(of_database, partial(actions.push_is_gone, push_id=one.push)))

    async def pulled(self, one: Due) -> bool | None:
        """Whether there was something, as far as the cloud says; a key that is refused gives way to the other."""
        for key in settings.TENCENT_LIVE["play_keys"]:
            async with self.client.stream("GET", pulled_from(one.stream, at=now(), key=key)) as answer:
                if answer.status_code == FOUND:
                    room = self.rooms[one.claims.class_id] = CloudRoom(one.claims)
                    if not self.stop.is_set():
                        await run(room, tags(answer.aiter_raw()))
                    return room.part is not None or bool(room.settings)
                log.info("nothing to pull", class_id=one.claims.class_id, status=answer.status_code)
                if answer.status_code != REFUSED:
                    return False if answer.status_code == MISSING else None
        return None


def made_folder() -> Path:
    folder = files.media_dir() / "pulling"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
