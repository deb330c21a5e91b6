"""Logins of both kinds: they slide, are listed, end for good, and never leak into each other."""

import json
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from tests import make
from zhiyu.accounts.actions import forget_ended_devices, issue_token
from zhiyu.accounts.models import Device, Notice, User
from zhiyu.kernel.clock import now
from zhiyu.platform.models import AuditEntry

pytestmark = pytest.mark.django_db


def patch_name(client: Client, name: str, **headers: str) -> int:
    body = json.dumps({"name": name})
    return client.patch("/api/v1/me", body, content_type="application/json", headers=headers).status_code


def test_a_token_works_until_its_device_is_signed_out(client: Client) -> None:
    user = make.user()
    headers = make.bearer(user)
    device = Device.objects.get()

    assert client.get("/api/v1/me", headers=headers).json()["id"] == user.pk
    assert client.delete(f"/api/v1/me/devices/{device.pk}", headers=headers).status_code == 204

    answer = client.get("/api/v1/me", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "login_required")


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "bearer", "Basic abc", ""])
def test_what_is_no_token_is_nobody(client: Client, header: str) -> None:
    assert client.get("/api/v1/me", headers={"Authorization": header}).status_code == 401


def test_a_token_ends_after_thirty_quiet_days_and_slides_while_used(client: Client) -> None:
    headers = make.bearer(make.user())
    Device.objects.update(last_seen_at=now() - timedelta(days=29), expires_at=now() + timedelta(days=1))
    assert client.get("/api/v1/me", headers=headers).status_code == 200
    assert Device.objects.get().expires_at > now() + timedelta(days=29)

    Device.objects.update(expires_at=now() - timedelta(seconds=1))
    assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_a_session_ends_after_thirty_quiet_days_and_slides_while_used(client: Client) -> None:
    make.login(client, make.user())
    Device.objects.update(last_seen_at=now() - timedelta(days=2), expires_at=now() + timedelta(days=28))
    assert client.get("/me/devices").status_code == 200
    assert Device.objects.get().expires_at > now() + timedelta(days=29)

    Device.objects.update(expires_at=now() - timedelta(seconds=1))
    assert client.get("/me/devices").status_code == 302


def test_a_login_seen_a_moment_ago_costs_no_write(client: Client) -> None:
    headers = make.bearer(make.user())
    before = Device.objects.values_list("last_seen_at", "expires_at").get()
    client.get("/api/v1/me", headers=headers)
    assert Device.objects.values_list("last_seen_at", "expires_at").get() == before


