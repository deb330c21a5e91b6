"""Two whole nodes: homes of their own, one outside PostgreSQL, one media store, one simulator, one balancer."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.command.running import ZHIYU, Running, environment, free_port, new_home, processes, wait
from tests.nodes.balancer import Balancer, balancing
from zhiyu.command.postgres import Cluster

TOGETHER = 150.0


class Node(Running):
    def kill(self) -> None:
        """As a machine ends that loses its power: everything at once, the supervisor first."""
        assert self.process is not None
        self.process.kill()
        for pid in processes(self.home):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(10)
        wait("the node is gone", lambda: processes(self.home) == {})


@dataclass(kw_only=True)
class Farm:
    shared: Path
    nodes: list[Node]
    balancer: Balancer
    database_url: str
    simulator_url: str

    def rows(self, statement: str) -> list[Any]:
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            return connection.execute(statement.encode()).fetchall()

    def start(self) -> None:
        for node in self.nodes:
            node.begin()
        for node in self.nodes:
            self.until_healthy(node)

    @staticmethod
    def until_healthy(node: Node) -> None:
        try:
            wait("healthy", lambda: node.ended() or node.status() == 200, seconds=TOGETHER)
        except AssertionError as error:
            raise AssertionError(node.log[-3000:]) from error
        assert not node.ended(), node.log

    def environment(self) -> dict[str, str]:
        """For commands from outside, in a home that is no node's."""
        return environment(self.shared) | self.nodes[0].variables


@contextmanager
def farm() -> Iterator[Farm]:
    shared = new_home()
    ports = [free_port(), free_port()]
    with outside_database(shared) as database_url, balancing(ports) as balancer, simulator(shared) as simulator_url:
        variables = {
            "DATABASE_URL": database_url,
            "ZHIYU_URL": balancer.url,
            "ZHIYU_SECRET_KEY": "one secret for both nodes, long enough for anybody",
            "ZHIYU_MEDIA": str(shared / "media"),
            "ZHIYU_MEDIA_KEY": "one media key for both nodes",
            "WECHAT_SIMULATOR_URL": simulator_url,
            **keys_of(shared),
        }
        nodes = [Node(home=new_home(), port=port, options=("--demo",), variables=variables) for port in ports]
        for node in nodes:
            (node.home / "sms.jsonl").symlink_to(shared / "sms.jsonl")
        try:
            yield Farm(
                shared=shared,
                nodes=nodes,
                balancer=balancer,
                database_url=database_url,
                simulator_url=simulator_url,
            )
        finally:
            for node in nodes:
                node.wipe()
    shutil.rmtree(shared, ignore_errors=True)


@contextmanager
def outside_database(shared: Path) -> Iterator[str]:
    """The wheel's PostgreSQL as somebody else's server: its own cluster, reached by TCP."""
    cluster, port = Cluster.under(shared / "pg"), free_port()
    cluster.make()
    with (shared / "postgres.log").open("wb") as log:
        argv = [*cluster.server_argv(lossy=True), "-c", "listen_addresses=127.0.0.1", "-c", f"port={port}"]
        server = subprocess.Popen(argv, stdout=log, stderr=log, cwd="/", **cluster.as_owner())  # noqa: S603
    url = f"postgresql://zhiyu@127.0.0.1:{port}"
    try:
        wait("PostgreSQL takes connections", cluster.ready)
        with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
            connection.execute("create database school")
        yield f"{url}/school"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)


@contextmanager
def simulator(shared: Path) -> Iterator[str]:
    port = free_port()
    argv = [*ZHIYU, "sim", "wechat", "--port", str(port)]
    with (shared / "sim.log").open("wb") as log:
        running = subprocess.Popen(argv, env=environment(shared), stdout=log, stderr=log)  # noqa: S603
    try:
        wait("the simulator's keys", (shared / "sim" / "env").exists)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(20)


def keys_of(shared: Path) -> dict[str, str]:
    lines = (shared / "sim" / "env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def acceptance(farm: Farm) -> subprocess.Popen[str]:
    """The script that walks through the main job, at the balancer."""
    script = Path(__file__).parents[1] / "acceptance" / "main_job.py"
    asked = ["--base", farm.balancer.url, "--sim", farm.simulator_url, "--home", str(farm.shared)]
    return subprocess.Popen(  # noqa: S603
        [sys.executable, str(script), *asked, "--zhiyu", " ".join(ZHIYU)],
        env=farm.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
