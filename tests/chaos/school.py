"""The demo school as it really runs, and how to hurt it."""

import contextlib
import functools
import os
import signal
import time
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.people import Broken, Person
from tests.command.running import Running, free_port, processes

BACK_WITHIN = 60.0
GONE_WITHIN = 20.0
PARTS = {
    "web": "parts web",
    "worker": "parts worker",
    "database": "bin/postgres -D",
    "simulator": "-m wxsim",
    "supervisor": " up --port",
}


@dataclass(kw_only=True)
class School(Running):
    sim_port: int = field(default_factory=free_port)
    patience: float = 240

    def __post_init__(self) -> None:
        self.options = ("--demo", "--sim-port", str(self.sim_port))

    def pid(self, part: str) -> int:
        return self.part(PARTS[part])

    @functools.cached_property
    def simulator(self) -> Person:
        return Person(f"http://127.0.0.1:{self.sim_port}")

    def rows(self, statement: str, *values: object) -> list[Any]:
        with self.connection() as connection:
            return connection.execute(statement.encode(), values).fetchall()

    def kill(self, part: str) -> float:
        """Kill one part without a word and wait until it is back by itself; answers the seconds that took."""
        before, workers = self.pid(part), self.newest_worker()
        os.kill(before, signal.SIGKILL)
        began = time.monotonic()
        if part == "supervisor":
            self.start_again()
        while not self.is_back(part, before, workers):
            if time.monotonic() - began > BACK_WITHIN:
                raise Broken("killed children come back by themselves", f"{part}: {self.log[-1500:]}")
            time.sleep(0.1)
        return time.monotonic() - began

    def is_back(self, part: str, before: int, workers: int) -> bool:
        if self.pid(part) in {0, before} or self.status() != 200:
            return False
        return part not in {"worker", "database", "supervisor"} or self.newest_worker() > workers

    def newest_worker(self) -> int:
        with contextlib.suppress(Exception):
            return int(self.rows("select coalesce(max(id), 0) from procrastinate_workers")[0][0])
        return 0

    def start_again(self) -> None:
        """Nothing outlives a killed supervisor; the next ``up`` mends what is left."""
        if self.process is not None:
            self.process.wait()
        end = time.monotonic() + GONE_WITHIN
        while left := self.left():
            if time.monotonic() > end:
                raise Broken("a killed supervisor leaves no process", left)
            time.sleep(0.05)
        self.begin()

    def left(self) -> dict[int, str]:
        """Processes of this home; a command of ours that still finds out may have a database of its own meanwhile."""
        found = processes(self.home)
        return {} if any(" import " in line for line in found.values()) and not self.of_up(found) else found

    @staticmethod
    def of_up(found: dict[int, str]) -> list[str]:
        return [line for line in found.values() if " import " not in line and PARTS["database"] not in line]

    def end(self) -> None:
        """Stop everything, whatever state it is in; the files stay."""
        for pid in processes(self.home):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
