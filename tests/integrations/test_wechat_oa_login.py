from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from django.test import Client

from tests import make
from tests.simulator import Running
from zhiyu.accounts.models import Consent, Device, Identity, User
from zhiyu.accounts.queries import openid_of
from zhiyu.kernel.clock import now

pytestmark = pytest.mark.django_db
LOGIN = "/integrations/wechat-oa/login"
JOIN = "/integrations/wechat-oa/join"


def follow(sim: Running, answer: Any, *, person: int | None = None) -> str:
    """Be the phone: go where the school sends us, choose a person if asked, answer the way back's local part."""
    assert answer.status_code == 302, answer.content.decode()[:400]
    there = answer.headers["Location"].removesuffix("#wechat_redirect")
    assert there.startswith(sim.url)
    if person is None:
        shown = sim.http.get(there)
    else:
        form = {"query": urlsplit(there).query, "person": str(person), "answer": "allow"}
        shown = sim.http.post(f"{sim.url}/connect/oauth2/authorize", data=form)
    back = urlsplit(shown.headers["Location"])
    return f"{back.path}?{back.query}"


def log_in(sim: Running, client: Client, **query: str) -> Any:
    return client.get(follow(sim, client.get(LOGIN, query)))


def join(sim: Running, client: Client, *, person: int = 2, wanted: str = "/courses/a") -> Any:
    log_in(sim, client, next=wanted)
    sent = client.post(JOIN, {"next": wanted, "agree": "on"})
    return client.get(follow(sim, sent, person=person))


def state_of(answer: Any) -> str:
    return str(dict(parse_qsl(urlsplit(answer.headers["Location"]).query))["state"])


def openid(sim: Running, number: int) -> str:
    return str(sim.ask("people")["items"][number - 1]["openid"])


def test_a_newcomer_is_asked_then_becomes_someone_with_a_name(sim: Running, client: Client) -> None:
    asked = log_in(sim, client, next="/courses/a")
    assert asked.headers["Location"] == f"{JOIN}?next=%2Fcourses%2Fa"
    page = client.get(asked.headers["Location"])
    assert "用微信一键登录" in page.content.decode()
    assert not User.objects.exists()

    answer = join(sim, client, person=3)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/courses/a")
    user = User.objects.get()
    assert (user.name, user.phone) == ("陈雨", None)
    assert openid_of(user.pk, sim.world.keys.appid) == openid(sim, 3)
    assert Consent.objects.filter(user=user).count() == 2
    assert client.session["_auth_user_id"] == str(user.pk)


def test_agreements_must_be_ticked(sim: Running, client: Client) -> None:
    log_in(sim, client)

    page = client.post(JOIN, {"next": "/"})
    assert page.status_code == 422
    assert "勾选同意后才能继续" in page.content.decode()


def test_someone_known_is_in_at_once(sim: Running, client: Client) -> None:
    join(sim, client, person=2)
    client.logout()

    answer = log_in(sim, client, next="/me/")
    assert answer.headers["Location"] == "/me/"
    assert User.objects.count() == 1
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_who_is_logged_in_by_phone_is_linked(sim: Running, client: Client) -> None:
    user = make.user()
    make.login(client, user)

    assert log_in(sim, client, next="/me/").headers["Location"] == "/me/"
    assert openid_of(user.pk, sim.world.keys.appid) == openid(sim, 1)
    assert User.objects.count() == 1


def test_a_login_that_somebody_left_open_is_tied_to_no_wechat_without_proof(sim: Running, client: Client) -> None:
    """It would be a way in for good to whoever sits there."""
    user = make.user()
    make.login(client, user)
    begun = follow(sim, client.get(LOGIN, {"next": "/me/"}))
    Device.objects.update(proved_at=now() - timedelta(minutes=16))

    again = f"{LOGIN}?next=%2Fme%2F"
    assert client.get(begun).headers["Location"] == again
    assert client.get(again).headers["Location"] == f"/me/confirm?next={quote(again, safe='')}"
    assert not Identity.objects.exists()


def test_a_wechat_of_someone_else_is_not_taken_over(sim: Running, client: Client) -> None:
    join(sim, client, person=2)
    other = Client()
    make.login(other, make.user())

    page = log_in(sim, other)
    assert page.status_code == 409
    assert "已经绑定了另一个账号" in page.content.decode()
    assert Identity.objects.count() == 1


def test_a_state_works_once(sim: Running, client: Client) -> None:
    back = follow(sim, client.get(LOGIN))
    assert client.get(back).status_code == 302

    assert client.get(back).status_code == 400


@pytest.mark.parametrize("state", ["", "0" * 64, "a" * 32, "签名"])
@pytest.mark.usefixtures("sim")
def test_a_made_up_state_is_refused(client: Client, state: str) -> None:
    client.get(LOGIN)

    assert client.get("/integrations/wechat-oa/callback", {"code": "x", "state": state}).status_code == 400


def test_the_state_of_another_browser_is_refused(sim: Running, client: Client) -> None:
    back = follow(sim, client.get(LOGIN))

    assert Client().get(back).status_code == 400
    assert not User.objects.exists()


@pytest.mark.usefixtures("sim")
def test_a_changed_state_is_refused(client: Client) -> None:
    state = state_of(client.get(LOGIN))
    changed = state[:-1] + ("0" if state[-1] != "0" else "1")

    assert client.get("/integrations/wechat-oa/callback", {"code": "x", "state": changed}).status_code == 400


def test_a_code_of_nobody_or_a_used_one_is_refused(sim: Running, client: Client) -> None:
    first = dict(parse_qsl(urlsplit(follow(sim, client.get(LOGIN))).query))
    client.get("/integrations/wechat-oa/callback", first)

    for code in (first["code"], "nobody"):
        state = state_of(client.get(LOGIN))
        answer = client.get("/integrations/wechat-oa/callback", {"code": code, "state": state})
        assert answer.status_code == 400
    assert not User.objects.exists()


def test_a_snapshot_visitor_is_nobody(sim: Running, client: Client) -> None:
    page = join(sim, client, person=6)

    assert page.status_code == 403
    assert "使用完整服务" in page.content.decode()
    assert not User.objects.exists()


@pytest.mark.usefixtures("sim")
def test_who_refuses_comes_back_to_a_page_with_a_way_on(client: Client) -> None:
    state = state_of(client.get(LOGIN, {"next": "/courses/a"}))

    page = client.get("/integrations/wechat-oa/callback", {"state": state})
    assert page.status_code == 403
    assert "用手机号登录" in page.content.decode()


@pytest.mark.parametrize("wanted", ["https://thief.example/", "//thief.example", "javascript:alert(1)", "/\\thief"])
def test_next_leads_nowhere_else(sim: Running, client: Client, wanted: str) -> None:
    make.login(client, make.user())

    assert log_in(sim, client, next=wanted).headers["Location"] == "/"


def test_without_an_official_account_there_is_no_such_door(client: Client) -> None:
    assert client.get(LOGIN).status_code == 404


def test_wechat_out_of_reach_is_said(sim: Running, client: Client, settings: Any) -> None:
    back = follow(sim, client.get(LOGIN))
    settings.WECHAT_OA = {**settings.WECHAT_OA, "base_url": "http://127.0.0.1:9"}

    assert client.get(back).status_code == 502
