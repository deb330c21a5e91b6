"""Django's WSGI application on threads: one hand-over there and one back for an answer that is whole.

To pass an answer through a queue, head, body and end apart, costs more than a bare page does. So a thread gives back
head and body together; only what Django streams goes piece by piece, and of a file the thread reads the beginning.
"""

import asyncio
import io
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import IO, Any, cast

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Push = Callable[[Message], None]
Headers = Iterable[tuple[str, str]]

PIECE = 256 * 1024
BARE = {"content-length": "CONTENT_LENGTH", "content-type": "CONTENT_TYPE"}


class FileAnswer:
    """``wsgi.file_wrapper``: an open file that Django answers with. What a thread has not read is sent without it."""

    def __init__(self, file: IO[bytes], block_size: int = PIECE) -> None:
        del block_size
        self.file = file

    def close(self) -> None:
        self.file.close()


class Threads:
    def __init__(self, pages: Any, *, count: int) -> None:
        self.pages = pages
        self.executor = ThreadPoolExecutor(count, thread_name_prefix="pages")

    async def __call__(self, scope: Message, body: IO[bytes] | None, send: Send) -> None:
        """``body`` is read whole by now; None for a request without one."""
        loop = asyncio.get_running_loop()

        def push(message: Message) -> None:
            """From the thread; it waits until the client has taken enough."""
            asyncio.run_coroutine_threadsafe(cast("Any", send(message)), loop).result()

        environ = environ_of(scope, body)
        run = copy_context().run
        messages, rest = await loop.run_in_executor(self.executor, run, self.answer, environ, push)
        try:
            for message in messages:
                await send(message)
            if rest is not None:
                await send_file(rest.file, send)
        finally:
            if rest is not None:
                rest.close()

    def answer(self, environ: dict[str, Any], push: Push) -> tuple[list[Message], FileAnswer | None]:
        """What is still to be sent, and the file whose rest is to follow it."""
        started: list[Message] = []
        found = self.pages(environ, lambda status, headers, *_: started.append(head(status, headers)))
        rest: FileAnswer | None = None
        try:
            if isinstance(found, FileAnswer):
                piece = found.file.read(PIECE)
                rest = found if len(piece) == PIECE else None
                return [started[0], part(piece, more=rest is not None)], rest
            if getattr(found, "streaming", False):
                push(started[0])
                for piece in found:
                    push(part(piece, more=True))
                return [part(b"", more=False)], None
            return [started[0], part(b"".join(found), more=False)], None
        finally:
            if rest is None and hasattr(found, "close"):
                found.close()


async def send_file(file: IO[bytes], send: Send) -> None:
    # Off the loop: for a client that is gone ``send`` returns at once, and reading on would hold everybody up.
    while piece := await asyncio.to_thread(file.read, PIECE):
        await send(part(piece, more=True))
    await send(part(b"", more=False))


def head(status: str, headers: Headers) -> Message:
    written = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return {"type": "http.response.start", "status": int(status[:3]), "headers": written}


def part(body: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}


def environ_of(scope: Message, body: IO[bytes] | None) -> dict[str, Any]:
    host, port = scope.get("server") or ("localhost", 80)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body or io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileAnswer,
    }
    if client := scope.get("client"):
        environ["REMOTE_ADDR"], environ["REMOTE_PORT"] = client[0], str(client[1])
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1")
        key = BARE.get(name) or "HTTP_" + name.upper().replace("-", "_")
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]},{text}" if key in environ else text
    environ["CONTENT_LENGTH"] = str(scope.get("zhiyu.length", 0))
    return environ
