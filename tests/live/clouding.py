"""A pretended Tencent Cloud Live that runs in a thread, a school that knows it, and what pulls from it."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx
import pytest
from pytest_django import Settings

from tests.live.pushing import push
from tests.media import films
from wxsim.tencent.cloud import Account, Cloud
from zhiyu.config import env
from zhiyu.live.engines import engine
from zhiyu.live.models import LiveClass, Push
from zhiyu.live.room import of_database
from zhiyu.live.tencent import addresses
from zhiyu.live.tencent.pulling import Puller
from zhiyu.media import streaming

CALLBACK_KEY, SECRET_ID, SECRET_KEY = "callback-key", "AKIDtest", "secret-of-the-test"


def account(*, records: bool = False) -> Account:
    return Account(
        push_keys=["push-main", "push-backup"],
        play_keys=["play-main", "play-backup"],
        callback_key=CALLBACK_KEY,
        secret_id=SECRET_ID,
        secret_key=SECRET_KEY,
        records=records,
    )


def variables(rtmp: int, http: int) -> dict[str, str]:
    return {
        "ZHIYU_LIVE": "tencent",
        "TENCENT_LIVE_PUSH_DOMAIN": f"127.0.0.1:{rtmp}",
        "TENCENT_LIVE_PUSH_KEY": "push-main",
        "TENCENT_LIVE_PLAY_DOMAIN": f"http://127.0.0.1:{http}",
        "TENCENT_LIVE_PLAY_KEY": "play-main",
        "TENCENT_LIVE_CALLBACK_KEY": CALLBACK_KEY,
        "TENCENT_LIVE_API_URL": f"http://127.0.0.1:{http}",
        "TENCENT_SECRET_ID": SECRET_ID,
        "TENCENT_SECRET_KEY": SECRET_KEY,
    }


def know(settings: Settings, patch: pytest.MonkeyPatch, **more: str) -> None:
    """The school's settings, as they are read from the environment."""
    for name, value in {**variables(1935, 80), **more}.items():
        patch.setenv(name, value)
    settings.LIVE_ENGINE, settings.TENCENT_LIVE = env.live_engine(), env.tencent_live()


@contextmanager
def cloud_of(school: str, known: Account) -> Iterator[Cloud]:
    """Its letters are repeated at once."""
    cloud = Cloud(known, f"{school}/integrations/tencent-live/notify", pace=0.001)
    ready, loop = threading.Event(), asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        async with cloud.alive():
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    try:
        assert ready.wait(10)
        yield cloud
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


@contextmanager
def nobody() -> Iterator[int]:
    """A port that is taken, so that it goes to nobody else meanwhile, and refuses whoever comes."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])


@asynccontextmanager
async def pulling() -> AsyncIterator[Puller]:
    puller = Puller()
    task = asyncio.create_task(puller.watch())
    try:
        yield puller
    finally:
        puller.leave()
        await task


async def until(probe: Callable[[], object], seconds: float = 30) -> None:
    """Of rows and files, which have no event."""
    async with asyncio.timeout(seconds):
        while not await asyncio.to_thread(of_database, probe):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def stream_of(one: LiveClass) -> str:
    return addresses.name_of(one, fresh(one).stream_key.number)


def fresh(one: LiveClass) -> LiveClass:
    return LiveClass.objects.select_related("stream_key", "asset").get(pk=one.pk)


def sealed(one: LiveClass) -> int:
    asset_id = LiveClass.objects.values_list("asset", flat=True).get(pk=one.pk)
    return streaming.count_of(asset_id) if asset_id else 0


def key_of(one: LiveClass) -> str:
    """As the studio shows it."""
    door = engine()
    assert door is not None
    return door.key(fresh(one))


async def sent_until(one: LiveClass, cloud: Cloud, count: int) -> None:
    """Until so many seconds of it are kept; then the line is cut."""
    key = await asyncio.to_thread(of_database, lambda: key_of(one))
    pushing = asyncio.create_task(push(cloud.rtmp_port, key, films.film(seconds=60), slowly=True))
    await until(lambda: sealed(one) >= count)
    await cut(cloud, key)
    await pushing


async def cut(cloud: Cloud, key: str) -> None:
    """As a teacher's programme that is closed."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as calling:
        await calling.post(f"http://127.0.0.1:{cloud.http_port}/_sim/cut", json={"stream": key.partition("?")[0]})


def ended(one: LiveClass) -> bool:
    return Push.objects.filter(live_class=one, ended_at__isnull=False).exists()


def sent(one: LiveClass, port: int, film: Path | None = None) -> int:
    """A whole push, pulled to its end."""

    async def all_of_it() -> int:
        key = await asyncio.to_thread(of_database, lambda: key_of(one))
        async with pulling() as puller:
            code = await push(port, key, film, slowly=True)
            await until(lambda: ended(one))
            await until(lambda: not puller.rooms)
        return code

    return asyncio.run(all_of_it())
