"""Migrating a database that somebody works in: no queue forms behind a step that cannot have its lock."""

import threading
import time

import psycopg
import pytest
from django.db import OperationalError, connection

from zhiyu.command import prepare

STEP = "alter table platform_school add column if not exists planted int"


@pytest.mark.django_db(transaction=True)
def test_a_step_lets_go_of_the_queue_and_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "LOCK_PATIENCE", "200ms")
    monkeypatch.setattr(prepare, "LOCK_PAUSE", 0.3)
    tries = []

    def step() -> None:
        tries.append(time.monotonic())
        with connection.cursor() as cursor:
            cursor.execute(STEP)

    with other() as busy:
        busy.execute("begin; lock table platform_school in row exclusive mode")
        end = threading.Timer(1.2, lambda: busy.execute("commit"))
        end.start()
        prepare.patiently(step)
        end.join()

    assert len(tries) > 1
    with connection.cursor() as cursor:
        cursor.execute("alter table platform_school drop column planted")
        cursor.execute("show lock_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.django_db(transaction=True)
def test_a_step_that_never_gets_its_lock_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"LOCK_PATIENCE": "50ms", "LOCK_PAUSE": 0.01, "LOCK_TRIES": 3}.items():
        monkeypatch.setattr(prepare, name, value)
    tries = []

    def step() -> None:
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute(STEP)

    with other() as busy:
        busy.execute("begin; lock table platform_school in row exclusive mode")
        with pytest.raises(OperationalError):
            prepare.patiently(step)
        busy.execute("rollback")

    assert len(tries) == 3


def other() -> psycopg.Connection[tuple[object, ...]]:
    found = connection.get_connection_params()
    return psycopg.connect(
        host=found["host"], user=found["user"], dbname=found["dbname"], autocommit=True, cursor_factory=psycopg.Cursor
    )
