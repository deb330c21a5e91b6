"""The room for two: for these two alone, while it is open; what they signal is passed on and kept nowhere."""

import base64
import hashlib
import hmac
import json
import random
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests import make
from tests.coaching.scene import two
from tests.commerce.clock import standing_at
from zhiyu.access.actions import revoke
from zhiyu.accounts.models import User
from zhiyu.coaching.actions import call_off_appointment, signals
from zhiyu.coaching.models import Appointment, Seat
from zhiyu.coaching.queries import may_call
from zhiyu.config import env
from zhiyu.kernel.clock import now

HELLO = {"kind": "hello", "tab": "0123456789abcdef"}


def signal(one: Appointment, user: User, **said: Any) -> tuple[int, str]:
    client = Client()
    make.login(client, user)
    address = f"/api/v1/appointments/{one.pk}/signals"
    answer = client.post(address, json.dumps(HELLO | said), content_type="application/json")
    return answer.status_code, answer.json().get("code", "")


def page(one: Appointment, user: User) -> tuple[int, str]:
    client = Client()
    make.login(client, user)
    answer = client.get(f"/sessions/{one.pk}/room")
    return answer.status_code, answer.headers["Permissions-Policy"]


@pytest.mark.django_db
def test_the_room_is_there_for_its_two_and_for_nobody_else() -> None:
    scene = two()
    one = scene.book()
    others = [make.user(), *(make.user(role=role) for role in ("owner", "operator", "creator", "finance"))]
    for user in (scene.teacher, scene.learner):
        assert page(one, user) == (200, "camera=(self), microphone=(self)")
        assert signal(one, user) == (202, "")
    for user in others:
        assert page(one, user) == (404, "camera=(), microphone=()")
        assert signal(one, user) == (404, "not_found")
    asked = {(one.pk, user.pk) for user in (scene.teacher, scene.learner, *others)}
    assert may_call(asked) == {(one.pk, scene.teacher.pk), (one.pk, scene.learner.pk)}


@pytest.mark.django_db
def test_it_opens_a_quarter_of_an_hour_before_and_closes_hours_after() -> None:
    scene = two()
    one = scene.book(in_minutes=60)
    pair = {(one.pk, scene.learner.pk)}
    for minutes, stands in [(-16, False), (-14, True), (30, True), (40 + 239, True), (40 + 241, False)]:
        with standing_at(one.starts_at + timedelta(minutes=minutes)):
            assert page(one, scene.learner)[0] == 200
            assert signal(one, scene.learner) == ((202, "") if stands else (409, "call_closed"))
            assert may_call(pair) == (pair if stands else set())


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["called off", "given back", "by a link"])
def test_what_is_over_or_elsewhere_has_no_room(how: str) -> None:
    scene = two()
    one = scene.book(link="https://x.example/1" if how == "by a link" else "")
    if how == "called off":
        call_off_appointment(appointment_id=one.pk, actor_id=scene.teacher.pk)
    elif how == "given back":
        revoke(source=scene.held.source, product_id=scene.held.product_id, because="test")
    for user in (scene.teacher, scene.learner):
        assert page(one, user)[0] == 404
        assert signal(one, user)[0] == 404
        assert not may_call({(one.pk, user.pk)})


@pytest.mark.django_db
def test_signals_are_small_and_come_at_a_bounded_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = two()
    one = scene.book()
    assert signal(one, scene.learner, kind="shout") == (422, "invalid")
    assert signal(one, scene.learner, tab="../..") == (422, "invalid")
    assert signal(one, scene.learner, body="x" * 24_001) == (422, "invalid")
    noise = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=20_000))
    assert signal(one, scene.learner, body=noise) == (422, "signal_too_long")
    monkeypatch.setattr(signals, "MOST", 3)
    Seat.objects.all().delete()
    assert [signal(one, scene.learner)[0] for _ in range(5)] == [202, 202, 202, 429, 429]
    assert signal(one, scene.teacher)[0] == 202
    with standing_at(now() + timedelta(seconds=61)):
        assert signal(one, scene.learner)[0] == 202


@pytest.mark.django_db
def test_a_signal_without_proof_of_our_page_is_refused() -> None:
    scene = two()
    one = scene.book()
    client = Client(enforce_csrf_checks=True)
    make.login(client, scene.learner)
    answer = client.post(f"/api/v1/appointments/{one.pk}/signals", json.dumps(HELLO), content_type="application/json")
    assert answer.status_code == 403


@pytest.mark.django_db
def test_the_page_is_given_passwords_that_coturn_believes(settings: Settings) -> None:
    settings.STUN, settings.TURN = ["stun:turn.example:3478"], ["turn:turn.example:3478", "turns:turn.example:5349"]
    settings.TURN_SECRET = "s" * 16
    scene = two()
    one = scene.book()
    client = Client()
    make.login(client, scene.learner)
    found = client.get(f"/api/v1/appointments/{one.pk}/call").json()
    assert (found["side"], found["other"], found["open"]) == ("learner", "林知", True)
    stun, turn = found["servers"]
    assert stun == {"urls": settings.STUN}
    until, _, who = turn["username"].partition(":")
    assert who == str(scene.learner.pk)
    assert 11 < (int(until) - now().timestamp()) / 3600 <= 12
    proof = hmac.new(b"s" * 16, turn["username"].encode(), hashlib.sha1).digest()
    assert turn["credential"] == base64.b64encode(proof).decode()
    with standing_at(one.closes_at):
        assert client.get(f"/api/v1/appointments/{one.pk}/call").json()["servers"] == []


@pytest.mark.parametrize(
    "given",
    [
        {"ZHIYU_TURN": "turn:a.example"},
        {"ZHIYU_TURN": "turn:a.example", "ZHIYU_TURN_SECRET": "short"},
        {"ZHIYU_TURN": "https://a.example", "ZHIYU_TURN_SECRET": "s" * 16},
        {"ZHIYU_STUN": "a.example"},
    ],
)
def test_servers_that_cannot_work_are_named(given: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match="ZHIYU_"):
        _ = env.turn() + env.stun()
