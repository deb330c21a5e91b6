"""``/live?topics=…``: Server-Sent Events. In the web process by default; alone with
``uvicorn zhiyu.push.asgi:application``.
"""

import asyncio
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import structlog
from django.apps import apps
from django.db import DatabaseError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyu.config.settings")
if not apps.ready:
    import django

    django.setup()

from zhiyu.coaching.signs import unpacked
from zhiyu.kernel import problems
from zhiyu.platform import metrics
from zhiyu.push import door
from zhiyu.push.hub import RESYNC, Crowded, Hub, message
from zhiyu.push.listener import Listener
from zhiyu.push.rooms import Rooms
from zhiyu.push.viewer import Viewer
from zhiyu.rooms.queries import BEAT

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HEARTBEAT: Final = 15.0
LOOK_AGAIN: Final = 30.0
OPENING: Final = b"retry: 2000\n\n"
# Two threads look at logins, each with a connection of its own as those of the pages have.
THREADS: Final = 2
HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    # A server that leaves waits for idle connections; one that held a stream has no next request.
    (b"connection", b"close"),
]
UNAVAILABLE, TOO_MANY = (503, "unavailable"), (429, "too_many_streams")
log = structlog.get_logger(__name__)


class Live:
    def __init__(self) -> None:
        self.hub = Hub()
        self.listener = Listener(heard=self.hub.tell, back=self.hub.resync)
        self.leaving = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="live")
        self.rooms = Rooms(self.hub)
        self.hub.listen("rights", self.rights_moved)
        self.hub.listen("call", self.signalled)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        if scope["type"] != "http":
            return
        try:
            viewer = await self.admit(scope)
        except door.Refused as refusal:
            await _refuse(send, refusal)
            return
        try:
            await self.stream(viewer, scope, receive, send)
        finally:
            self.hub.leave(viewer)

    async def admit(self, scope: Message) -> Viewer:
        if scope["path"] != "/live":
            raise door.Refused((404, "not_found"))
        if scope["method"] != "GET":
            raise door.Refused((405, "method_not_allowed"))
        if not door.shows_a_login(scope):
            raise door.Refused(door.ANONYMOUS)
        self.begin()
        try:
            loop = asyncio.get_running_loop()
            viewer = await loop.run_in_executor(self._threads, door.admitted, scope)
            self.hub.enter(viewer)
        except DatabaseError:
            raise door.Refused(UNAVAILABLE) from None
        except Crowded:
            raise door.Refused(TOO_MANY) from None
        return viewer

    def end(self) -> None:
        """Servers wait for open answers before they stop, and a stream never ends by itself."""
        self.leaving = True
        self.hub.end()

    def begin(self) -> None:
        """With the first viewer; references are kept, lest the loop forgets the tasks."""
        if self._tasks:
            return
        self._keep(self.listener.always())
        self._keep(self.look_again())
        self._keep(self.beat())
        self._keep(self.count())
        if threading.current_thread() is threading.main_thread():
            _at_the_end(self.end)

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT)
            self.hub.beat()

    async def look_again(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AGAIN)
            await self.look_at(list(self.hub.viewers))

    async def look_at(self, viewers: Collection[Viewer]) -> None:
        if not viewers:
            return
        try:
            loop = asyncio.get_running_loop()
            self.hub.end(await loop.run_in_executor(self._threads, door.unwelcome, viewers))
        except DatabaseError as error:
            log.warning("logins of streams not looked at", error=type(error).__name__)

    def rights_moved(self, person: str, _notice: Mapping[str, Any]) -> None:
        """What somebody may open changed: their rooms close if it was that."""
        if viewers := [viewer for viewer in self.hub.of(int(person)) if door.presences([viewer])]:
            self._keep(self.look_at(viewers))

    def signalled(self, number: str, notice: Mapping[str, Any]) -> None:
        """From one browser of a call to those of both; without words: its appointment moved."""
        topic = f"call:{number}"
        if self.hub.listeners(topic):
            said = unpacked(notice["said"]) if "said" in notice else ""
            self.hub.give(topic, message(said, event="signal" if said else "moved"))

    async def count(self) -> None:
        while True:
            await asyncio.sleep(BEAT.total_seconds())
            try:
                loop = asyncio.get_running_loop()
                await loop.run_in_executor(self._threads, door.count_presence, list(self.hub.viewers))
            except DatabaseError as error:
                log.warning("presence not counted", error=type(error).__name__)
            self.rooms.counted()

    async def stream(self, viewer: Viewer, scope: Message, receive: Receive, send: Send) -> None:
        """Until the client goes or the stream is ended. What moved before we listened is unknown, so the first thing
        said is: ask anew.
        """
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        scope["headers"].clear()  # a browser's are two kilobytes, and a stream stands for hours
        viewer.open(send)
        viewer.give(OPENING + RESYNC if self.listener.listening else OPENING)
        if self.leaving:
            viewer.end()
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        except asyncio.CancelledError:
            if not viewer.ended:
                raise
        finally:
            viewer.left()


async def _refuse(send: Send, refusal: door.Refused) -> None:
    body = problems.document(status=refusal.status, code=refusal.code)
    headers = [(b"content-type", problems.CONTENT_TYPE.encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


def _at_the_end(act: Callable[[], None]) -> None:
    """Besides what the server does at these signals."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def handle(caught: int, frame: Any, before: Any = before) -> None:
            loop.call_soon_threadsafe(act)
            if callable(before):
                before(caught, frame)

        if callable(before):
            signal.signal(number, handle)


application = Live()
metrics.gauge("streams_open", "Pages that listen to this process.", [], lambda: [((), len(application.hub.viewers))])
