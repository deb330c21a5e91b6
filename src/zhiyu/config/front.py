"""What stands before Django: static files, bodies and files move here, so that no thread waits for a slow client."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from typing import IO, Any

from zhiyu.config.static import StaticFiles
from zhiyu.config.threads import Threads
from zhiyu.kernel import problems

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

LARGEST_BODY = 32 * 1024 * 1024
IN_MEMORY = 1024 * 1024
SILENCE, WHOLE = 30.0, 300.0  # seconds without a byte, and for all of a body


class BodyRefused(Exception):
    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail


class ClientGone(Exception):
    pass


class Front:
    """``keep`` wraps what asks Django, for pages that need not ask it again."""

    def __init__(
        self,
        pages: Any,
        *,
        static: StaticFiles,
        threads: int,
        live: Any = None,
        keep: Callable[[Application], Application] = lambda inner: inner,
    ) -> None:
        self.static = static
        self.live = live
        self.django = Threads(pages, count=threads)
        self.pages = keep(self.ask)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["path"].startswith(self.static.prefix):
            await self.static(scope, receive, send)
            return
        # An underscore would let a client forge a header that a proxy sets (X_Forwarded_For).
        scope["headers"] = [(name, value) for name, value in scope["headers"] if b"_" not in name]
        if scope["path"] == "/live" and self.live is not None:
            await self.live(scope, receive, send)
            return
        await self.pages(scope, receive, send)

    async def ask(self, scope: Message, receive: Receive, send: Send) -> None:
        try:
            body = await spooled(scope, receive)
        except BodyRefused as refusal:
            await refuse(send, refusal)
            return
        except ClientGone:
            return
        if body is None:
            await self.django(scope, None, send)
            return
        with body:
            await self.django(scope, body, send)


async def spooled(scope: Message, receive: Receive) -> IO[bytes] | None:
    """The whole body, in memory to 1 MB and in a temporary file beyond; None where there is none."""
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > LARGEST_BODY:
        raise too_large()
    if int(length) == 0 and b"transfer-encoding" not in headers:
        return None
    body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- closed by the front
    try:
        async with asyncio.timeout(WHOLE):
            await _pour(receive, body)
    except TimeoutError:
        body.close()
        raise BodyRefused(408, "too_slow", "上传太慢,连接已结束,请重试。") from None
    except OSError:
        body.close()
        raise BodyRefused(507, "disk_full", "服务器的磁盘空间不够，请稍后再试。") from None
    except BaseException:
        body.close()
        raise
    scope["zhiyu.length"] = body.tell()
    body.seek(0)
    return body


async def _pour(receive: Receive, body: Any) -> None:
    more = True
    while more:
        async with asyncio.timeout(SILENCE):
            message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        body.write(message.get("body", b""))
        if body.tell() > LARGEST_BODY:
            raise too_large()
        more = message.get("more_body", False)


def too_large() -> BodyRefused:
    return BodyRefused(413, "too_large", f"一次最多发送 {LARGEST_BODY // 1024 // 1024} MB。")


async def refuse(send: Send, refusal: BodyRefused) -> None:
    body = problems.document(status=refusal.status, code=refusal.code, detail=refusal.detail)
    headers = [(b"content-type", problems.CONTENT_TYPE.encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
