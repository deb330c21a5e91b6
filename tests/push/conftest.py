"""The stream over real HTTP: a server in a thread, clients that read lines."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Empty, Queue
from typing import Any

import httpx
import pytest
import uvicorn
from django.conf import settings
from django.db import connections
from django.test import Client

from tests import make
from zhiyu.accounts.models import Device, User
from zhiyu.kernel.calling import trusted
from zhiyu.push.asgi import Live


@dataclass
class Server:
    url: str
    live: Live
    loop: asyncio.AbstractEventLoop

    def call(self, act: Callable[..., None], *given: Any) -> None:
        """In the server's own thread, where alone its streams may be touched."""
        self.loop.call_soon_threadsafe(act, *given)

    @property
    def open(self) -> int:
        return len(self.live.hub.viewers)


@pytest.fixture
def server(transactional_db: None) -> Iterator[Server]:
    del transactional_db
    live = Live()
    listening = socket.create_server(("127.0.0.1", 0))
    running = uvicorn.Server(uvicorn.Config(live, lifespan="off", log_level="error", timeout_graceful_shutdown=1))

    loop = asyncio.new_event_loop()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(running.serve(sockets=[listening]))
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    yield Server(f"http://127.0.0.1:{listening.getsockname()[1]}", live, loop)
    running.should_exit = True
    thread.join(30)
    assert not thread.is_alive()


class Stream:
    """One open stream; ``next()`` is its next event as (name, data)."""

    def __init__(self, url: str, topics: str, headers: dict[str, str]) -> None:
        self.events: Queue[tuple[str, str] | None] = Queue()
        self.client = httpx.Client(timeout=httpx.Timeout(30, read=60), verify=trusted())
        self.sent = self.client.stream("GET", f"{url}/live", params={"topics": topics}, headers=headers)
        self.answer = self.sent.__enter__()
        self.status = self.answer.status_code
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        event, data = "message", None
        try:
            for line in self.answer.iter_lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    event = value
                elif name.rstrip(":") == "data":
                    data = value
                elif not line and data is not None:
                    self.events.put((event, data))
                    event, data = "message", None
        except (httpx.HTTPError, httpx.StreamError, OSError, ValueError):
            pass
        self.events.put(None)

    def next(self, seconds: float = 30) -> tuple[str, str] | None:
        return self.events.get(timeout=seconds)

    def nothing(self, seconds: float = 0.4) -> bool:
        try:
            return self.events.get(timeout=seconds) is None
        except Empty:
            return True

    def close(self) -> None:
        # The socket first: closing the answer would wait for the reader.
        self.answer.extensions["network_stream"].get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        self.reader.join(5)
        self.client.close()


Listen = Callable[..., Stream]


@pytest.fixture
def listen(server: Server) -> Iterator[Listen]:
    opened: list[Stream] = []

    def begin(topics: str, *, user: User | None = None, headers: dict[str, str] | None = None) -> Stream:
        sent = headers if headers is not None else (make.bearer(user) if user else {})
        opened.append(Stream(server.url, topics, sent))
        return opened[-1]

    yield begin
    for one in opened:
        if one.reader.is_alive():
            one.close()
        one.client.close()


def browser(user: User) -> tuple[dict[str, str], Device]:
    """The cookie of somebody's session, as a browser sends it."""
    client = Client()
    device = make.login(client, user)
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"}, device


def soon(probe: Callable[[], Any], seconds: float = 30) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := probe():
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s")
