"""What is said in rooms, to all who are in them: read once for everybody, written as the same bytes to each.

A notice carries ids. Messages of one breath go out together, and what merely changes, as counts do, at most once a
second; so the price of a message is one small write a listener, however many there are.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import orjson
import structlog
from django.db import DatabaseError, close_old_connections

from zhiyu.kernel.errors import NotFound
from zhiyu.push.hub import ANEW, Hub, message
from zhiyu.rooms import queries
from zhiyu.rooms.actions.telling import QUESTIONS, STAGE

BREATH: Final = 0.1
PACE: Final = 1.0
log = structlog.get_logger(__name__)


class Rooms:
    """A thread of its own reads: when thousands come at once, those who are there hear on."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="rooms")
        self._open: dict[str, Room] = {}
        hub.listen("room", self.hear)
        hub.listen("live", lambda name, _: self.hear(name, {"moved": STAGE}))

    def hear(self, name: str, notice: Mapping[str, Any]) -> None:
        if not self.hub.listeners(f"room:{name}"):
            self._open.pop(name, None)
            return
        if "person" in notice:
            for viewer in self.hub.of(int(notice["person"])):
                if f"room:{name}" in viewer.topics:
                    viewer.give(ANEW)
            return
        if name not in self._open:
            self._open[name] = Room(name, self)
        self._open[name].hear(notice)

    def counted(self) -> None:
        """Who is there was noted anew: open rooms say how many."""
        for name in list(self._open):
            self.hear(name, {"moved": STAGE})


class Room:
    """What it has to say yet. One look at the database at a time, so that nothing overtakes what was before it."""

    def __init__(self, name: str, rooms: Rooms) -> None:
        self.name, self.rooms = name, rooms
        self.said: set[int] = set()
        self.gone: set[int] = set()
        self.moved: set[str] = set()
        self.told_at: defaultdict[str, float] = defaultdict(float)
        self.task: asyncio.Task[None] | None = None

    def hear(self, notice: Mapping[str, Any]) -> None:
        if "said" in notice:
            self.said.add(int(notice["said"]))
        if "gone" in notice:
            self.gone.add(int(notice["gone"]))
        if notice.get("moved") in READS:
            self.moved.add(notice["moved"])
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self.speak())

    async def speak(self) -> None:
        while self.said or self.gone or self.moved:
            await asyncio.sleep(BREATH)
            at = asyncio.get_running_loop().time()
            due = {part for part in self.moved if at - self.told_at[part] >= PACE}
            said, gone = self.said, self.gone
            self.said, self.gone, self.moved = set(), set(), self.moved - due
            if not (said or gone or due):
                continue
            for part in due:
                self.told_at[part] = at
            try:
                loop = asyncio.get_running_loop()
                piece = await loop.run_in_executor(self.rooms.thread, pieces, int(self.name), said, gone, due)
            except (DatabaseError, NotFound) as error:
                # Whoever was to hear it finds the gap by the next number, and asks.
                log.warning("a room could not be read", room=self.name, error=type(error).__name__)
                continue
            self.rooms.hub.give(f"room:{self.name}", piece)


def pieces(room_id: int, said: set[int], gone: set[int], moved: set[str]) -> bytes:
    """Runs in a thread."""
    close_old_connections()
    try:
        found = []
        if said:
            lines = [one.model_dump() for one in queries.lines(room_id, said)]
            found.append(event("said", {"lines": lines, "up_to": max(said)}))
        if gone:
            found.append(event("gone", sorted(gone)))
        found += [event(part, READS[part](room_id)) for part in sorted(moved)]
        return b"".join(found)
    finally:
        close_old_connections()


def event(name: str, told: object) -> bytes:
    return message(orjson.dumps(told).decode(), event=name)


READS: Final[dict[str, Callable[[int], object]]] = {
    STAGE: lambda room_id: queries.stage(room_id).model_dump(),
    QUESTIONS: lambda room_id: [one.model_dump() for one in queries.questions(room_id)],
}
