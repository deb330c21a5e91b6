"""Whole pages for people who are not logged in, answered before a thread is taken; never older than their content."""

import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from django.http.cookie import parse_cookie

from zhiyu.platform.shown import FOR_EVERYBODY, Copies

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

MARK = FOR_EVERYBODY.lower().encode()
NOT_KEPT = {MARK, b"x-request-id", b"content-length"}
MOST = 1000
LARGEST = 512 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    age: int
    until: float
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    gzipped: bytes
    tag: bytes


class Pages:
    """``choices`` are the cookies that change how a page looks; one of ``personal`` makes it somebody's own."""

    def __init__(
        self, copies: Copies, inner: Application, *, choices: frozenset[str], personal: frozenset[str]
    ) -> None:
        self.copies, self.inner = copies, inner
        self.choices, self.personal = choices, personal
        self.kept: OrderedDict[tuple[Any, ...], Page] = OrderedDict()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        key = self.key_of(scope, headers)
        if key is None:
            await self.inner(scope, receive, send)
            return
        page = self.kept.get(key)
        if page is not None and self.is_fresh(page):
            self.kept.move_to_end(key)
            await answer(send, page, headers, head=scope["method"] == "HEAD")
            return
        await self.inner(scope, receive, self.keeping(key, send) if scope["method"] == "GET" else send)

    def key_of(self, scope: Message, headers: dict[bytes, bytes]) -> tuple[Any, ...] | None:
        """What the page may differ by, or None when it may be somebody's own."""
        if scope["method"] not in {"GET", "HEAD"} or not self.copies.listening or b"authorization" in headers:
            return None
        if len(headers) < len(scope["headers"]):  # one sent twice: Django would read both
            return None
        # By Django's own reader, from its own letters: where two read differently, one writes the other's page.
        cookies = parse_cookie(headers.get(b"cookie", b"").decode(errors="replace"))
        if self.personal & cookies.keys():
            return None
        chosen = sorted((name, cookies[name]) for name in self.choices & cookies.keys())
        host = headers.get(b"x-forwarded-host") or headers.get(b"host", b"")
        secure = scope.get("scheme"), headers.get(b"x-forwarded-proto")
        return host, secure, scope["path"], scope["query_string"], tuple(chosen), headers.get(b"hx-request")

    def is_fresh(self, page: Page) -> bool:
        same = self.copies.listening and page.age == self.copies.age
        return same and time.monotonic() < page.until

    def keeping(self, key: tuple[Any, ...], send: Send) -> Send:
        """Pass an answer on, and keep it when it is marked as the same for everybody."""
        age, start, pieces, seconds = self.copies.age, [], [], 0.0

        async def passing(message: Message) -> None:
            nonlocal seconds
            if message["type"] == "http.response.start" and (mark := marked(message["headers"])):
                seconds = float(mark)
                headers = [pair for pair in message["headers"] if pair[0].lower() != MARK]
                if not any(name.lower() == b"set-cookie" for name, _ in headers):
                    start.append(headers)
                message = {**message, "headers": headers}
            elif start and message["type"] == "http.response.body":
                pieces.append(message.get("body", b""))
                if not message.get("more_body"):
                    self.keep(key, start[0], b"".join(pieces), age=age, seconds=seconds)
            await send(message)

        return passing

    def keep(
        self, key: tuple[Any, ...], headers: list[tuple[bytes, bytes]], body: bytes, *, age: int, seconds: float
    ) -> None:
        if age != self.copies.age or len(body) > LARGEST:
            return
        tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'.encode()
        lasting = [pair for pair in headers if pair[0].lower() not in NOT_KEPT]
        lasting += [(b"cache-control", b"private, no-cache"), (b"etag", tag)]
        self.kept[key] = Page(
            age=age,
            until=time.monotonic() + seconds,
            headers=tuple(lasting),
            body=body,
            gzipped=gzip.compress(body, 6, mtime=0),
            tag=tag,
        )
        while len(self.kept) > MOST:
            self.kept.popitem(last=False)


def marked(headers: list[tuple[bytes, bytes]]) -> bytes | None:
    return next((value for name, value in headers if name.lower() == MARK), None)


async def answer(send: Send, page: Page, asked: dict[bytes, bytes], *, head: bool) -> None:
    headers = list(page.headers)
    if page.tag in asked.get(b"if-none-match", b""):
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    body = page.body
    if b"gzip" in asked.get(b"accept-encoding", b""):
        body = page.gzipped
        headers.append((b"content-encoding", b"gzip"))
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else body})
