"""Homes where ``zhiyu up`` has run once, made once in a test run and copied for whoever wants a school of their own."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.chaos.invariants import OPEN_WORK
from tests.command.running import Running, free_port, new_home, wait
from zhiyu.command.postgres import Cluster

RUN = Path(os.environ["ZHIYU_TEST_HOME"])
# What a kill cannot lose, only a power cut.
WITHOUT_POWER_CUTS = "fsync = off\nfull_page_writes = off\n"
REFUNDS_UNDER_WAY = "select 1 from commerce_refund where status in ('approved', 'processing')"


def school_home() -> Path:
    """A new school: schema and static files are there, its first owner has not come yet."""
    return copied("new-school", lambda home: been_up(Running(home=home)))


def demo_home() -> Path:
    """The demo school with its films packaged and its history told to the end."""
    return copied("demo-school", lambda home: been_up(demo(home)))


def demo(home: Path) -> Running:
    return Running(home=home, options=("--demo", "--sim-port", str(free_port())), patience=600)


def copied(name: str, make: Callable[[Path], None]) -> Path:
    kept, home = RUN / name, new_home()
    with (RUN / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            first = new_home()
            make(first)
            shutil.move(first, kept)
    subprocess.run(["cp", "-a", f"{kept}/.", str(home)], check=True)  # noqa: S603, S607 -- owners and times as well
    return home


def quiet(running: Running) -> bool:
    return not running.sql(OPEN_WORK) and not running.sql(REFUNDS_UNDER_WAY)


def been_up(running: Running) -> None:
    cluster = Cluster.under(running.home / "pg")
    cluster.make()
    with (cluster.data / "postgresql.conf").open("a") as settings:
        settings.write(WITHOUT_POWER_CUTS)
    try:
        running.start()
        wait("nothing is left to do", lambda: quiet(running), seconds=300)
        assert running.stop() == 0
    except BaseException:
        running.wipe()
        raise
    (running.home / "test.log").unlink()
