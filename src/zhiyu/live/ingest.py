"""The door for publishers: strangers are bounded in time, number and bytes before they are asked for a key."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from functools import partial

import structlog
from django.db import InterfaceError, OperationalError

from zhiyu.live import actions
from zhiyu.live.keys import KeyClaims
from zhiyu.live.room import ASK_EVERY, Room, of_database
from zhiyu.live.rtmp.amf import BadAmf
from zhiyu.live.rtmp.session import Refused, Tag, greet, tags
from zhiyu.live.rtmp.wire import BadStream, Wire

log = structlog.get_logger(__name__)
MOST_ROOMS, MOST_STRANGERS, MOST_FROM_ONE = 10, 32, 8
ENDED = (asyncio.IncompleteReadError, ConnectionError, TimeoutError, BadStream, BadAmf, Refused)


class Ingest:
    def __init__(self) -> None:
        self.rooms: dict[int, tuple[Room, asyncio.Task[list[str]]]] = {}
        self.strangers: Counter[str] = Counter()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address = str((writer.get_extra_info("peername") or ["?"])[0])
        try:
            with contextlib.suppress(*ENDED):
                wire = Wire(reader, writer)
                claims = await self.greeted(wire, address)
                if claims is not None:
                    await self.received(claims, wire)
        except Exception:
            log.exception("a stream ended badly")
        finally:
            writer.close()

    async def greeted(self, wire: Wire, address: str) -> KeyClaims | None:
        if self.strangers.total() >= MOST_STRANGERS or self.strangers[address] >= MOST_FROM_ONE:
            return None
        self.strangers[address] += 1
        try:
            return await greet(wire, self.may_publish)
        finally:
            self.strangers -= Counter([address])

    async def may_publish(self, key: str) -> KeyClaims | None:
        claims = await asyncio.to_thread(of_database, partial(actions.admit, key))
        if claims is None:
            log.info("a stream key was refused")
        elif claims.class_id not in self.rooms and len(self.rooms) >= MOST_ROOMS:
            log.warning("too many streams at once")
            return None
        return claims

    async def received(self, claims: KeyClaims, wire: Wire) -> None:
        """Whoever comes with the key again is the same teacher, whose line before is not known to be dead yet."""
        class_id = claims.class_id
        while class_id in self.rooms:
            before, task = self.rooms[class_id]
            before.leave.set()
            await asyncio.wait([task])
        room = Room(claims)
        task = asyncio.create_task(run(room, tags(wire)))
        self.rooms[class_id] = room, task
        try:
            await asyncio.shield(task)
        finally:
            await asyncio.wait([task])
            del self.rooms[class_id]

    async def close(self) -> None:
        """What is received is whole on disk; publishers come again by themselves."""
        for room, _task in self.rooms.values():
            room.leave.set()
        await asyncio.gather(*(task for _room, task in self.rooms.values()), return_exceptions=True)


async def run(room: Room, coming: AsyncIterator[Tag]) -> list[str]:
    """Until no more comes or it is to leave; what went wrong."""
    log.info("a stream begins", class_id=room.class_id)
    ways: list[asyncio.Task[object]] = []
    try:
        await room.ask()  # before anything is read, so that nothing is lost while we ask
        ways += [asyncio.create_task(x) for x in (read(room, coming), ask_always(room), room.leave.wait())]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in ways:
            one.cancel()
        ended = await asyncio.gather(*ways, return_exceptions=True)
        await room.close()
        because = [type(one).__name__ for one in ended if isinstance(one, Exception)]
        log.info("a stream ended", class_id=room.class_id, because=because)
    return because


async def read(room: Room, coming: AsyncIterator[Tag]) -> None:
    async for tag in coming:
        await room.take(tag)


async def ask_always(room: Room) -> None:
    """A database that is away for a moment stops no class: what came is kept meanwhile."""
    while True:
        with contextlib.suppress(OperationalError, InterfaceError):
            await room.ask()
        await asyncio.sleep(ASK_EVERY)
