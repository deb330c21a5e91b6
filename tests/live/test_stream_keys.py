"""Who may send: the key of this class, this number, this time. Everything else ends before a byte is kept."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.live.pushing import planned, push, receiving
from tests.media import films
from zhiyu.kernel.clock import now
from zhiyu.live import actions, ingest, keys
from zhiyu.live.actions.airing import Heard
from zhiyu.live.models import LiveClass, Signal, StreamKey
from zhiyu.live.room import of_database
from zhiyu.live.rtmp import session
from zhiyu.live.rtmp.wire import HELLO


async def knock(port: int, sent: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    writer.write_eof()
    answer = b""
    with contextlib.suppress(ConnectionResetError):  # of what nobody read
        answer = await reader.read()
    writer.close()
    return answer


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 -- the product has no event for it
            await asyncio.sleep(0.02)


@pytest.mark.django_db
def test_the_key_of_a_planned_class_is_taken_and_no_other() -> None:
    one, other = planned(), planned()
    good = actions.key_of(one)
    assert actions.admit(good) == keys.read(good)
    class_id, number, until, proof = good.split("-")
    later = f"{int(until, 16) + 60:x}"
    for wrong in (
        "",
        "x",
        good[:-1],
        f"{good}0",
        f"{other.pk}-{number}-{until}-{proof}",
        f"{class_id}-2-{until}-{proof}",
        f"{class_id}-{number}-{later}-{proof}",
        "-".join(["9" * 60, number, until, proof]),
        good.upper(),
    ):
        assert actions.admit(wrong) is None, wrong


@pytest.mark.django_db
def test_a_key_ends_with_its_time_its_number_and_its_class() -> None:
    one = planned()
    good = actions.key_of(one)
    actions.new_key(class_id=one.pk, seen=1, actor_id=1)
    actions.new_key(class_id=one.pk, seen=1, actor_id=1)
    assert StreamKey.objects.get(live_class=one).number == 2
    assert actions.admit(good) is None
    renewed = keys.written(keys.KeyClaims(one.pk, 2, int(one.stream_key.expires_at.timestamp())))
    assert actions.admit(renewed) == keys.read(renewed)
    StreamKey.objects.filter(live_class=one).update(expires_at=now() - timedelta(seconds=1))
    assert actions.admit(renewed) is None
    assert actions.admit(keys.written(keys.KeyClaims(one.pk, 2, int(now().timestamp()) - 1))) is None
    StreamKey.objects.filter(live_class=one).update(expires_at=now() + timedelta(hours=1))
    LiveClass.objects.filter(pk=one.pk).update(state="ended")
    assert actions.admit(renewed) is None


@pytest.mark.django_db
def test_a_new_key_cuts_who_sends_with_the_old_one_and_time_cuts_nobody_who_is_on_air() -> None:
    waiting, on_air = planned(due=False), planned()
    for one, state in ((waiting, "hold"), (on_air, "keep")):
        assert actions.hear(class_id=one.pk, key_number=1, heard=Heard())[0] == state
    StreamKey.objects.update(expires_at=now() - timedelta(seconds=1))
    for one, state in ((waiting, "leave"), (on_air, "keep")):
        assert actions.hear(class_id=one.pk, key_number=1, heard=Heard())[0] == state
    StreamKey.objects.update(expires_at=now() + timedelta(hours=1))
    for one, state in ((waiting, "hold"), (on_air, "keep")):
        actions.new_key(class_id=one.pk, seen=1, actor_id=1)
        assert actions.hear(class_id=one.pk, key_number=1, heard=Heard())[0] == "leave"
        assert actions.hear(class_id=one.pk, key_number=2, heard=Heard())[0] == state


@pytest.mark.django_db(transaction=True)
def test_whoever_sends_is_hung_up_on_once_the_key_is_renewed() -> None:
    one = planned(due=False)
    good = actions.key_of(one)

    async def all_of_it() -> int:
        async with receiving() as here:
            sending = asyncio.create_task(push(here.port, good, films.film(seconds=60, keyframe_every=1), slowly=True))
            while not await asyncio.to_thread(of_database, Signal.objects.filter(live_class=one).exists):
                assert not sending.done()
            renewed = partial(actions.new_key, class_id=one.pk, seen=1, actor_id=1)
            await asyncio.to_thread(of_database, renewed)
            return await sending

    assert asyncio.run(all_of_it()) != 0


@given(st.text(max_size=100))
@settings(max_examples=200)
def test_no_text_that_we_did_not_sign_is_read(text: str) -> None:
    assert keys.read(text) is None


@given(st.integers(1, 2**40), st.integers(1, 99), st.integers(1, 2**33))
def test_what_was_written_is_read_again(class_id: int, number: int, until: int) -> None:
    claims = keys.KeyClaims(class_id, number, until)
    assert keys.read(keys.written(claims)) == claims


@pytest.mark.django_db(transaction=True)
def test_a_wrong_key_and_garbage_leave_nothing_behind() -> None:
    one = planned()

    async def all_of_it() -> None:
        async with receiving() as here:
            assert await push(here.port, actions.key_of(one)[:-1] + "x") != 0
            hello = b"\x03" + bytes(2 * HELLO)
            for sent in (
                b"",
                b"GET / HTTP/1.1\r\n\r\n",
                b"\x03" * 4000,
                hello + b"\xff" * 500,
                hello + b"\x02" + b"\xff" * 40,
            ):
                await knock(here.port, sent)

    asyncio.run(all_of_it())
    one.refresh_from_db()
    assert (one.state, one.asset_id) == (LiveClass.State.PLANNED, None)
    assert not hasattr(one, "signal")


@pytest.mark.django_db(transaction=True)
def test_no_more_rooms_are_received_at_once_than_the_machine_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "MOST_ROOMS", 1)
    first, second = planned(), planned()
    long = films.film(seconds=60, keyframe_every=1)

    async def all_of_it() -> list[int]:
        async with receiving() as here:
            going = [asyncio.create_task(push(here.port, actions.key_of(first), long, slowly=True))]
            await until(lambda: first.pk in here.inside.rooms)
            refused = await push(here.port, actions.key_of(second))
            before = here.inside.rooms[first.pk]
            going.append(asyncio.create_task(push(here.port, actions.key_of(first), long, slowly=True)))
            await until(lambda: here.inside.rooms.get(first.pk, before) is not before)
            await here.inside.close()
            await asyncio.wait(going)
            await here.taken()
            return [refused, await push(here.port, actions.key_of(second))]

    refused, taken = asyncio.run(all_of_it())
    assert (refused != 0, taken) == (True, 0)


@pytest.mark.parametrize("said", [b"", b"\x03", b"\x03" + bytes(2 * HELLO)], ids=["nothing", "a byte", "no key"])
def test_a_stranger_who_dawdles_is_hung_up_on(monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    assert session.TO_PUBLISH_SECONDS == 10
    monkeypatch.setattr(session, "TO_PUBLISH_SECONDS", 0.05)

    async def all_of_it() -> None:
        async with receiving() as here:
            reader, writer = await asyncio.open_connection("127.0.0.1", here.port)
            writer.write(said)
            async with asyncio.timeout(30):
                await reader.read()
            writer.close()

    asyncio.run(all_of_it())


def test_of_one_address_few_strangers_are_heard_at_once() -> None:
    async def all_of_it() -> list[bytes]:
        async with receiving() as here:
            silent = [await asyncio.open_connection("127.0.0.1", here.port) for _ in range(ingest.MOST_FROM_ONE)]
            await until(lambda: here.inside.strangers.total() == ingest.MOST_FROM_ONE)
            answers = [await knock(here.port, b"\x03" + bytes(HELLO))]
            for _reader, writer in silent:
                writer.close()
            await until(lambda: not here.inside.strangers.total())
            return [*answers, await knock(here.port, b"\x03" + bytes(HELLO))]

    refused, heard = asyncio.run(all_of_it())
    assert (refused, len(heard)) == (b"", 1 + 2 * HELLO)
