"""Who may listen to what."""

import httpx
import pytest

from tests import make
from tests.push.conftest import Listen, Server, browser
from zhiyu.accounts.actions import sign_out_device
from zhiyu.commerce.actions import request_refund
from zhiyu.media.models import Asset
from zhiyu.push import hub

SEEN_BY = {
    "order": {"buyer", "owner", "operator", "finance"},
    "refund": {"buyer", "owner", "operator", "finance"},
    "lesson": {"owner", "operator", "creator"},
    "asset": {"owner", "operator", "creator"},
    "studio": {"owner", "operator", "finance", "creator"},
}
PEOPLE = ["buyer", "learner", "owner", "operator", "finance", "creator"]


@pytest.mark.parametrize("kind", SEEN_BY)
def test_each_topic_is_heard_by_those_who_may_see_its_page(listen: Listen, kind: str) -> None:
    order = make.order(of=make.course(price_fen=0))
    refund = request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    asset = Asset.objects.create(kind="video", name="a.mp4", mime="video/mp4", size=1, sha256="0" * 64)
    topic = {
        "order": f"order:{order.no}",
        "refund": f"refund:{refund.no}",
        "lesson": "lesson:1",
        "asset": f"asset:{asset.pk}",
        "studio": "studio",
    }[kind]

    allowed = set()
    for person in PEOPLE:
        role = None if person in {"buyer", "learner"} else person
        user = order.buyer if person == "buyer" else make.user(role=role)
        stream = listen(topic, user=user)
        if stream.status == 200:
            allowed.add(person)
        else:
            assert stream.status == 403
    assert allowed == SEEN_BY[kind]


def test_one_forbidden_topic_among_others_refuses_all(listen: Listen) -> None:
    mine, other = make.order(), make.order()
    assert listen(f"order:{mine.no},order:{other.no}", user=mine.buyer).status == 403


def test_strangers_are_asked_to_log_in(server: Server, listen: Listen) -> None:
    assert listen("studio").status == 401
    assert listen("studio", headers={"Authorization": "Bearer nonsense"}).status == 401
    assert listen("studio", headers={"Cookie": "zhiyu_session=nonsense"}).status == 401
    answer = httpx.get(f"{server.url}/live?topics=studio")
    assert (answer.headers["content-type"], answer.json()["code"]) == ("application/problem+json", "login_required")


def test_a_session_is_a_login_until_it_is_signed_out(listen: Listen) -> None:
    owner = make.user(role="owner")
    headers, device = browser(owner)
    assert listen("studio", headers=headers).status == 200

    sign_out_device(user=owner, device_id=device.pk)
    assert listen("studio", headers=headers).status == 401


@pytest.mark.parametrize(
    "topics",
    [
        "",
        "device:1",
        "order:",
        "order:1\n2",
        "studio:1",
        "order:%27;--",
        "x" * 50,
        ",".join(f"lesson:{n}" for n in range(101)),
    ],
)
def test_odd_topics_are_refused(listen: Listen, topics: str) -> None:
    assert listen(topics, user=make.user(role="owner")).status == 400


def test_nobody_takes_more_than_their_share(server: Server, listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    greedy, modest = make.user(role="owner"), make.user(role="owner")
    for _ in range(hub.A_PERSON):
        assert listen("studio", user=greedy).status == 200
    assert listen("studio", user=greedy).status == 429
    assert listen("studio", user=modest).status == 200

    monkeypatch.setattr(hub, "A_PROCESS", server.open)
    assert listen("studio", user=make.user(role="owner")).status == 429


def test_only_get_is_answered(server: Server) -> None:
    headers = make.bearer(make.user(role="owner"))
    assert httpx.post(f"{server.url}/live?topics=studio", headers=headers).status_code == 405
    assert httpx.get(f"{server.url}/other", headers=headers).status_code == 404
