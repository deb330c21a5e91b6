"""The same command with what lies outside the home: a backup in a bucket, and a database server of somebody else's."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.backups.store import store
from tests.command.running import Running, new_home
from tests.command.schools import media, rows
from tests.nodes.farm import outside_database


@pytest.fixture
def server() -> Iterator[str]:
    """The URL of an empty database, reached by TCP."""
    home = Running(home=new_home())
    with outside_database(home.home) as url:
        yield url
    home.wipe()


def names(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        found = connection.execute("select datname from pg_database where datname like 'school%' order by 1")
        return [name for (name,) in found]


def test_a_backup_in_a_bucket_is_made_and_restored_by_its_address(
    school: Running, school_rows: list[str], elsewhere: Running
) -> None:
    with store("school") as settings:
        school.variables, elsewhere.variables = settings, settings

        made = school.run("backup", "s3://school/nightly/one.zhiyu")
        assert made.returncode == 0, made.stderr
        missing = elsewhere.run("restore", "s3://school/nightly/other.zhiyu")
        assert (missing.returncode, list(elsewhere.home.iterdir())) == (1, [])
        assert "没有恢复" in missing.stderr
        done = elsewhere.run("restore", "s3://school/nightly/one.zhiyu")

    assert done.returncode == 0, done.stderr
    assert rows(elsewhere) == school_rows
    assert media(elsewhere) == media(school) != {}


def test_a_school_moves_to_a_server_of_somebody_elses(
    school: Running, school_rows: list[str], elsewhere: Running, server: str
) -> None:
    elsewhere.variables = {"DATABASE_URL": server}
    archive = str(school.home / "school.zhiyu")

    done = elsewhere.run("restore", archive)
    assert done.returncode == 0, done.stderr
    assert rows(elsewhere) == school_rows
    assert media(elsewhere) == media(school) != {}
    assert not (elsewhere.home / "pg").exists()

    refused = elsewhere.run("restore", archive)
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    with psycopg.connect(server):
        busy = elsewhere.run("restore", archive, "--replace")
    assert busy.returncode == 1
    assert "还有别的程序连着这个数据库" in busy.stderr

    again = elsewhere.run("restore", archive, "--replace")
    assert again.returncode == 0, again.stderr
    assert rows(elsewhere) == school_rows
    assert names(server) == ["school"]


def test_a_role_that_may_not_make_databases_is_told_so(school: Running, elsewhere: Running, server: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("create role tenant login")
    elsewhere.variables = {"DATABASE_URL": server.replace("zhiyu@", "tenant@")}

    refused = elsewhere.run("restore", str(school.home / "school.zhiyu"))

    assert refused.returncode == 1
    assert "CREATEDB" in refused.stderr
    assert names(server) == ["school"]
