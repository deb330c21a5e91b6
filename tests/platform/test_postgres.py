"""A thread's lasting connection: replaced when the server ended it, and waited for while there is no server."""

import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from zhiyu.platform.postgres.lasting import DatabaseWrapper, is_silent

pytestmark = pytest.mark.django_db


def wrapper(**changed: Any) -> DatabaseWrapper:
    lasting = {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True, **changed}
    return DatabaseWrapper({**connection.settings_dict, **lasting}, alias="default")


@pytest.fixture
def own() -> Iterator[DatabaseWrapper]:
    made = wrapper()
    yield made
    made.close()


def number(db: DatabaseWrapper) -> int:
    """The process that serves this connection."""
    with db.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return int(cursor.fetchone()[0])


def end_of_request(db: DatabaseWrapper) -> None:
    db.close_if_unusable_or_obsolete()


def test_the_next_request_has_the_same_connection_unasked(own: DatabaseWrapper) -> None:
    first = number(own)
    end_of_request(own)

    assert is_silent(own.connection)
    assert number(own) == first


def test_a_connection_that_the_server_ended_is_replaced(own: DatabaseWrapper) -> None:
    first = number(own)
    end_of_request(own)
    with connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s, 10000)", [first])

    assert not is_silent(own.connection)
    assert number(own) != first


def test_a_closed_connection_is_replaced(own: DatabaseWrapper) -> None:
    first = number(own)
    end_of_request(own)
    own.connection.close()

    assert number(own) != first


def test_a_request_waits_while_there_is_no_server() -> None:
    with tempfile.TemporaryDirectory() as folder:
        later = Path(folder) / "run"
        coming = threading.Timer(0.5, os.symlink, [connection.settings_dict["HOST"], later])
        db = wrapper(HOST=str(later))
        coming.start()
        try:
            assert number(db)
        finally:
            coming.join()
            db.close()
