"""One cluster a session, one migrated template, one database a worker cut from it."""

import fcntl
import gc
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from zhiyu.command import schema
from zhiyu.command.postgres import Cluster

HOME = Path(os.environ["ZHIYU_TEST_HOME"])
# How long one example takes says how busy the machine is.
hypothesis.settings.register_profile("ours", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("ours")
# One of command's makes the demo school, which all of browser's would stand and wait for.
LONGEST = ("nodes", "command", "browser", "chaos", "deploy", "security", "backups", "verbs", "tracing", "live", "media")
SERVER = pytest.StashKey[subprocess.Popen[bytes]]()


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    cluster = Cluster.under(HOME / "pg")
    cluster.make()
    with (HOME / "postgres.log").open("wb") as log:
        argv = cluster.server_argv(lossy=True)
        server = subprocess.Popen(argv, stdout=log, stderr=log, cwd="/", **cluster.as_owner())  # noqa: S603
    config.stash[SERVER] = server
    while not cluster.ready():
        if server.poll() is not None:
            pytest.exit((HOME / "postgres.log").read_text()[-2000:])
        time.sleep(0.05)


def pytest_unconfigure(config: pytest.Config) -> None:
    server = config.stash.get(SERVER, None)
    if server is None:
        return
    server.send_signal(signal.SIGINT)  # TERM would wait for whoever is still connected, after a failure say
    server.wait(20)
    shutil.rmtree(HOME, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits longest begins first, so that the workers end together."""
    items.sort(key=lambda item: next((at for at, name in enumerate(LONGEST) if name in item.path.parts), len(LONGEST)))


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the collector need not walk through all of it again and again."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 10)


def admin() -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=str(HOME / "pg" / "run"), user="zhiyu", dbname="postgres", autocommit=True)


@pytest.fixture(scope="session")
def django_db_setup(worker_id: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    mine = f"test_{worker_id}"
    with (HOME / "template.lock").open("w") as lock, admin() as connection:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not connection.execute("select 1 from pg_database where datname = 'migrated'").fetchone():
            connection.execute("create database migrated")
            use("migrated")
            with django_db_blocker.unblock():
                schema.lay(connections["default"])
                call_command("migrate", verbosity=0)
                keep_what_migrations_left()
                connections["default"].close()
        connection.execute(f"create database {mine} template migrated")
    use(mine)
    yield
    with django_db_blocker.unblock():
        connections["default"].close()


def keep_what_migrations_left() -> None:
    """``flush`` (tests/management) puts it back after a committing test."""
    with connections["default"].cursor() as cursor:
        cursor.execute("create schema as_migrated; create table as_migrated.catalog_category as table catalog_category")


def use(name: str) -> None:
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name
