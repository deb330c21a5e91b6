"""A demo school under measurement: the real processes, started and stopped, and what each of them spends."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

# What stands in the command line of each part's processes.
SAID_BY = {
    **{part: f"zhiyu.command.parts {part}" for part in ("web", "worker", "ingest")},
    "wxsim": "wxsim",
    "database": "postgres",
}
OURS = ("ZHIYU_", "WECHAT_", "SMS_", "DATABASE_URL", "DJANGO_")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@dataclass(frozen=True, kw_only=True)
class Spent:
    """CPU milliseconds: all of our own code, and the database's share beside it."""

    own: float
    database: float

    @property
    def whole(self) -> float:
        return self.own + self.database


@dataclass(frozen=True, kw_only=True)
class Product:
    home: Path
    port: int
    sim_port: int
    live_port: int
    up: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def sim_url(self) -> str:
        return f"http://127.0.0.1:{self.sim_port}"

    def sql(self) -> psycopg.Connection[Any]:
        note = self.home / "pg.place"
        folder = note.read_text().splitlines()[1] if note.exists() else str(self.home / "pg" / "run")
        return psycopg.connect(host=folder, user="zhiyu", dbname="zhiyu", autocommit=True)

    def parts(self) -> dict[str, list[int]]:
        """Process ids by part: web, worker, ingest, wxsim, database, tools (what jobs start: ffmpeg), up."""
        found: dict[str, list[int]] = {name: [] for name in ("web", "worker", "ingest", "wxsim", "database", "tools")}
        found["up"] = [self.up]
        for pid in descendants(self.up):
            with contextlib.suppress(OSError):
                line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
                found[next((part for part, said in SAID_BY.items() if said in line), "tools")].append(pid)
        return found

    def settle(self, *, still: float = 5.0, seconds: float = 180) -> None:
        """Wait until no job has had a tool at work for ``still`` seconds: a new school packages its films.

        :raises SystemExit: after ``seconds``.
        """
        end = time.monotonic() + seconds
        last = time.monotonic()
        while (now := time.monotonic()) - last < still:
            if self.parts()["tools"]:
                last = now
            if now > end:
                raise SystemExit("the school's jobs do not come to rest")
            time.sleep(0.2)

    def spent(self, *parts: str) -> Spent:
        pids = self.parts()
        own = sum(cpu_ms(pid) for part in parts or ("web",) for pid in pids[part])
        return Spent(own=own, database=sum(cpu_ms(pid) for pid in pids["database"]))


def descendants(pid: int) -> list[int]:
    found = []
    for child in _children(pid):
        found += [child, *descendants(child)]
    return found


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(word) for word in task.read_text().split()]
    return found


def cpu_ms(pid: int) -> float:
    """Time on a processor since the process began, threads together, to the nanosecond (``schedstat``)."""
    total = 0
    for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with contextlib.suppress(OSError):
            total += int(task.read_text().split()[0])
    return total / 1e6


def pss_mb(pid: int) -> float:
    """Memory with shared pages split among those who share them."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


@contextlib.contextmanager
def running(home: Path | None = None) -> Iterator[Product]:
    """``zhiyu up --demo`` in a new home, or in one made before; stopped whole at the end."""
    place = home or Path(tempfile.mkdtemp(prefix="zyb-"))
    place.chmod(0o711)
    port, sim_port, live_port = free_port(), free_port(), free_port()
    env = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    env |= {"ZHIYU_HOME": str(place), "ZHIYU_LIVE_PORT": str(live_port)}
    with (place / "bench.log").open("ab") as log:
        up = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "zhiyu.command.main",
                "up",
                "--demo",
                "--port",
                str(port),
                "--sim-port",
                str(sim_port),
            ],
            env=env,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        wait_until_up(port, up, place)
        yield Product(home=place, port=port, sim_port=sim_port, live_port=live_port, up=up.pid)
    finally:
        up.send_signal(signal.SIGTERM)
        try:
            up.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(up.pid, signal.SIGKILL)
        if home is None:
            wipe(place)


def wait_until_up(port: int, up: subprocess.Popen[bytes], place: Path, *, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and up.poll() is None:
        with (
            contextlib.suppress(OSError, urllib.error.HTTPError, json.JSONDecodeError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer,
        ):
            if json.load(answer)["status"] == "ok":
                return
        time.sleep(0.2)
    raise SystemExit(f"the product did not start:\n{(place / 'bench.log').read_text()[-2000:]}")


def wipe(place: Path) -> None:
    note = place / "pg.place"
    if note.exists():
        for line in note.read_text().splitlines():
            shutil.rmtree(line, ignore_errors=True)
    shutil.rmtree(place, ignore_errors=True)
