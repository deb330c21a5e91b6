"""One open stream. What is given to it is written at once, and nothing of it waits: 2,000 listen to one room."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

import structlog

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

QUEUE: Final = 100
LAST_WORD: Final = 1.0
log = structlog.get_logger(__name__)


class Viewer:
    """``send`` is the server's. A coroutine that need not wait is done after its first step, so no task is made for it;
    one that waits has found a client that does not read, and only then is there a task and a queue for it.
    """

    __slots__ = ("_behind", "_send", "_task", "device", "ended", "person", "quiet", "roles", "topics", "waits")

    def __init__(self, *, person: int, device: int, roles: frozenset[str], topics: frozenset[str]) -> None:
        self.person, self.device, self.roles, self.topics = person, device, roles, topics
        self.quiet = True
        self.ended = False
        self.waits: asyncio.Task[Any] | None = None
        self._send: Send | None = None
        self._behind: deque[bytes] | None = None
        self._task: asyncio.Task[None] | None = None

    def open(self, send: Send) -> None:
        self._send, self.waits = send, asyncio.current_task()
        if self.ended:
            self._close(send)

    def give(self, piece: bytes) -> None:
        """A full queue ends the stream: the browser comes back and asks for the state, so it misses nothing."""
        if self.ended or self._send is None:
            return
        self.quiet = False
        if self._behind is not None:
            self._behind.append(piece)
            if len(self._behind) > QUEUE:
                self.end()
        elif not stepped(self._send, piece):
            self._behind = deque((piece,))
            self._task = asyncio.create_task(self._catch_up(self._send, self._behind))

    async def _catch_up(self, send: Send, pieces: deque[bytes]) -> None:
        while pieces:
            await send(part(pieces[0]))
            pieces.popleft()
        self._behind = self._task = None

    def end(self) -> None:
        """Whether or not it has begun."""
        if not self.ended:
            self.ended = True
            if self._send is not None:
                self._close(self._send)

    def _close(self, send: Send) -> None:
        """The last word makes the server close, and that ends whoever waits for the client."""
        if self._behind is None and stepped(send, b"", more=False):
            return
        if self._task is not None:
            self._task.cancel()
        self._task = asyncio.create_task(self._last_word(send))

    async def _last_word(self, send: Send) -> None:
        try:
            async with asyncio.timeout(LAST_WORD):
                await send(part(b"", more=False))
        except TimeoutError:
            log.info("a slow viewer was let go")
            if self.waits is not None:
                self.waits.cancel()

    def left(self) -> None:
        self.ended = True
        self._send = self.waits = None
        if self._task is not None:
            self._task.cancel()


def part(body: bytes, *, more: bool = True) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}


def stepped(send: Send, piece: bytes, *, more: bool = True) -> bool:
    """Whether it was written. Servers wait before they write, so what had to wait was not."""
    written = send(part(piece, more=more)).__await__()
    try:
        next(written)
    except StopIteration:
        return True
    except (OSError, RuntimeError) as error:  # one that broke keeps nothing from the others
        log.warning("a stream could not be written", error=type(error).__name__)
        return True
    written.close()
    return False
