"""Who listens to what, in this process. Nothing here waits: a viewer that is too slow is let go."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

QUEUE: Final = 100
A_PERSON: Final = 10
A_PROCESS: Final = 5000
ALSO: Final = {"order": "studio", "refund": "studio"}
"""What moves a number of the studio's home by its kind, so that no action has to tell twice."""


class Crowded(Exception):
    """More streams than one person, or this process, may hold."""


@dataclass(eq=False, kw_only=True)
class Viewer:
    person: int
    device: int
    roles: frozenset[str]
    topics: frozenset[str]
    queue: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(QUEUE))
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def give(self, piece: bytes) -> None:
        """A full queue ends the stream: the browser comes back and asks for the state, so it misses nothing."""
        try:
            self.queue.put_nowait(piece)
        except asyncio.QueueFull:
            self.ended.set()


def message(data: str, *, event: str = "") -> bytes:
    name = f"event: {event}\n" if event else ""
    return f"{name}data: {data}\n\n".encode()


RESYNC: Final = message("", event="resync")


class Hub:
    def __init__(self) -> None:
        self.viewers: set[Viewer] = set()
        self._by_topic: defaultdict[str, set[Viewer]] = defaultdict(set)
        self._people: Counter[int] = Counter()

    def enter(self, viewer: Viewer) -> None:
        if self._people[viewer.person] >= A_PERSON or len(self.viewers) >= A_PROCESS:
            raise Crowded
        self.viewers.add(viewer)
        self._people[viewer.person] += 1
        for topic in viewer.topics:
            self._by_topic[topic].add(viewer)

    def leave(self, viewer: Viewer) -> None:
        self.viewers.discard(viewer)
        self._people[viewer.person] -= 1
        if not self._people[viewer.person]:
            del self._people[viewer.person]
        for topic in viewer.topics:
            self._by_topic[topic].discard(viewer)
            if not self._by_topic[topic]:
                del self._by_topic[topic]

    def tell(self, topic: str) -> None:
        kind, _, name = topic.partition(":")
        if kind == "device":
            self.end(viewer for viewer in self.viewers if str(viewer.device) == name)
            return
        for told in filter(None, (topic, ALSO.get(kind))):
            piece = message(told)
            for viewer in self._by_topic.get(told, ()):
                viewer.give(piece)

    def resync(self) -> None:
        for viewer in self.viewers:
            viewer.give(RESYNC)

    def end(self, viewers: Iterable[Viewer] | None = None) -> None:
        for viewer in list(self.viewers if viewers is None else viewers):
            viewer.ended.set()
