"""The first thing a request meets: what a proxy says about it, and under which name it was asked for.

``X-Forwarded-*`` counts only when it comes from a proxy that ``ZHIYU_TRUSTED_PROXIES`` names; from anybody else it is
taken off, so that nothing behind this door can believe it by mistake.
"""

import functools
import ipaddress
from collections.abc import Awaitable, Callable, Iterable, MutableMapping, Sequence
from typing import Any

from django.http.request import split_domain_port, validate_host

from zhiyu.kernel import problems

Message = MutableMapping[str, Any]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
UNIX = "unix"
PASSED_ON = (b"x-passed-on", b"1")
"""Left for whoever asks whether a proxy was between, believed or not."""
ANY_HOST = frozenset({"/healthz", "/metrics"})
"""Asked by address rather than by name: by the supervisor, a load balancer, a collector of figures."""


class Trusted:
    """The proxies whose word counts: networks, and ``unix`` for whoever reaches our socket file."""

    def __init__(self, names: Iterable[str]) -> None:
        names = list(names)
        self.unix = UNIX in names
        self.networks: list[Network] = [ipaddress.ip_network(x, strict=False) for x in names if x != UNIX]
        self.has = functools.lru_cache(maxsize=1024)(self._has)

    def peer(self, client: Sequence[Any] | None) -> bool:
        return self.has(client[0]) if client and client[0] else self.unix

    def _has(self, text: str) -> bool:
        found = address(text)
        return found is not None and any(found in network for network in self.networks)

    def client(self, hops: Sequence[str]) -> str | None:
        """The nearest hop that is no proxy of ours: what stands left of it is only claimed."""
        found = None
        for hop in reversed(hops):
            known = address(hop)
            if known is None:
                return found
            found = str(known)
            if not self.has(found):
                return found
        return found


def address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An address as proxies write it: bare, with a port, in brackets, or IPv4 inside IPv6."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


class Door:
    def __init__(self, inside: Any, *, trusted: Sequence[str], hosts: Sequence[str], only_https: str) -> None:
        """``only_https``: the public origin to send people to whom a proxy reports on plain http; "" for none."""
        self.inside = inside
        self.trusted = Trusted(trusted)
        self.only_https = only_https
        self.known = functools.lru_cache(maxsize=256)(lambda host: is_known(host, hosts))

    async def __call__(self, scope: Message, receive: Any, send: Callable[[Message], Awaitable[None]]) -> None:
        if scope["type"] != "http":
            await self.inside(scope, receive, send)
            return
        said = said_by_proxy(scope)
        scheme = self.believe(scope, said) if said and self.trusted.peer(scope.get("client")) else ""
        if scope["path"] not in ANY_HOST:
            if not self.known(header(scope, b"host")):
                await refuse(send)
                return
            if scheme == "http" and self.only_https:
                await move(scope, send, self.only_https)
                return
        await self.inside(scope, receive, send)

    def believe(self, scope: Message, said: dict[bytes, list[str]]) -> str:
        """Take over what the proxy says; answer the scheme it names. Where it says several, the nearest counts."""
        if found := self.trusted.client(said.get(b"x-forwarded-for", [])):
            scope["client"] = (found, 0)
        scheme = said.get(b"x-forwarded-proto", [""])[-1].lower()
        if scheme in {"http", "https"}:
            scope["scheme"] = scheme
        if host := said.get(b"x-forwarded-host", [""])[-1]:
            others = [(name, value) for name, value in scope["headers"] if name != b"host"]
            scope["headers"] = [*others, (b"host", host.encode("latin-1"))]
        return scheme


def said_by_proxy(scope: Message) -> dict[bytes, list[str]]:
    """The values of each ``X-Forwarded-*`` header, and the request without them.

    An underscore would let a client forge a header: WSGI writes ``X_Forwarded_For`` and ``X-Forwarded-For`` alike.
    """
    said: dict[bytes, list[str]] = {}
    kept = []
    for name, value in scope["headers"]:
        if name.startswith(b"x-forwarded-"):
            said.setdefault(name, []).extend(x.strip() for x in value.decode("latin-1").split(","))
        elif name != b"forwarded" and b"_" not in name:
            kept.append((name, value))
    scope["headers"] = [*kept, PASSED_ON] if said else kept
    return said


def header(scope: Message, wanted: bytes) -> str:
    return str(next((value for name, value in scope["headers"] if name == wanted), b"").decode("latin-1"))


def is_known(host: str, hosts: Sequence[str]) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, hosts)


async def refuse(send: Callable[[Message], Awaitable[None]]) -> None:
    detail = "这个地址不属于本学堂。请用学堂自己的网址访问。"
    body = problems.document(status=400, code="unknown_host", detail=detail)
    headers = [(b"content-type", problems.CONTENT_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def move(scope: Message, send: Callable[[Message], Awaitable[None]], origin: str) -> None:
    query = scope["query_string"]
    where = origin.encode() + scope["raw_path"] + (b"?" + query if query else b"")
    headers = [(b"location", where), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 308, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
