"""One world for all files that a worker looks at, in a transaction that is never committed; each try is a savepoint."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test.utils import override_settings
from pytest_django.plugin import DjangoDbBlocker

from tests.commerce.fakepay import channel
from tests.security.state import undone
from tests.security.world import World, build

HERE = Path(__file__).parent
# An order in it waits half an hour to be paid, and the longest file takes a quarter of one on a busy machine.
NEW_FOR_A_FILE = 300.0
STANDING: list[tuple[World, ExitStack, float]] = []


@contextmanager
def standing(blocker: DjangoDbBlocker, place: Path) -> Iterator[World]:
    theirs = {"PAYMENT_PROVIDERS": {"wechat": "tests.commerce.fakepay.FakePay"}, "MEDIA_DIR": place / "media"}
    with blocker.unblock(), override_settings(**theirs), undone():
        channel().__init__()  # type: ignore[misc]
        assert place / "media" == settings.MEDIA_DIR
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> World:
    del django_db_setup
    if not STANDING:
        opened = ExitStack()
        made = opened.enter_context(standing(django_db_blocker, tmp_path_factory.mktemp("world")))
        STANDING.append((made, opened, time.monotonic()))
    return STANDING[0][0]


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """It stands as long as nobody wants the database for something else, and it is not old."""
    if not STANDING:
        return
    _made, opened, since = STANDING[0]
    goes_on = nextitem is not None and (nextitem.path == item.path or time.monotonic() - since < NEW_FOR_A_FILE)
    if nextitem and goes_on and stays_for(nextitem):
        return
    STANDING.clear()
    opened.close()


def stays_for(item: pytest.Item) -> bool:
    wanted = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return item.path.is_relative_to(HERE) and not wanted and item.get_closest_marker("django_db") is None
