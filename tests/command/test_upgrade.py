"""A school of each earlier version, as its database was: today's code brings it up, and nothing of it is lost."""

import gzip
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.command.homes import school_home
from tests.command.running import ZHIYU, Running, new_home
from zhiyu.backups.binaries import binary

ROOT = Path(__file__).resolve().parents[2]
OLD = sorted((ROOT / "tests" / "recorded" / "upgrade").glob("*.sql.gz"))
KEPT = ("accounts_user", "catalog_lesson", "commerce_order", "commerce_payment", "commerce_refund", "access_grant")
PAGES = """
import json
from django.test import Client
from zhiyu.accounts.models import User
from zhiyu.commerce.models import Order
from tests import make
owner, learner = (User.objects.get(phone=phone) for phone in ("13800000001", "13800000008"))
order = Order.objects.filter(buyer=learner).first()
seen = {}
for who, person, paths in (
    ("nobody", None, ["/", "/courses/phone-family-photos", "/api/v1/courses", "/api/v1/courses/breakfast-week"]),
    ("learner", learner, ["/me/", "/me/learning", "/me/orders", "/me/orders/" + order.no]),
    ("owner", owner, ["/studio/", "/studio/orders", "/studio/refunds", "/studio/learners", "/studio/courses"]),
):
    client = Client(HTTP_HOST="127.0.0.1:8000")
    if person:
        make.login(client, person)
    for path in paths:
        seen[f"{who} {path}"] = client.get(path).status_code
print("PAGES " + json.dumps(seen))
"""


@pytest.fixture(params=OLD, ids=lambda path: path.name.removesuffix(".sql.gz"))
def school(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[dict[str, str], psycopg.Connection[Any]]]:
    """The recorded database in the tests' own cluster, and an environment whose home has nothing else."""
    server = Path(os.environ["ZHIYU_TEST_HOME"]) / "pg" / "run"
    name = f"upgrade_{os.getpid()}"
    with psycopg.connect(host=str(server), user="zhiyu", dbname="postgres", autocommit=True) as admin:
        admin.execute(f"create database {name}".encode())
        try:
            psql = [binary("psql"), "-q", "-v", "ON_ERROR_STOP=1", "-h", str(server), "-U", "zhiyu", "-d", name]
            subprocess.run(  # noqa: S603
                psql, input=gzip.decompress(request.param.read_bytes()), stdout=subprocess.DEVNULL, check=True
            )
            env = {
                **os.environ,
                "ZHIYU_HOME": str(tmp_path),
                "DATABASE_URL": f"postgresql://zhiyu@/{name}?host={server}",
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "ZHIYU_TEST_HOME": str(tmp_path),
            }
            with psycopg.connect(host=str(server), user="zhiyu", dbname=name, autocommit=True) as connection:
                yield env, connection
        finally:
            admin.execute(f"drop database {name} with (force)".encode())


def zhiyu(env: dict[str, str], *arguments: str) -> str:
    argv = [*ZHIYU, *arguments]
    done = subprocess.run(argv, env=env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def rows(connection: psycopg.Connection[Any]) -> dict[str, list[Any]]:
    return {name: connection.execute(f"select id from {name} order by id".encode()).fetchall() for name in KEPT}  # noqa: S608


def test_an_older_school_comes_up_with_its_books_and_its_pages(
    school: tuple[dict[str, str], psycopg.Connection[Any]],
) -> None:
    env, connection = school
    before = rows(connection)
    books = connection.execute("select count(*), sum(abs(amount_fen)) from ledger_line").fetchone()

    zhiyu(env, "manage", "migrate", "--no-input", "--verbosity=0")

    figures = json.loads(zhiyu(env, "ledger", "verify", "--json"))
    assert figures["first_bad"] is None
    assert (figures["journals"], figures["sealed"], figures["balances"]["receivable:wechat"]) == (5, 5, 19_800)
    assert connection.execute("select count(*), sum(abs(amount_fen)) from ledger_line").fetchone() == books
    assert rows(connection) == before
    assert all(len(found) > 1 for found in before.values())
    told = next(line for line in zhiyu(env, "manage", "shell", "-v0", "-c", PAGES).splitlines() if "PAGES" in line)
    statuses = json.loads(told.removeprefix("PAGES "))
    assert {path: status for path, status in statuses.items() if status != 200} == {}


def test_a_backup_before_the_upgrade_is_of_the_old_school(
    school: tuple[dict[str, str], psycopg.Connection[Any]], tmp_path: Path
) -> None:
    """Nothing migrates before it: what comes out of the file is what was there."""
    env, connection = school
    before = connection.execute("select app, name from django_migrations order by 1, 2").fetchall()

    zhiyu(env, "backup", str(tmp_path / "before.backup"))

    assert connection.execute("select app, name from django_migrations order by 1, 2").fetchall() == before
    listed = subprocess.run(  # noqa: S603
        ["tar", "xOf", str(tmp_path / "before.backup"), "manifest.json"],  # noqa: S607
        capture_output=True,
        check=True,
    ).stdout
    assert [tuple(one) for one in json.loads(listed)["migrations"]] == before


def test_the_command_backs_up_first_and_says_how_to_go_back() -> None:
    running = Running(home=school_home())
    try:
        done = running.run("upgrade", "--backup", str(running.home / "before.backup"))

        assert done.returncode == 0, done.stdout + done.stderr
        assert f"zhiyu restore --replace {running.home / 'before.backup'}" in done.stdout
        assert (running.home / "before.backup").stat().st_size > 0
    finally:
        running.wipe()


def test_an_upgrade_whose_backup_fails_changes_nothing(tmp_path: Path) -> None:
    running = Running(home=new_home())
    try:
        done = running.run("upgrade", "--install", str(tmp_path / "nowhere.whl"))

        assert done.returncode == 1
        assert "什么都没有改动" in done.stderr
        assert "安装" not in done.stdout
    finally:
        running.wipe()


def test_every_recorded_school_is_small() -> None:
    assert OLD
    assert all(path.stat().st_size < 300_000 for path in OLD)
