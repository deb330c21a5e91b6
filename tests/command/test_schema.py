"""A new database by the file is a new database by all steps."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.conftest import admin
from tools.schema import STEADY, dumped
from zhiyu.command import schema


@contextmanager
def empty(name: str) -> Iterator[BaseDatabaseWrapper]:
    """Django's own connection, led to a new database for a while."""
    was = str(connection.settings_dict["NAME"])
    connection.close()
    with admin() as server:
        server.execute(f"drop database if exists {name}".encode())
        server.execute(f"create database {name}".encode())
        connection.settings_dict["NAME"] = name
        try:
            yield connection
        finally:
            connection.close()
            connection.settings_dict["NAME"] = was
            server.execute(f"drop database {name}".encode())


def made(database: BaseDatabaseWrapper) -> str:
    call_command("migrate", verbosity=0)
    with database.cursor() as cursor:
        cursor.execute(STEADY)
    return dumped(database.settings_dict)


@pytest.mark.django_db(transaction=True)
def test_the_file_and_the_steps_after_it_make_what_all_steps_make(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with empty("by_file") as database:
        assert schema.lay(database)
        assert not schema.lay(database)  # what holds something is left alone
        by_file = made(database)
    with empty("by_steps") as database:
        by_steps = tmp_path / "schema.sql"
        by_steps.write_text(made(database))
    # Read once more as the file was, since PostgreSQL writes some conditions otherwise after it has read them.
    monkeypatch.setattr(schema, "FILE", by_steps)
    with empty("read_again") as database:
        assert schema.lay(database)
        assert by_file == made(database)


@pytest.mark.django_db(transaction=True)
def test_a_file_with_a_step_that_is_no_longer_ours_is_not_laid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "schema.sql"
    other.write_text(schema.FILE.read_text().replace("'0001_complaints'", "'0001_other_name'"))
    monkeypatch.setattr(schema, "FILE", other)
    with empty("other_steps") as database:
        assert not schema.lay(database)
        other.write_text(schema.STEPS + "VALUES\n\t(1, 'media', '0001_initial', now());\nselect 1/0")
        with pytest.raises(DatabaseError):
            schema.lay(database)
        assert schema.is_new(database)  # all of it, or none


def test_the_file_is_of_steps_that_are_there() -> None:
    assert len(schema.steps_in(schema.FILE.read_text())) > 100
