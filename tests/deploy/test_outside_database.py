"""A school on a PostgreSQL server of somebody else's: over TCP with a password, straight or through pgbouncer."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.command.running import Running, free_port, new_home, wait
from zhiyu.command.postgres import Cluster

WORD = "p/w@:ü 1"
QUOTED = "p%2Fw%40%3A%C3%BC%201"
PGBOUNCER = shutil.which("pgbouncer") or shutil.which("/usr/sbin/pgbouncer")


@dataclass(frozen=True)
class Server:
    home: Path
    port: int

    def url(self, port: int | None = None) -> str:
        return f"postgresql://school:{QUOTED}@127.0.0.1:{port or self.port}/school"

    def asked(self, statement: str, *values: object) -> Any:
        where = f"host=127.0.0.1 port={self.port} user=school dbname=school"
        with psycopg.connect(where, password=WORD, autocommit=True) as connection:
            return connection.execute(statement.encode(), values).fetchone()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    home, port = new_home(), free_port()
    cluster = Cluster.under(home / "pg")
    cluster.make()
    hba = cluster.data / "pg_hba.conf"
    lines = [line for line in hba.read_text().splitlines() if not line.startswith("host")]
    hba.write_text("\n".join([*lines, "host all all 127.0.0.1/32 scram-sha-256", ""]))
    argv = [*cluster.server_argv(lossy=True), "-c", "listen_addresses=127.0.0.1", "-c", f"port={port}"]
    with (home / "postgres.log").open("wb") as log:
        process = subprocess.Popen(argv, stdout=log, stderr=log, cwd="/", **cluster.as_owner())  # noqa: S603
    wait("the server", cluster.ready)
    with psycopg.connect(
        host=str(cluster.run), port=port, user="zhiyu", dbname="postgres", autocommit=True
    ) as connection:
        connection.execute("create role school login")
        connection.execute(f"alter role school password '{WORD}'".encode())
        connection.execute("create database school owner school")
    yield Server(home, port)
    process.terminate()
    process.wait(20)
    shutil.rmtree(home, ignore_errors=True)


def works(running: Running, server: Server) -> None:
    """Pages from the database, and a delivery by a worker that heard of it."""
    assert running.status("/") == 200
    assert running.status("/api/v1/courses") == 200
    (event,) = server.asked(
        "insert into platform_event (name, payload, created_at) values ('test', '{}', now()) returning id"
    )
    (delivery,) = server.asked(
        "insert into platform_delivery (event_id, handler, state, attempts, last_error, updated_at)"
        " values (%s, 'test.none', 'waiting', 0, '', now()) returning id",
        event,
    )
    wait(
        "the worker has tried",
        lambda: server.asked("select attempts from platform_delivery where id = %s", delivery) == (1,),
    )
    assert running.status() == 200


def test_a_school_lives_on_a_server_over_tcp(server: Server) -> None:
    running = Running(home=new_home(), variables={"DATABASE_URL": server.url()}, patience=150)
    try:
        running.start()
        works(running, server)
        assert not (running.home / "pg").exists()
        assert running.stop() == 0
    finally:
        running.wipe()


@pytest.mark.skipif(PGBOUNCER is None, reason="needs pgbouncer (Debian: apt install pgbouncer)")
def test_a_school_asks_through_a_pooler_and_listens_past_it(server: Server) -> None:
    port = free_port()
    folder = new_home()
    (folder / "users.txt").write_text(f'"school" "{WORD}"\n')
    (folder / "pgbouncer.ini").write_text(
        "[databases]\n"
        f"school = host=127.0.0.1 port={server.port} dbname=school\n"
        "[pgbouncer]\n"
        f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = scram-sha-256\nauth_file = {folder}/users.txt\n"
        "pool_mode = transaction\ndefault_pool_size = 4\nmax_client_conn = 200\n"
    )
    folder.chmod(0o755)
    as_owner = Cluster.under(folder / "x").as_owner()
    with (folder / "log").open("wb") as log:
        pooler = subprocess.Popen([str(PGBOUNCER), str(folder / "pgbouncer.ini")], stdout=log, stderr=log, **as_owner)  # noqa: S603
    names = {"DATABASE_URL": server.url(port), "DATABASE_DIRECT_URL": server.url()}
    running = Running(home=new_home(), variables=names, patience=150)
    try:
        running.start()
        works(running, server)
        (listening,) = server.asked("select count(*) from pg_stat_activity where query ilike 'listen %%shown%%'")
        assert listening == 1
        assert running.stop() == 0
    finally:
        running.wipe()
        pooler.terminate()
        pooler.wait(10)
        shutil.rmtree(folder, ignore_errors=True)
