import pytest
from django.test import Client

from tests import make
from zhiyu.accounts.models import User


@pytest.fixture
def creator() -> User:
    return make.user(role="creator", name="林知")


@pytest.fixture
def studio(client: Client, creator: User) -> Client:
    """A browser in which a creator is logged in."""
    client.force_login(creator)
    return client
