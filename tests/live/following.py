"""A real nginx that takes in what is pushed, and what follows its files."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings as of_django
from pytest_django import Settings

from tests.command.running import ZHIYU, free_port
from zhiyu.live import nginx
from zhiyu.live.following import Watcher


def has_nginx() -> bool:
    return shutil.which("nginx", path="/usr/sbin:/usr/bin") is not None and Path(nginx.MODULE).exists()


def answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def nginx_of(settings: Settings, callback: str, place: Path) -> Iterator[subprocess.Popen[bytes]]:
    settings.LIVE_ENGINE, settings.LIVE_CALLBACK = "nginx", callback
    settings.LIVE_BIND, settings.LIVE_PORT = "127.0.0.1", free_port()
    conf = place / "nginx.conf"
    conf.write_text(nginx.configuration())
    argv = ["/usr/sbin/nginx", "-e", "stderr", "-p", str(place), "-c", str(conf)]
    with subprocess.Popen(argv, stderr=subprocess.DEVNULL) as running:  # noqa: S603 -- our own words
        try:
            while not answers(settings.LIVE_PORT):
                assert running.poll() is None
            yield running
        finally:
            kill_all(running)


def kill_all(running: subprocess.Popen[bytes]) -> None:
    """Its worker too, which would go on without it."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            if int(fields[1]) == running.pid:
                os.kill(int(path.parent.name), signal.SIGKILL)
    running.kill()


@asynccontextmanager
async def watching() -> AsyncIterator[Watcher]:
    watcher = Watcher()
    task = asyncio.create_task(watcher.watch())
    try:
        yield watcher
    finally:
        watcher.leave()
        await task


async def all_read() -> None:
    async with asyncio.timeout(30):
        while any(nginx.coming()):  # noqa: ASYNC110 -- files have no event
            await asyncio.sleep(0.05)


async def kept(watcher: Watcher, class_id: int, size: int = 0) -> None:
    """Until more than so many bytes of a class are in its recording."""
    async with asyncio.timeout(30):
        while class_id not in watcher.rooms or watcher.rooms[class_id].kept() <= size:  # noqa: ASYNC110 -- as above
            await asyncio.sleep(0.02)


@contextmanager
def ingest_part(home: Path) -> Iterator[Path]:
    """What follows, as a program of its own on this school, and what it says."""
    base = of_django.DATABASES["default"]
    own = {
        "DATABASE_URL": f"postgresql://{base['USER']}@/{base['NAME']}?host={quote(str(base['HOST']), safe='')}",
        "ZHIYU_HOME": str(home),
        "ZHIYU_MEDIA": str(of_django.MEDIA_DIR),
        "ZHIYU_LIVE": "nginx",
        "DJANGO_SETTINGS_MODULE": "zhiyu.config.settings",
    }
    home.mkdir(exist_ok=True)
    with (
        (home / "ingest.log").open("wb") as log,
        subprocess.Popen(  # noqa: S603 -- ours
            [*ZHIYU, "ingest"], env=os.environ | own, stdout=log, stderr=log
        ) as running,
    ):
        try:
            yield home / "ingest.log"
        finally:
            running.kill()
