"""Whom a player plays for is remembered for a minute; a login that ended is forgotten at once."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.access.viewers import PHONE, addresses, app, browser, status, ticket
from zhiyu.accounts import asking
from zhiyu.accounts.actions import sign_out_device
from zhiyu.accounts.models import Device, User
from zhiyu.catalog.models import Lesson
from zhiyu.platform.shown import logins

pytestmark = pytest.mark.django_db
A_PC = "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0"


@pytest.fixture
def hearing() -> Iterator[None]:
    """As in a web process that hears of changes; what it would hear is told by hand."""
    logins.fall()
    logins.listening = True
    yield
    logins.listening = False
    logins.fall()


def playing(client: Client, lesson: Lesson) -> dict[str, str]:
    found = addresses(ticket(client, lesson))
    for name in ("rendition", "last segment"):
        assert status(client, found[name]) == 200
    return found


@pytest.mark.usefixtures("hearing")
@pytest.mark.parametrize("enters", [app, browser])
def test_a_segment_costs_no_statement_and_a_playlist_one(
    enters: Callable[[User], Client], owner: User, video: Lesson, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = enters(owner)
    found = playing(client, video)
    with django_assert_num_queries(0):
        assert status(client, found["last segment"]) == 200
    with django_assert_num_queries(1):
        assert status(client, found["rendition"]) == 200


def test_without_hearing_of_changes_nobody_is_remembered(
    owner: User, video: Lesson, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = app(owner)
    found = playing(client, video)
    with django_assert_num_queries(1):
        assert status(client, found["last segment"]) == 200


@pytest.mark.usefixtures("hearing")
def test_keys_are_refused_before_anybody_hears_that_a_login_ended(owner: User, video: Lesson) -> None:
    client = app(owner)
    found = playing(client, video)
    sign_out_device(user=owner, device_id=Device.objects.get(user=owner).pk)
    for name in ("playlist", "rendition", "first key", "last key"):
        assert status(client, found[name]) == 403
    logins.fall()
    assert status(client, found["last segment"]) == 403


@pytest.mark.usefixtures("hearing")
def test_another_machine_with_the_same_token_ends_the_login(owner: User, video: Lesson) -> None:
    client = app(owner)
    found = playing(client, video)
    assert status(client, found["last segment"], **{"User-Agent": A_PC}) == 403
    assert Device.objects.get(user=owner).ended_because == Device.Ended.CHANGED
    logins.fall()
    assert status(client, found["last segment"], **{"User-Agent": PHONE}) == 403


@pytest.mark.usefixtures("hearing")
def test_a_login_is_looked_at_again_after_a_minute(owner: User, video: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = [1000.0 * asking.REMEMBERED]
    monkeypatch.setattr(asking, "monotonic", lambda: moment[0])
    client = app(owner)
    found = playing(client, video)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert status(client, found["last segment"]) == 200
    moment[0] += asking.REMEMBERED
    assert status(client, found["last segment"]) == 403


@pytest.mark.usefixtures("hearing")
def test_a_remembered_session_is_neither_written_nor_spared_its_proof(owner: User, video: Lesson) -> None:
    client = Client(headers={"User-Agent": PHONE}, enforce_csrf_checks=True)
    make.login(client, owner)
    client.get("/me/settings")
    proof = {"X-CSRFToken": client.cookies[settings.CSRF_COOKIE_NAME].value}
    answer = client.post(f"/api/v1/lessons/{video.pk}/ticket", headers=proof)
    found = addresses(answer.json()["playlist_url"])
    status(client, found["playlist"])
    store = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    store["basket"] = "three"
    store.save()
    assert status(client, found["last segment"]) == 200
    assert client.post(found["playlist"].replace("index.m3u8", "seat")).status_code == 403
    assert client.post(found["playlist"].replace("index.m3u8", "seat"), headers=proof).status_code == 204
    assert SessionStore(store.session_key)["basket"] == "three"


@pytest.mark.usefixtures("hearing")
def test_each_request_has_a_person_of_its_own(owner: User, video: Lesson) -> None:
    client = app(owner)
    found = playing(client, video)
    seen = []
    for _request in range(2):
        answer = client.get(found["last segment"])
        seen.append(answer.wsgi_request.user)
        answer.close()
    assert seen[0] == seen[1] == owner
    assert seen[0] is not seen[1]
