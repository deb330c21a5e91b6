"""Using the home's database from a command: the one that runs, else one started for this command only."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from zhiyu.command.locks import Lock, held_by_another
from zhiyu.command.place import cluster_of_home
from zhiyu.command.postgres import Cluster
from zhiyu.kernel.home import home

PATIENCE = 60.0


@contextmanager
def attached() -> Iterator[bool]:
    """Yield whether nobody may have migrated the database lately: no ``up`` runs on it here, or it is not ours.

    A server that answers says nothing: a command that was killed leaves its own behind.
    """
    if os.environ.get("DATABASE_URL"):
        yield True
        return
    cluster = cluster_of_home()
    users, starting = Lock(home() / "pg.users"), Lock(home() / "pg.start")
    users.shared(wait=True)
    try:
        _reach(cluster, starting)
        yield not held_by_another(home() / "up.lock")
    finally:
        starting.alone(wait=True)
        if users.alone() and not held_by_another(home() / "up.lock"):
            cluster.stop()


def _reach(cluster: Cluster, starting: Lock) -> None:
    """Wait for the database of a running ``up``, or start one; several commands at once start only one."""
    end = time.monotonic() + PATIENCE
    while not cluster.ready():
        if time.monotonic() > end:
            raise SystemExit("数据库没有在 60 秒内就绪。")
        if held_by_another(home() / "up.lock") or not starting.alone():
            time.sleep(0.1)
            continue
        try:
            if not cluster.ready():
                start(cluster)
        finally:
            starting.release()


def start(cluster: Cluster) -> None:
    cluster.stop()
    cluster.make()
    log = home() / "postgres.log"
    with log.open("ab") as output:
        server = subprocess.Popen(  # noqa: S603
            cluster.server_argv(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            start_new_session=True,
            **cluster.as_owner(),
        )
    while not cluster.ready():
        if server.poll() is not None:
            raise SystemExit(f"PostgreSQL 没有启动，见 {log}")
        time.sleep(0.05)
    cluster.create_database()