def test_a_token_beats_the_cookie_and_needs_no_csrf_proof() -> None:
    client = Client(enforce_csrf_checks=True)
    by_cookie, by_token = make.user(), make.user()
    make.login(client, by_cookie)

    assert patch_name(client, "新名字", **make.bearer(by_token)) == 200
    assert User.objects.get(pk=by_token.pk).name == "新名字"
    assert User.objects.get(pk=by_cookie.pk).name == by_cookie.name

    headers = {"Authorization": "Bearer wrong"}
    assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_a_write_by_session_needs_the_csrf_proof() -> None:
    client = Client(enforce_csrf_checks=True)
    user = make.user()
    make.login(client, user)

    answer = client.patch("/api/v1/me", json.dumps({"name": "贼"}), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert User.objects.get().name == user.name

    client.get("/me/settings")
    token = client.cookies["zhiyu_csrf"].value
    assert patch_name(client, "本人", **{"X-CSRFToken": token}) == 200
    assert User.objects.get().name == "本人"


@pytest.mark.parametrize("count", [1, 3])
def test_the_device_list_is_flat_in_queries_on_the_page_and_in_the_api(
    client: Client, count: int, django_assert_num_queries: object
) -> None:
    user = make.user()
    make.login(client, user)
    headers = make.bearer(user)
    for _ in range(count - 1):
        issue_token(user=user, user_agent="Mozilla/5.0 (iPhone) MicroMessenger/8", address=None)
    issue_token(user=make.user(), user_agent="", address=None)
    client.get("/me/devices")

    with django_assert_num_queries(4):  # type: ignore[operator]
        page = client.get("/me/devices").content.decode()
    assert page.count('class="device"') == count + 1

    with django_assert_num_queries(2):  # type: ignore[operator]
        items = client.get("/api/v1/me/devices", headers=headers).json()["items"]
    assert len(items) == count + 1
    assert [item["kind"] for item in items if item["current"]] == ["token"]


def test_signing_out_another_device_ends_its_session_for_good(client: Client) -> None:
    user = make.user()
    make.login(client, user)
    other = Client()
    lost = make.login(other, user)

    answer = client.post(f"/me/devices/{lost.pk}/sign-out")

    assert answer["Location"] == "/me/devices"
    assert other.get("/me/devices").status_code == 302
    assert client.get("/me/devices").status_code == 200
    assert not Session.objects.filter(session_key=lost.session_key).exists()
    assert AuditEntry.objects.filter(action="device.signed_out", target=f"device:{lost.pk}").count() == 1


def test_nobody_signs_out_a_device_of_somebody_else(client: Client) -> None:
    theirs = make.login(Client(), make.user())
    make.login(client, make.user())

    assert client.post(f"/me/devices/{theirs.pk}/sign-out").status_code == 404
    headers = make.bearer(make.user())
    assert client.delete(f"/api/v1/me/devices/{theirs.pk}", headers=headers).status_code == 404
    assert Device.objects.get(pk=theirs.pk).signed_out_at is None


def test_leaving_ends_this_login_only(client: Client) -> None:
    user = make.user()
    make.login(client, user)
    headers = make.bearer(user)

    assert client.post("/logout")["Location"] == "/"
    assert client.get("/me/devices").status_code == 302
    assert client.get("/api/v1/me", headers=headers).status_code == 200

    assert client.post("/api/v1/auth/logout", headers=headers).status_code == 204
    assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_leaving_by_token_keeps_the_browsers_session(client: Client) -> None:
    user = make.user()
    make.login(client, user)
    assert client.post("/api/v1/auth/logout", headers=make.bearer(user)).status_code == 204
    assert client.get("/me/devices").status_code == 200


def test_a_closed_account_is_out_at_once(client: Client) -> None:
    user = make.user()
    headers = make.bearer(user)
    make.login(client, user)
    User.objects.update(is_active=False)
    assert client.get("/api/v1/me", headers=headers).status_code == 401
    assert client.get("/me/devices").status_code == 302


def test_logins_that_ended_long_ago_are_forgotten() -> None:
    user = make.user()
    for days in (10, 100):
        _, device = issue_token(user=user, user_agent="", address=None)
        Device.objects.filter(pk=device.pk).update(signed_out_at=now() - timedelta(days=days))
    assert forget_ended_devices() == 1
    assert Device.objects.count() == 1


def test_a_person_changes_their_own_profile_and_the_browser_follows(client: Client) -> None:
    user = make.user()
    make.login(client, user)

    answer = client.post("/me/settings", {"name": " 王阿姨 ", "text_size": "xl", "language": "en"})

    assert answer["Location"] == "/me/settings"
    assert (answer.cookies["zhiyu_text"].value, answer.cookies["zhiyu_language"].value) == ("xl", "en")
    saved = User.objects.values_list("name", "text_size", "language").get()
    assert saved == ("王阿姨", "xl", "en")


def test_a_profile_refuses_what_does_not_exist(client: Client) -> None:
    user = make.user()
    body = json.dumps({"text_size": "huge", "name": "x"})
    answer = client.patch("/api/v1/me", body, content_type="application/json", headers=make.bearer(user))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert User.objects.get().name == user.name

    make.login(client, user)
    page = client.post("/me/settings", {"name": "留着", "text_size": "huge", "language": "zh-hans"})
    assert page.status_code == 422
    assert 'value="留着"' in page.content.decode()


def test_a_new_secret_key_signs_the_session_anew_and_keeps_its_device(client: Client, settings: Settings) -> None:
    """Once the former key is forgotten too, the login still stands."""
    user = make.user()
    make.login(client, user)
    headers = make.bearer(user)
    before = client.cookies["zhiyu_session"].value
    browser = Device.objects.get(token_hash=None)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-" * 8
    settings.SECRET_KEY_FALLBACKS = [former]

    assert client.get("/me/devices").status_code == 200
    after = client.cookies["zhiyu_session"].value
    assert after != before
    assert Device.objects.get(token_hash=None) == browser
    assert Device.objects.get(token_hash=None).session_key == after
    assert not Session.objects.filter(session_key=before).exists()

    settings.SECRET_KEY_FALLBACKS = []
    assert client.get("/me/devices").status_code == 200
    assert client.get("/api/v1/me", headers=headers).json()["id"] == user.pk


def test_a_session_signed_with_a_forgotten_key_is_nobodys(client: Client, settings: Settings) -> None:
    make.login(client, make.user())
    settings.SECRET_KEY = "another-" * 8

    assert client.get("/me/devices").status_code == 302


def test_a_list_of_devices_tells_no_network_addresses(client: Client) -> None:
    user = make.user()
    make.login(client, user)
    client.get("/me/devices")
    Device.objects.filter(user=user).update(address="203.0.113.9", last_seen_at=now())

    page = client.get("/me/devices").content.decode()

    assert Device.objects.get().address == "203.0.113.9"
    assert "最近使用" in page
    assert "203.0.113.9" not in page


def test_news_of_an_account_stand_on_the_studios_first_page_alone(client: Client) -> None:
    owner = make.user(role="owner")
    make.login(client, owner)
    Notice.objects.create(user=owner, kind="password")

    assert "点这里看一眼是不是你本人" in client.get("/studio/").content.decode()
    assert "点这里看一眼是不是你本人" not in client.get("/studio/courses").content.decode()
