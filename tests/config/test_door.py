"""Forged and honest ``X-Forwarded-*`` through the real front: only a trusted proxy is believed."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from zhiyu.config.door import Door, Trusted
from zhiyu.config.front import Front
from zhiyu.config.static import StaticFiles

HOSTS = ["127.0.0.1", "school.example", "www.school.example"]


def pages(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Stands for Django: what it would know of the caller."""
    start_response("200 OK", [("content-type", "application/json")])
    told = {name: value for name, value in environ.items() if "FORWARDED" in name}
    names = {"address": "REMOTE_ADDR", "scheme": "wsgi.url_scheme", "host": "HTTP_HOST"}
    return [json.dumps({**{key: environ.get(name) for key, name in names.items()}, "told": told}).encode()]


class Served:
    """The door and the front of a web process, reached over TCP or a socket file."""

    def __init__(self, root: Path, listening: socket.socket, *, trusted: list[str], only_https: str = "") -> None:
        front = Front(pages, static=StaticFiles(root, prefix="/static/"), threads=2)
        door = Door(front, trusted=trusted, hosts=HOSTS, only_https=only_https)
        options: dict[str, Any] = {"lifespan": "off", "log_level": "error", "proxy_headers": False}
        self.server = uvicorn.Server(uvicorn.Config(door, **options, timeout_graceful_shutdown=1))
        self.thread = threading.Thread(target=lambda: asyncio.run(self.server.serve(sockets=[listening])))
        self.thread.start()
        name = listening.getsockname()
        uds = name if isinstance(name, str) else None
        url = "http://school.example" if uds else f"http://127.0.0.1:{name[1]}"
        self.client = httpx.Client(base_url=url, transport=httpx.HTTPTransport(uds=uds))

    def seen(self, *headers: tuple[str, str]) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get("/", headers=list(headers)).json()
        return found

    def end(self) -> None:
        self.client.close()
        self.server.should_exit = True
        self.thread.join(5)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("static")


@pytest.fixture(scope="module")
def behind_proxy(root: Path) -> Iterator[Served]:
    tcp = socket.create_server(("127.0.0.1", 0))
    served = Served(root, tcp, trusted=["127.0.0.0/8", "10.0.0.0/8"], only_https="https://school.example")
    yield served
    served.end()


@pytest.fixture(scope="module")
def bare(root: Path) -> Iterator[Served]:
    served = Served(root, socket.create_server(("127.0.0.1", 0)), trusted=["10.0.0.0/8"])
    yield served
    served.end()


FORGED = [
    ("X-Forwarded-For", "203.0.113.9"),
    ("X-Forwarded-Proto", "https"),
    ("X-Forwarded-Host", "www.school.example"),
]


def test_whoever_is_no_proxy_of_ours_cannot_say_who_they_are(bare: Served) -> None:
    seen = bare.seen(*FORGED, ("X_Forwarded_For", "203.0.113.9"), ("Forwarded", "for=203.0.113.9"))

    assert (seen["address"], seen["scheme"], seen["told"]) == ("127.0.0.1", "http", {})
    assert seen["host"].startswith("127.0.0.1:")


def test_a_trusted_proxy_says_address_scheme_and_host(behind_proxy: Served) -> None:
    assert behind_proxy.seen(*FORGED) == {
        "address": "203.0.113.9",
        "scheme": "https",
        "host": "www.school.example",
        "told": {},
    }


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        (["6.6.6.6, 203.0.113.9"], "203.0.113.9"),
        (["6.6.6.6, 203.0.113.9, 10.1.2.3"], "203.0.113.9"),
        (["6.6.6.6", "203.0.113.9"], "203.0.113.9"),
        (["6.6.6.6, nonsense"], "127.0.0.1"),
        (["nonsense, 10.1.2.3"], "10.1.2.3"),
        (["203.0.113.9:4711"], "203.0.113.9"),
        (["[2001:db8::1]:443"], "2001:db8::1"),
        (["::ffff:203.0.113.9"], "203.0.113.9"),
        (["10.0.0.1, 10.0.0.2"], "10.0.0.1"),
        ([""], "127.0.0.1"),
    ],
)
def test_the_nearest_address_that_is_no_proxy_counts(behind_proxy: Served, lines: list[str], address: str) -> None:
    headers = [("X-Forwarded-For", line) for line in lines]

    assert behind_proxy.seen(*headers)["address"] == address


def test_plain_http_seen_by_the_proxy_is_sent_to_https(behind_proxy: Served) -> None:
    answer = behind_proxy.client.post("/courses/a?b=%E5%A5%BD", headers={"X-Forwarded-Proto": "http"})

    assert (answer.status_code, answer.headers["location"]) == (308, "https://school.example/courses/a?b=%E5%A5%BD")
    assert behind_proxy.client.get("/healthz", headers={"X-Forwarded-Proto": "http"}).status_code == 200
    assert behind_proxy.client.get("/", headers={"X-Forwarded-Proto": "gopher"}).json()["scheme"] == "http"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "school.example.evil.example", "", "school.example@x"]
)
def test_a_name_that_is_not_the_schools_is_refused(behind_proxy: Served, host: str) -> None:
    for headers in ({"Host": host}, {"X-Forwarded-Host": host or "-"}):
        answer = behind_proxy.client.get("/static/none.css", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "unknown_host")


def test_health_is_told_under_any_name(behind_proxy: Served) -> None:
    assert behind_proxy.client.get("/healthz", headers={"Host": "10.0.0.7"}).status_code == 200


def test_a_proxy_on_the_socket_file_is_trusted_only_by_name(root: Path, tmp_path: Path) -> None:
    for trusted, address in ((["unix"], "203.0.113.9"), (["127.0.0.0/8"], None)):
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(tmp_path / f"{len(trusted[0])}.sock"))
        served = Served(root, listening, trusted=trusted)
        try:
            assert served.seen(*FORGED)["address"] == address
        finally:
            served.end()


def test_an_ipv4_proxy_on_a_dual_socket_is_recognised() -> None:
    assert Trusted(["127.0.0.0/8"]).peer(("::ffff:127.0.0.1", 1))
    assert not Trusted(["127.0.0.0/8"]).peer(("::ffff:8.8.8.8", 1))
    assert not Trusted([]).peer(None)
