from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tests.simulator import Running

BACK = "http://127.0.0.1:9/callback?x=1"


def query(sim: Running, **changes: str) -> dict[str, str]:
    asked = {
        "appid": sim.world.keys.appid,
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "abc123",
    }
    return {**asked, **changes}


def authorise(sim: Running, **changes: str) -> httpx.Response:
    return sim.http.get(f"{sim.url}/connect/oauth2/authorize", params=query(sim, **changes))


def landed(answer: httpx.Response) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def spend(sim: Running, code: str, **changes: str) -> Any:
    keys = sim.world.keys
    asked = {"appid": keys.appid, "secret": keys.secret, "code": code, "grant_type": "authorization_code", **changes}
    return sim.http.get(f"{sim.url}/sns/oauth2/access_token", params=asked).json()


def consent(sim: Running, person: str, answer: str = "allow") -> httpx.Response:
    asked = str(httpx.QueryParams(query(sim, scope="snsapi_userinfo")))
    form = {"query": asked, "person": person, "answer": answer}
    return sim.http.post(f"{sim.url}/connect/oauth2/authorize", data=form)


def test_base_scope_passes_at_once_and_its_code_works_once(sim: Running) -> None:
    back = landed(authorise(sim))
    assert (back["x"], back["state"]) == ("1", "abc123")

    said = spend(sim, back["code"])
    assert said["openid"] == sim.ask("people")["items"][0]["openid"]
    assert "unionid" not in said
    assert spend(sim, back["code"])["errcode"] == 40163


def test_a_code_lives_five_minutes(sim: Running) -> None:
    code = landed(authorise(sim))["code"]
    sim.tell("clock", offset_seconds=301)

    assert spend(sim, code)["errcode"] == 40029
    assert spend(sim, "never")["errcode"] == 40029


@pytest.mark.parametrize(
    ("changes", "errcode"), [({"appid": "wx1"}, 40013), ({"secret": "x"}, 40125), ({"grant_type": "x"}, 40002)]
)
def test_whoever_spends_a_code_must_be_the_account(sim: Running, changes: dict[str, str], errcode: int) -> None:
    assert spend(sim, landed(authorise(sim))["code"], **changes)["errcode"] == errcode


def test_userinfo_scope_shows_a_page_and_gives_the_chosen_persons_name(sim: Running) -> None:
    page = authorise(sim, scope="snsapi_userinfo")
    assert page.status_code == 200
    assert "陈雨" in page.text

    said = spend(sim, landed(consent(sim, "3"))["code"])
    asked = {"access_token": said["access_token"], "openid": said["openid"]}
    profile = sim.http.get(f"{sim.url}/sns/userinfo", params=asked).json()
    assert (profile["nickname"], profile["unionid"]) == ("陈雨", said["unionid"])


def test_the_chosen_person_is_remembered(sim: Running) -> None:
    consent(sim, "4")

    assert spend(sim, landed(authorise(sim))["code"])["openid"] == sim.ask("people")["items"][3]["openid"]


def test_refusing_brings_back_the_state_alone(sim: Running) -> None:
    assert landed(consent(sim, "3", "refuse")) == {"x": "1", "state": "abc123"}


def test_a_snapshot_visitor_is_marked(sim: Running) -> None:
    assert spend(sim, landed(consent(sim, "6"))["code"])["is_snapshotuser"] == 1


def test_a_base_token_shows_no_profile(sim: Running) -> None:
    said = spend(sim, landed(authorise(sim))["code"])
    ask = {"access_token": said["access_token"], "openid": said["openid"]}

    assert sim.http.get(f"{sim.url}/sns/userinfo", params=ask).json()["errcode"] == 48001
    ask["access_token"] = "none"
    assert sim.http.get(f"{sim.url}/sns/userinfo", params=ask).json()["errcode"] == 40001


@pytest.mark.parametrize(
    "changes",
    [{"appid": "wx1"}, {"redirect_uri": "javascript:1"}, {"scope": "all"}, {"state": "a-b"}, {"response_type": "x"}],
)
def test_a_wrong_request_is_shown_not_redirected(sim: Running, changes: dict[str, str]) -> None:
    assert authorise(sim, **changes).status_code == 400
