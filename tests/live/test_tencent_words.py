"""What Tencent and we prove to each other, and the rows that its notices leave."""

import asyncio
import json
import socket
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from tests import make
from tests.live.clouding import CALLBACK_KEY, fresh, key_of, know, stream_of
from tests.live.pushing import planned
from tests.together import together
from wxsim.tencent.__main__ import SETTINGS
from wxsim.tencent.signing import Call, address_is_good
from zhiyu.command.doctor import live as doctor
from zhiyu.config import env, redaction
from zhiyu.kernel import tc3
from zhiyu.kernel.clock import now
from zhiyu.live import actions, flv
from zhiyu.live.actions.airing import Heard
from zhiyu.live.engines import engine
from zhiyu.live.models import LiveClass, Push, Signal, StreamKey
from zhiyu.live.rtmp.session import Tag
from zhiyu.live.tencent import addresses, cloud, facts, notices, pulling
from zhiyu.media.models import Asset

# As Tencent publishes them, page 31560 of its documents.
KEY, NAME, AT, SECRET = "e12c46f2612d5106e2034781ab261ca3", "test", 0x5C271099, "f85a2ab363fe4deaffef9754d79da6fe"


@pytest.fixture
def known(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    know(settings, monkeypatch, TENCENT_LIVE_PUSH_DOMAIN="push.test", TENCENT_LIVE_PLAY_DOMAIN="play.test")


def test_an_address_is_signed_as_tencents_own_example() -> None:
    assert addresses.signed(NAME, key=KEY, until=AT) == f"txSecret={SECRET}&txTime=5C271099"


@given(
    st.text("abcdef0123456789", min_size=1, max_size=32), st.from_regex(r"[0-9a-z-]{1,20}", fullmatch=True), st.data()
)
def test_the_cloud_takes_what_we_sign_until_its_time_and_nothing_that_was_changed(
    key: str, name: str, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(["md5", "sha256"]))
    query = addresses.signed(name, key=key, until=AT, kind=kind)
    assert address_is_good(name, query, ["other", key], AT - 1, kind), "main or backup"
    assert not address_is_good(name, query, ["other", key], AT, kind), "over"
    assert not address_is_good(f"{name}1", query, [key], AT - 1, kind)
    assert not address_is_good(name, query, ["other"], AT - 1, kind)
    assert not address_is_good(name, query.replace("txTime=5", "txTime=6"), [key], AT - 1, kind)


def test_a_call_is_signed_as_tencent_checks_it() -> None:
    body, at = b'{"StreamName":"s"}', int(now().timestamp())
    proof = tc3.authorization(key="AKID", secret="SECRET", host="127.0.0.1:80", at=at, body=body, service="live")
    headers = {
        "authorization": proof,
        "content-type": tc3.JSON,
        "host": "127.0.0.1:80",
        "x-tc-timestamp": str(at),
    }
    assert Call(headers, body).fault("AKID", "SECRET") == ""
    assert Call(headers, body + b" ").fault("AKID", "SECRET") == "AuthFailure.SignatureFailure"
    assert Call(headers, body).fault("AKID", "other") == "AuthFailure.SignatureFailure"
    assert Call(headers, body).fault("AKIE", "SECRET") == "AuthFailure.SecretIdNotFound"
    assert Call(headers | {"x-tc-timestamp": str(at - 3600)}, body).fault("AKID", "SECRET").endswith("Expire")


def test_what_the_cloud_answers_is_final_or_asked_again() -> None:
    cloud.judge({"Response": {"RequestId": "1"}})
    with pytest.raises(cloud.CloudRefused, match="AuthFailure"):
        cloud.judge({"Response": {"Error": {"Code": "AuthFailure.SignatureFailure"}}})
    for away in ({"Response": {"Error": {"Code": "InternalError"}}}, {}, "busy"):
        with pytest.raises(cloud.CloudAway):
            cloud.judge(away)


# --- notices -------------------------------------------------------------------------------------------------------


def letter(stream: str, **more: Any) -> dict[str, Any]:
    until = int(now().timestamp()) + 600
    usual = {
        "app": "push.test",
        "appname": "live",
        "appid": 12345678,
        "event_type": 1,
        "sequence": "2210464508206756938",
    }
    proof = {"t": until, "sign": notices.sign(CALLBACK_KEY, until)}
    return usual | proof | {"stream_id": stream, "channel_id": stream, "event_time": until - 600} | more


def told(said: Any) -> int:
    content = said if isinstance(said, bytes) else json.dumps(said).encode()
    return Client().post(reverse("live:tencent"), content, content_type="application/json").status_code


@pytest.mark.django_db
@pytest.mark.usefixtures("known")
def test_a_notice_leaves_one_row_in_whatever_order_and_however_often_it_comes() -> None:
    one = planned()
    began, ended = int(now().timestamp()) - 60, int(now().timestamp()) - 5
    stream, found = stream_of(one), set()
    said = [
        letter(stream, event_time=began),
        letter(stream, event_time=began),
        letter(stream, event_type=0, event_time=ended, push_duration="54000"),
    ]
    for order in set(permutations(range(3))):
        Push.objects.all().delete()
        assert [told(said[number]) for number in order] == [200] * 3
        push = Push.objects.get()
        found.add((push.live_class_id, push.key_number, push.began_at, push.ended_at))
    assert found == {(one.pk, 1, datetime.fromtimestamp(began, UTC), datetime.fromtimestamp(ended, UTC))}


@pytest.mark.django_db
@pytest.mark.usefixtures("known")
def test_what_is_not_tencents_or_not_ours_leaves_nothing(settings: Settings) -> None:
    one = planned()
    stream, over = stream_of(one), int(now().timestamp()) - 1
    class_id, number, made = stream.split("-")
    good = letter(stream)
    for wrong in (
        good | {"sign": notices.sign("another", good["t"])},
        good | {"sign": ""},
        good | {"t": good["t"] + 1},
        letter(stream, t=over, sign=notices.sign(CALLBACK_KEY, over)),
    ):
        assert told(wrong) == 403
    for broken in (
        b"",
        b"[]",
        b"\xff",
        b"{" * 9000,
        b"[" * 60_000,
        b'{"sign":"\\ud800"}',
        letter(stream, t="x"),
        letter(stream, event_time=-1),
        {"t": 1},
    ):
        assert told(broken) == 400
    for elsewhere in (
        letter("somebody-elses"),
        letter(f"{int(class_id) + 1}-{number}-{made}"),
        letter(f"{class_id}-{number}-{int(made, 16) + 1:x}"),
        letter(stream, app="other.test"),
        letter(stream, appname="other"),
        letter(stream, sequence=""),
    ):
        assert told(elsewhere) == 200, "or it would come again"
    assert not Push.objects.exists()
    settings.LIVE_ENGINE = "embedded"
    assert told(good) == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("known")
def test_notices_that_come_at_once_make_one_row() -> None:
    one = planned()
    said = [letter(stream_of(one)), letter(stream_of(one), event_type=0)] * 2
    assert together(4, lambda number: told(said[number])) == [200] * 4
    push = Push.objects.get()
    assert push.began_at is not None
    assert push.ended_at is not None


@pytest.mark.django_db
@pytest.mark.usefixtures("known")
def test_tencents_own_word_of_an_end_stands_over_what_we_supposed() -> None:
    one, at = planned(), int(now().timestamp())
    told(letter(stream_of(one), event_time=at - 60))
    push = Push.objects.get()
    actions.push_is_gone(push_id=push.pk)
    actions.push_is_gone(push_id=push.pk)
    push.refresh_from_db()
    assert push.presumed
    told(letter(stream_of(one), event_type=0, event_time=at - 20))
    push.refresh_from_db()
    assert (push.presumed, push.ended_at) == (False, datetime.fromtimestamp(at - 20, UTC))


# --- which classes are pulled, and what was missed -----------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("known")
def test_what_is_sent_or_may_be_is_looked_for() -> None:
    later, now_on = planned(due=False), planned()
    assert [one.claims.class_id for one in facts.due()] == [now_on.pk]
    told(letter(stream_of(later)))
    assert {one.claims.class_id: one.push for one in facts.due()} == {now_on.pk: None, later.pk: Push.objects.get().pk}
    actions.new_key(class_id=later.pk, seen=1, actor_id=make.user(role="owner").pk)
    assert [one.claims.class_id for one in facts.due()] == [now_on.pk], "sent by the key before"
    actions.call_off(class_id=now_on.pk, actor_id=None)
    assert facts.due() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("known")
def test_a_class_whose_teacher_is_at_the_cloud_does_not_end_while_we_are_away() -> None:
    one = planned()
    before = now() - timedelta(minutes=20)
    LiveClass.objects.filter(pk=one.pk).update(state=LiveClass.State.LIVE, began_at=before, starts_at=before)
    Signal.objects.create(live_class=one, heard_at=before)
    push = Push.objects.create(sequence="1", live_class=one, key_number=1, began_at=before)
    actions.sweep()
    assert fresh(one).state == LiveClass.State.LIVE
    Push.objects.filter(pk=push.pk).update(ended_at=now() - timedelta(minutes=1))
    actions.sweep()
    assert fresh(one).state == LiveClass.State.LIVE, "who left a moment ago may come back"
    Push.objects.filter(pk=push.pk).update(ended_at=now() - timedelta(minutes=6))
    actions.sweep()
    assert fresh(one).state == LiveClass.State.ENDED


@pytest.mark.django_db
@pytest.mark.usefixtures("known")
def test_the_page_says_what_we_missed(client: Client) -> None:
    make.login(client, make.user(role="owner"))
    one, at = planned(), now()
    page = f"/studio/live/{one.pk}"
    LiveClass.objects.filter(pk=one.pk).update(starts_at=at - timedelta(minutes=10))
    assert "还没有收到画面" in client.get(page).content.decode()
    push = Push.objects.create(sequence="1", live_class=one, key_number=1, began_at=at - timedelta(minutes=8))
    assert "服务器没有接到：学员现在看不到" in client.get(page).content.decode()
    actions.hear(class_id=one.pk, key_number=1, heard=Heard(width=320, height=180, kbps=300))
    assert "大约少了 8 分钟" in client.get(page).content.decode()
    actions.end(class_id=one.pk, actor_id=None)
    Push.objects.filter(pk=push.pk).update(ended_at=at)
    asset = fresh(one).asset
    assert asset is not None
    Asset.objects.filter(pk=asset.pk).update(state=Asset.State.READY, duration_ms=5 * 60_000)
    assert "大约少了 3 分钟" in client.get(page).content.decode()
    Asset.objects.filter(pk=asset.pk).update(duration_ms=8 * 60_000 - 9_000)
    assert "大约少了" not in client.get(page).content.decode()


def test_who_came_back_counts_once_and_a_key_that_was_replaced_only_until_then() -> None:
    at = datetime(2026, 11, 1, 20, tzinfo=UTC)

    def sent(number: int, since: int, until: int | None) -> Push:
        ended_at = None if until is None else at + timedelta(minutes=until)
        return Push(key_number=number, began_at=at + timedelta(minutes=since), ended_at=ended_at)

    def minutes(*pushes: Push) -> float:
        return facts.overlap([*pushes], at, at + timedelta(minutes=60)).total_seconds() / 60

    assert minutes() == 0
    assert minutes(sent(1, -5, 10), sent(1, 12, None)) == 58
    assert minutes(sent(1, 0, 20), sent(1, 10, 30), sent(1, 15, 18)) == 30
    assert minutes(sent(1, 0, None), sent(2, 30, 40)) == 40
    assert minutes(sent(1, 70, 80)) == 0


# --- what a teacher and an operator are given ----------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("known")
def test_the_studio_gives_the_signed_address_of_the_class_and_no_play_address(client: Client) -> None:
    make.login(client, make.user(role="owner"))
    one = planned(due=False)
    door, page = engine(), client.get(f"/studio/live/{one.pk}").content.decode()
    assert door is not None
    assert door.address() == "rtmp://push.test/live"
    assert door.address() in page
    name, _mark, query = key_of(one).partition("?")
    assert f"{name}?{query.replace('&', '&amp;')}" in page
    assert address_is_good(name, query, ["push-main"], now().timestamp())
    assert not address_is_good(name, query, ["push-main"], fresh(one).stream_key.expires_at.timestamp())
    assert "play.test" not in page
    actions.new_key(class_id=one.pk, seen=1, actor_id=make.user(role="owner").pk)
    assert not key_of(one).startswith(name)


@pytest.mark.django_db
@pytest.mark.usefixtures("known")
def test_who_ends_calls_off_or_renews_asks_the_cloud_once_each(settings: Settings) -> None:
    one, other = planned(), planned(due=False)
    actions.new_key(class_id=one.pk, seen=1, actor_id=make.user(role="owner").pk)
    actions.new_key(class_id=one.pk, seen=1, actor_id=make.user(role="owner").pk)
    LiveClass.objects.filter(pk=one.pk).update(state=LiveClass.State.LIVE, began_at=now())
    actions.end(class_id=one.pk, actor_id=None)
    actions.end(class_id=one.pk, actor_id=None)
    actions.call_off(class_id=other.pk, actor_id=None)
    assert asked() == [(one.pk, 1), (one.pk, 2), (other.pk, 1)]
    settings.TENCENT_LIVE = settings.TENCENT_LIVE | {"secret_id": ""}
    actions.call_off(class_id=planned(due=False).pk, actor_id=None)
    assert len(asked()) == 3, "without credentials nobody is asked"


def asked() -> list[tuple[int, int]]:
    found = ProcrastinateJob.objects.filter(task_name="live.hang_up").order_by("pk")
    return [(job.args["class_id"], job.args["number"]) for job in found]


@pytest.mark.parametrize(("left", "until"), [(-1, 1 / 24), (3, 3), (400, 89)])
def test_a_stream_is_forbidden_as_long_as_its_address_opens_and_tencent_takes(left: float, until: float) -> None:
    one = LiveClass(pk=1)
    one.stream_key = StreamKey(live_class=one, expires_at=now() + timedelta(days=left))
    said = datetime.fromisoformat(addresses.resumes(one))
    assert abs(said - now() - timedelta(days=until)) < timedelta(seconds=5)


@pytest.mark.usefixtures("known")
def test_no_log_holds_what_opens_a_class() -> None:
    address = addresses.pulled_from("1-1-a", at=now(), key="play-main")
    assert address.startswith("https://play.test/live/1-1-a.flv?txSecret=")
    assert address.partition("txSecret=")[2][:32] not in redaction.text(f"HTTP Request: GET {address}")


def test_settings_that_are_missing_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.tencent_live() == {}
    assert list(doctor.tencent_is_set()) == []
    monkeypatch.setenv("ZHIYU_LIVE", "tencent")
    monkeypatch.setenv("TENCENT_LIVE_PUSH_DOMAIN", "push.test")
    with pytest.raises(SystemExit, match="TENCENT_LIVE_PUSH_KEY, TENCENT_LIVE_PLAY_DOMAIN"):
        env.tencent_live()
    (found,) = doctor.tencent_is_set()
    assert (found.colour, "TENCENT_LIVE_CALLBACK_KEY" in found.text) == ("red", True)


def test_the_doctor_looks_whether_the_cloud_is_there(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as push, socket.create_server(("127.0.0.1", 0)) as play:
        ports = {"TENCENT_LIVE_PUSH_DOMAIN": push, "TENCENT_LIVE_PLAY_DOMAIN": play}
        there = {name: f"127.0.0.1:{one.getsockname()[1]}" for name, one in ports.items()}
        know(settings, monkeypatch, **there, TENCENT_SECRET_ID="")
        found = list(doctor.tencent_is_set())
    assert [one.colour for one in found] == ["green", "yellow"]
    assert "/integrations/tencent-live/notify" in found[0].text
    assert [one.colour for one in doctor.tencent_is_set()] == ["red"]


# --- what comes over the line --------------------------------------------------------------------------------------


async def pieces(content: bytes, size: int) -> Any:
    for at in range(0, len(content), size):
        yield content[at : at + size]


async def read(content: bytes, size: int = 7) -> list[tuple[int, int, bytes]]:
    return [(tag.kind, tag.at, tag.body) async for tag in pulling.tags(pieces(content, size))]


@pytest.mark.parametrize("size", [1, 13, 4096])
def test_tags_are_read_in_whatever_pieces_they_come(size: int) -> None:
    sent = [(9, 0, b"\x17\x01" + b"p" * 300), (8, 0x1234567, b"\xaf\x01s"), (18, 0, b"\x02\0\x01a")]
    whole = flv.BEGINNING + b"".join(flv.tag_bytes(Tag(*one), one[1]) for one in sent)
    assert asyncio.run(read(whole, size)) == sent
    assert asyncio.run(read(whole[:-3], size)) == sent[:2]
    assert asyncio.run(read(b"", size)) == []
    again = whole + flv.tag_bytes(Tag(9, 0, b"\x17\x01"), 0)
    assert asyncio.run(read(again, size)) == sent, "somebody sends anew: another part"
    for other in (b"<html>" + bytes(20), flv.BEGINNING + b"\x09\xff\xff\xff" + bytes(20)):
        with pytest.raises(pulling.NotFlv):
            asyncio.run(read(other, size))


def test_the_simulator_prints_settings_that_a_school_starts_with() -> None:
    names = {line.partition("=")[0] for line in SETTINGS.splitlines()}
    assert {f"TENCENT_LIVE_{name}" for name in env.TENCENT_LIVE_NEEDS} <= names
