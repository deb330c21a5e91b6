"""``zhiyu prepare``, ``web``, ``worker`` and ``ingest`` each alone, as the units under deploy/systemd run them."""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command.running import ZHIYU, Running, free_port, new_home, wait
from tests.live.clouding import variables
from zhiyu.command.boot import READY
from zhiyu.command.postgres import Cluster


@pytest.fixture
def home() -> Iterator[Running]:
    """A database that none of the parts started."""
    running = Running(home=new_home())
    cluster = Cluster.under(running.home / "outside")
    cluster.make()
    with (running.home / "postgres.log").open("wb") as log:
        argv = cluster.server_argv(lossy=True)
        server = subprocess.Popen(argv, stdout=log, stderr=log, cwd="/", **cluster.as_owner())  # noqa: S603
    wait("the server", cluster.ready)
    cluster.create_database()
    running.variables["DATABASE_URL"] = f"postgresql://zhiyu@/zhiyu?host={cluster.run}"
    yield running
    server.terminate()
    server.wait(20)
    running.wipe()


@contextlib.contextmanager
def part(running: Running, *arguments: str, passed: tuple[int, ...] = ()) -> Iterator[subprocess.Popen[bytes]]:
    with (running.home / f"{arguments[0]}.log").open("wb") as log:
        started = subprocess.Popen(  # noqa: S603
            [*ZHIYU, *arguments], env=running.environment(), stdout=log, stderr=log, pass_fds=passed
        )
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def knock(port: int) -> bool:
    with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=5):
        return True
    return False


def is_held(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def test_the_parts_run_alone_and_leave_when_told(home: Running) -> None:
    prepared = home.run("prepare", seconds=120)
    assert prepared.returncode == 0, prepared.stderr
    assert "setup-token" in prepared.stdout
    assert home.run("prepare", seconds=120).returncode == 0, "a second time there is nothing to do"

    listening = socket.create_server(("127.0.0.1", home.port))
    with listening, part(home, "web", "--fd", str(listening.fileno()), passed=(listening.fileno(),)) as web:
        port = free_port()
        with part(home, "worker") as worker, part(home, "ingest", "--port", str(port)) as ingest:
            wait("teachers are let in", lambda: READY in (home.home / "ingest.log").read_text() and knock(port))
            ingest.terminate()
            assert ingest.wait(30) == 0
            home.variables["ZHIYU_LIVE"] = "nginx"
            conf = home.run("live", "nginx-conf")
            assert "on_publish http://127.0.0.1:8000/integrations/nginx-rtmp/" in conf.stdout, conf.stderr
            with part(home, "ingest") as follower:
                wait("what nginx writes is followed", lambda: is_held(home.home / "media" / "incoming"))
                follower.terminate()
                assert follower.wait(30) == 0
            home.variables |= variables(1, 2)
            with part(home, "ingest") as puller:
                wait("what Tencent takes in is pulled", lambda: is_held(home.home / "media" / "pulling"))
                puller.terminate()
                assert puller.wait(30) == 0
            wait("everything answers", lambda: home.status() == 200, seconds=60)
            assert home.status("/") in {200, 302}
            for one in (web, worker):
                one.send_signal(signal.SIGUSR1)  # as systemd stops them
            assert worker.wait(20) is not None
        assert web.wait(30) == 0
