"""One world for a whole module, in a transaction that is never committed; each try is a savepoint."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test.utils import override_settings
from pytest_django.plugin import DjangoDbBlocker

from tests.commerce.fakepay import channel
from tests.security.state import undone
from tests.security.world import World, build


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    del django_db_setup
    place: Path = tmp_path_factory.mktemp("world")
    theirs = {"PAYMENT_PROVIDERS": {"wechat": "tests.commerce.fakepay.FakePay"}, "MEDIA_DIR": place / "media"}
    with django_db_blocker.unblock(), override_settings(**theirs), undone():
        channel().__init__()  # type: ignore[misc]
        assert place / "media" == settings.MEDIA_DIR
        yield build()
        transaction.set_rollback(True)
