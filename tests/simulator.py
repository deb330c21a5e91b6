"""The WeChat simulator on a real port of this process, one fresh world a test."""

import asyncio
import atexit
import contextlib
import functools
import shutil
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from wxsim.alipay.keys import open_alipay_keys
from wxsim.app import build, open_world
from wxsim.keys import environment, open_keys
from wxsim.world import World
from zhiyu.kernel.clock import SHANGHAI, day_start
from zhiyu.wechat.pay import Pay
from zhiyu.wechat.signing import Signer, Verifiers, private_key, public_key
from zhiyu.wechat.transport import Transport

NO_TLS = ssl.SSLContext(
    ssl.PROTOCOL_TLS_CLIENT
)  # reading the system's certificates for every test takes longer than it


@dataclass(frozen=True)
class Running:
    url: str
    world: World
    http: httpx.Client

    def tell(self, what: str, **body: Any) -> Any:
        """``POST /_sim/<what>``; anything but success fails the test."""
        answer = self.http.post(f"{self.url}/_sim/{what}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def ask(self, what: str) -> Any:
        return self.http.get(f"{self.url}/_sim/{what}").json()

    def settled(self) -> list[dict[str, Any]]:
        """The notifications, once none of them is waiting for its first try."""
        wait_for(lambda: (found := self.ask("notifications")["items"]) and all_tried(found))
        return list(self.ask("notifications")["items"])

    def pay(self, *, hosts: tuple[str, ...] = (), http: httpx.Client | None = None) -> Pay:
        """Our client, holding the keys the simulator gave out."""
        env = environment(self.world.keys, self.url)
        keys = self.world.keys
        signer = Signer(keys.mchid, keys.serial, private_key(Path(env["WECHAT_PAY_PRIVATE_KEY"]).read_text()))
        verifiers = Verifiers({keys.public_key_id: public_key(Path(env["WECHAT_PAY_PUBLIC_KEY"]).read_text())})
        transport = Transport(signer, verifiers, hosts or (self.url,), keys.public_key_id, http or self.http)
        return Pay(keys.mchid, keys.appid, transport)


Move = Callable[[datetime], None]


def clocks(sim: Running, monkeypatch: pytest.MonkeyPatch) -> Move:
    """Sets the simulator's clock and ours: at first to noon, since a sale at midnight is in the bill of either day."""

    def to(at: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)
        sim.tell("clock", offset_seconds=(at - datetime.now(SHANGHAI)).total_seconds())

    to(day_start() + timedelta(hours=12))
    return to


def all_tried(notices: list[dict[str, Any]]) -> bool:
    return all(one["attempts"] for one in notices)


def wait_for(probe: Any, *, seconds: float = 30) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := probe():
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s")


@functools.cache
def made_once() -> Path:
    """Making RSA keys is slow; every simulator of this run starts from the same ones."""
    folder = Path(tempfile.mkdtemp(prefix="wxsim-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    open_keys(folder / "sim")
    open_alipay_keys(folder / "sim")
    return folder


class Door:
    """A port that stays open for the whole run; behind it stands one world after another."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.behind: Any = gone
        config = uvicorn.Config(self, log_level="critical", lifespan="off")
        asyncio.run_coroutine_threadsafe(uvicorn.Server(config).serve(sockets=[self.listening]), loop())

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.behind(scope, receive, send)


async def gone(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 502, "headers": []})
    await send({"type": "http.response.body", "body": b"no simulator stands here now"})


@functools.cache
def loop() -> asyncio.AbstractEventLoop:
    made = asyncio.new_event_loop()
    threading.Thread(target=made.run_forever, daemon=True).start()
    return made


FREE: list[Door] = []


@contextlib.contextmanager
def running(home: Path, **settings: Any) -> Iterator[Running]:
    """``settings`` reach the world: ``post``, ``hear`` (how notifications leave), ``retries``, ``refund_seconds``."""
    if not (home / "sim").exists():
        shutil.copytree(made_once() / "sim", home / "sim")
    door = FREE.pop() if FREE else Door()
    world = open_world(home, door.url, **settings)
    simulator = build(world).asgi
    alive = simulator.alive()
    asyncio.run_coroutine_threadsafe(alive.__aenter__(), loop()).result(20)
    door.behind = simulator
    try:
        with httpx.Client(timeout=20, trust_env=False, verify=NO_TLS) as http:
            yield Running(door.url, world, http)
    finally:
        door.behind = gone
        asyncio.run_coroutine_threadsafe(alive.__aexit__(None, None, None), loop()).result(20)
        FREE.append(door)
