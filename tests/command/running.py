"""A real ``zhiyu up`` in a home of its own, driven from outside."""

import contextlib
import itertools
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

WITHOUT = Path(__file__).parent / "without"
ZHIYU = [sys.executable, "-m", "zhiyu.command.main"]
# Each worker of a run has every eighth port to itself, and goes on from where it was: what was found free is given to
# nobody else in the minute that its school takes to start.
LANES, LANE = 8, int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
TURNS = itertools.count(secrets.randbelow(2_500))


def new_home() -> Path:
    """Short, and open for the database's own user where the tests run as root."""
    made = Path(tempfile.mkdtemp(prefix="zyc-"))
    made.chmod(0o711)
    return made


def free_port() -> int:
    """Below those that the kernel gives out by itself: nobody's connection takes it before it is used."""
    while True:
        port = 10_000 + next(TURNS) % 2_500 * LANES + LANE % LANES
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def environment(home: Path) -> dict[str, str]:
    """Nothing of ours that was set, and no package that a server has not."""
    ours = ("ZHIYU_", "WECHAT_", "ALIPAY_", "SMS_", "DATABASE_URL", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "ZHIYU_HOME": str(home), "PYTHONPATH": str(WITHOUT)}


def wait(what: str, probe: Callable[[], Any], *, seconds: float = 90) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := probe():
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")


def processes(home: Path) -> dict[int, str]:
    """Every process of this home by its environment, with its command line."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"ZHIYU_HOME={home}\0".encode() in (folder / "environ").read_bytes():
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
    return {pid: line for pid, line in found.items() if line}


@dataclass(kw_only=True)
class Running:
    home: Path
    port: int = field(default_factory=free_port)
    options: tuple[str, ...] = ()
    variables: dict[str, str] = field(default_factory=dict)
    patience: float = 180
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.home / "test.log").read_text()

    def environment(self) -> dict[str, str]:
        return environment(self.home) | self.variables

    def begin(self) -> "Running":
        with (self.home / "test.log").open("ab") as log:
            argv = [*ZHIYU, "up", "--port", str(self.port), *self.options]
            self.process = subprocess.Popen(  # noqa: S603
                argv, env=self.environment(), stdout=log, stderr=log, start_new_session=True
            )
        return self

    def start(self) -> "Running":
        self.begin()
        wait("/healthz answers 200", lambda: self.ended() or self.status() == 200, seconds=self.patience)
        assert not self.ended(), self.log
        return self

    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def status(self, path: str = "/healthz", *, patience: float = 20) -> int:
        try:
            with urllib.request.urlopen(self.url + path, timeout=patience) as answer:  # noqa: S310
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def part(self, words: str) -> int:
        """The process whose command line holds these words."""
        found = [pid for pid, line in processes(self.home).items() if words in line]
        return min(found) if found else 0

    def run(self, *arguments: str, seconds: float = 180) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603
            [*ZHIYU, *arguments], env=self.environment(), capture_output=True, text=True, timeout=seconds, check=False
        )

    def sql(self, statement: str, *values: object) -> Any:
        with self.connection() as connection:
            return connection.execute(statement.encode(), values).fetchone()

    def connection(self) -> psycopg.Connection[Any]:
        note = self.home / "pg.place"
        folder = note.read_text().splitlines()[1] if note.exists() else str(self.home / "pg" / "run")
        return psycopg.connect(host=folder, user="zhiyu", dbname="zhiyu", autocommit=True)

    def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(60)

    def wipe(self) -> None:
        for pid in processes(self.home):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.process is not None:
            self.process.wait(60)
        note = self.home / "pg.place"
        if note.exists():
            for line in note.read_text().splitlines():
                shutil.rmtree(self.home / line, ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)
