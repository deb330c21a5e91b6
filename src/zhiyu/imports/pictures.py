"""Pictures of an export: out of what was packed with it, else from the site that it came from."""

import hashlib
import ipaddress
import re
import socket
import ssl
from collections import defaultdict
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

import httpcore
from django.utils.translation import gettext as _

from zhiyu.imports.errors import PictureMissing
from zhiyu.kernel.calling import trusted

ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".gif"}
SCALED = re.compile(r"-\d{1,5}x\d{1,5}(?=\.\w+$)")
LARGEST = 20 * 1024 * 1024
TIMEOUT = {"connect": 5.0, "read": 15.0, "write": 5.0, "pool": 5.0}
MOST_HOPS = 3
MOVED = {301, 302, 303, 307, 308}
OK = 200
Resolve = Callable[[str, int], str]


def public_address(host: str, port: int) -> str:
    """Where ``host`` is, if that is on the open internet: an export must not make us call our own network."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore.ConnectError(str(error)) from error
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(ipaddress.ip_address(one.split("%")[0]).is_global for one in addresses):
        raise httpcore.ConnectError(f"{host} is not on the open internet")
    return addresses[0]


class Outward(httpcore.SyncBackend):
    """Connects to the address that was judged, so that a name cannot mean another one a moment later."""

    def __init__(self, resolve: Resolve) -> None:
        self.resolve = resolve

    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        return super().connect_tcp(self.resolve(host, port), port, *args, **kwargs)


class Pictures:
    """``folder``: what was unpacked. ``hosts``: from where more may be fetched. ``fetched``: a folder for those."""

    def __init__(
        self,
        folder: Path,
        *,
        hosts: frozenset[str],
        fetched: Path,
        resolve: Resolve = public_address,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self.hosts = hosts
        self.fetched = fetched
        self.by_name: dict[str, list[PurePosixPath]] = defaultdict(list)
        self.folder = folder
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in ENDINGS and path.is_file():
                self.by_name[path.name.casefold()].append(PurePosixPath(path.relative_to(folder).as_posix()))
        self.pool = httpcore.ConnectionPool(
            ssl_context=trust or trusted(), network_backend=Outward(resolve), max_connections=2
        )

    def close(self) -> None:
        self.pool.close()

    def get(self, address: str) -> Path:
        """A file; the full size of a picture that is shown scaled. Raises ``PictureMissing``."""
        for one in dict.fromkeys([SCALED.sub("", address), address]):
            if packed := self.packed(one):
                return packed
        try:
            return self.fetch(address)
        except PictureMissing:
            raise
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, ValueError) as error:
            raise PictureMissing(_("图片没取到：%(address)s") % {"address": address}) from error

    def packed(self, address: str) -> Path | None:
        """The file whose path ends most like the address: months of one site have files of one name."""
        parts = PurePosixPath(unquote(urlsplit(address).path)).parts
        if not parts:
            return None
        alike = self.by_name.get(parts[-1].casefold(), [])
        best = max(alike, key=lambda path: in_common(path.parts, parts), default=None)
        if best is None or (len(alike) > 1 and in_common(best.parts, parts) == 1):
            return None
        return self.folder / best

    def fetch(self, address: str) -> Path:
        place = self.fetched / (hashlib.sha256(address.encode()).hexdigest() + suffix(address))
        if place.exists():
            return place
        for _hop in range(MOST_HOPS):
            parts = urlsplit(address)
            if parts.scheme not in {"http", "https"} or parts.hostname not in self.hosts:
                raise PictureMissing(_("图片在别的网站上，没有去取：%(address)s") % {"address": address})
            with self.pool.stream("GET", plain(address), extensions={"timeout": TIMEOUT}) as answer:
                if answer.status in MOVED:
                    address = urljoin(address, header(answer, b"location"))
                    continue
                if answer.status != OK:
                    told = _("图片没取到（%(status)s）：%(address)s")
                    raise PictureMissing(told % {"status": answer.status, "address": address})
                return kept(answer, place)
        raise PictureMissing(_("图片没取到：%(address)s") % {"address": address})


def in_common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many parts at the end are the same."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return len(list(takewhile(lambda pair: pair[0].casefold() == pair[1].casefold(), pairs)))


def suffix(address: str) -> str:
    ending = PurePosixPath(urlsplit(address).path).suffix.lower()
    return ending if ending in ENDINGS else ""


def plain(address: str) -> str:
    """As it goes over the wire: Chinese names of hosts and files are encoded."""
    parts = urlsplit(address)
    host = (parts.hostname or "").encode("idna").decode()
    port = f":{parts.port}" if parts.port else ""
    query = f"?{quote(parts.query, safe='=&%+,;/:@')}" if parts.query else ""
    return f"{parts.scheme}://{host}{port}{quote(parts.path, safe='/%+,;:@!$()~')}{query}"


def header(answer: httpcore.Response, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in answer.headers if key.lower() == name), "")


def kept(answer: httpcore.Response, place: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    half, count = place.with_name(f"{place.name}.half"), 0
    with half.open("wb") as target:
        for chunk in answer.iter_stream():
            count += len(chunk)
            if count > LARGEST:
                raise PictureMissing(_("图片太大了（超过 20 MB）。"))
            target.write(chunk)
    return half.rename(place)
