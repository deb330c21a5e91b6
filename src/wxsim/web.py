"""Just enough HTTP on ASGI: requests in, responses out, addresses with ``{names}``."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, unquote

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
MAX_BODY = 1 << 20


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    target: str
    """Path and query exactly as sent: what a merchant signs."""
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    names: dict[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        return json.loads(self.body or b"{}")

    def form(self) -> dict[str, str]:
        return first_values(self.body.decode())

    def cookie(self, name: str) -> str:
        found = SimpleCookie(self.headers.get("cookie", "")).get(name)
        return found.value if found else ""


@dataclass(frozen=True)
class Response:
    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    lost: bool = False
    """Begin to answer, then hang up: what a broken network looks like to the caller."""
    delay: float = 0


Respond = Callable[[Request], Awaitable[Response]]


def first_values(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}


def json_response(content: Any, status: int = 200) -> Response:
    body = json.dumps(content, ensure_ascii=False).encode()
    return Response(status, body, (("Content-Type", "application/json; charset=utf-8"),))


def html_response(text: str, status: int = 200, *headers: tuple[str, str]) -> Response:
    return Response(status, text.encode(), (("Content-Type", "text/html; charset=utf-8"), *headers))


def redirect(address: str, *headers: tuple[str, str]) -> Response:
    return Response(302, b"", (("Location", address), ("Cache-Control", "no-store"), *headers))


class Router:
    def __init__(self) -> None:
        self.routes: list[tuple[str, re.Pattern[str], Respond]] = []

    def add(self, method: str, path: str, respond: Respond) -> None:
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path))
        self.routes.append((method, re.compile(pattern), respond))

    async def __call__(self, request: Request) -> Response:
        allowed = set()
        for method, pattern, respond in self.routes:
            if not (found := pattern.fullmatch(request.path)):
                continue
            if method == request.method:
                names = {name: unquote(value) for name, value in found.groupdict().items()}
                return await respond(Request(**{**vars(request), "names": names}))
            allowed.add(method)
        if allowed:
            return Response(405, b"", (("Allow", ", ".join(sorted(allowed))),))
        return json_response({"code": "NOT_FOUND", "message": f"no such address: {request.path}"}, 404)


async def read(scope: Scope, receive: Receive) -> Request:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body") or len(body) > MAX_BODY:
            break
    query = scope["query_string"].decode()
    raw = scope.get("raw_path") or scope["path"].encode()
    return Request(
        method=scope["method"],
        path=scope["path"],
        target=raw.decode() + (f"?{query}" if query else ""),
        query=first_values(query),
        headers={name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]},
        body=body,
    )


async def write(response: Response, send: Send) -> None:
    await asyncio.sleep(response.delay)
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in response.headers]
    size = len(response.body) + (1 if response.lost else 0)
    if response.status != 204:  # noqa: PLR2004 -- 204 has no length
        headers.append((b"content-length", str(size).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    if not response.lost:
        await send({"type": "http.response.body", "body": response.body})


class Application:
    """An ASGI application; ``alive`` runs for as long as it serves."""

    def __init__(self, router: Router, alive: Callable[[], AbstractAsyncContextManager[None]]) -> None:
        self.router = router
        self.alive = alive

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.lifespan(receive, send)
        elif scope["type"] == "http":
            await write(await self.router(await read(scope, receive)), send)

    async def lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self.alive():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})
