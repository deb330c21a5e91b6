"""Who listens to what, in this process. Nothing here waits: a viewer that is too slow is let go."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from zhiyu.push.viewer import Viewer

A_PERSON: Final = 10
A_PROCESS: Final = 5000
ALSO: Final = {"order": "studio", "refund": "studio"}
"""What moves a number of the studio's home by its kind, so that no action has to tell twice."""


class Crowded(Exception):
    """More streams than one person, or this process, may hold."""


def message(data: str, *, event: str = "") -> bytes:
    name = f"event: {event}\n" if event else ""
    return f"{name}data: {data}\n\n".encode()


RESYNC: Final = message("", event="resync")
ANEW: Final = message("now", event="resync")
"""To one person: nobody else asks at the same time, so there is no need to wait."""
BEATING: Final = b": \n\n"


class Hub:
    def __init__(self) -> None:
        self.viewers: set[Viewer] = set()
        self._by_topic: defaultdict[str, set[Viewer]] = defaultdict(set)
        self._people: Counter[int] = Counter()
        self._acts: dict[str, Callable[[str, Mapping[str, Any]], None]] = {}

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

    def listen(self, kind: str, act: Callable[[str, Mapping[str, Any]], None]) -> None:
        """What is told of this kind of thing goes to ``act``: its name, and the ids that came with it."""
        self._acts[kind] = act

    def tell(self, topic: str, notice: Mapping[str, Any] = MappingProxyType({})) -> None:
        kind, _, name = topic.partition(":")
        if act := self._acts.get(kind):
            act(name, notice)
            return
        if kind == "device":
            self.end(viewer for viewer in self.viewers if str(viewer.device) == name)
            return
        for told in filter(None, (topic, ALSO.get(kind))):
            self.give(told, message(told))

    def give(self, topic: str, piece: bytes) -> None:
        for viewer in tuple(self._by_topic.get(topic, ())):
            viewer.give(piece)

    def listeners(self, topic: str) -> Collection[Viewer]:
        return self._by_topic.get(topic, ())

    def of(self, person: int) -> list[Viewer]:
        return [viewer for viewer in self.viewers if viewer.person == person]

    def beat(self) -> None:
        """To those to whom nothing was said since the last time."""
        for viewer in list(self.viewers):
            if viewer.quiet:
                viewer.give(BEATING)
            viewer.quiet = True

    def resync(self) -> None:
        for viewer in list(self.viewers):
            viewer.give(RESYNC)

    def end(self, viewers: Iterable[Viewer] | None = None) -> None:
        for viewer in list(self.viewers if viewers is None else viewers):
            viewer.end()
