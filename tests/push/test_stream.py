"""What moved reaches whoever watches it, once it is true; whatever breaks, the page ends up right."""

import asyncio
import socket

import pytest
from django.db import connection, transaction

from tests import make
from tests.push.conftest import Listen, Server, browser, soon
from zhiyu.accounts.actions import sign_out_device
from zhiyu.accounts.models import RoleGrant
from zhiyu.commerce.actions import approve_refund, cancel_order, request_refund
from zhiyu.commerce.models import Order
from zhiyu.media.models import Asset
from zhiyu.platform.live import tell
from zhiyu.push import asgi, door, viewer
from zhiyu.push.listener import NAME

RESYNC = ("resync", "")


def kill_listener() -> int:
    """Of this worker's database: another has a listener of its own on the same server."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = %s and datname = current_database()",
            [NAME],
        )
        return int(cursor.rowcount)


def test_an_order_that_moves_is_told_to_its_buyer_and_the_studio(server: Server, listen: Listen) -> None:
    order = make.order()
    buyer, studio = listen(f"order:{order.no}", user=order.buyer), listen("studio", user=make.user(role="finance"))
    assert (buyer.next(), studio.next()) == (RESYNC, RESYNC)

    cancel_order(order_no=order.no, buyer_id=order.buyer_id)

    assert buyer.next() == ("message", f"order:{order.no}")
    assert studio.next() == ("message", "studio")
    assert server.open == 2


def test_a_refund_tells_each_of_its_moves(listen: Listen) -> None:
    order = make.order(of=make.course(price_fen=0))
    watching = listen(f"order:{order.no}", user=order.buyer)
    watching.next()

    refund = request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    assert watching.next() == ("message", f"order:{order.no}")

    if refund.status == "requested":
        refunds = listen(f"refund:{refund.no}", user=order.buyer)
        refunds.next()
        approve_refund(refund_id=refund.pk, actor_id=make.user(role="owner").pk)
        assert refunds.next() == ("message", f"refund:{refund.no}")


def test_what_is_rolled_back_is_never_told(listen: Listen) -> None:
    order = make.order()
    watching = listen(f"order:{order.no}", user=order.buyer)
    watching.next()

    with transaction.atomic():
        order.move_to(Order.Status.CLOSED)
        transaction.set_rollback(True)
    assert watching.nothing()

    with transaction.atomic():
        Order.objects.get(pk=order.pk).move_to(Order.Status.CLOSED)
        assert watching.nothing()  # and not before the commit either
    assert watching.next() == ("message", f"order:{order.no}")


def test_a_stream_hears_nothing_of_other_topics(listen: Listen) -> None:
    mine, other = make.order(), make.order()
    watching = listen(f"order:{mine.no}", user=mine.buyer)
    watching.next()

    tell(f"order:{other.no}")
    tell("studio")
    assert watching.nothing()


def test_a_file_tells_its_state_and_only_a_failure_concerns_the_studio(listen: Listen) -> None:
    asset = Asset.objects.create(kind="video", name="a.mp4", mime="video/mp4", size=1, sha256="0" * 64)
    watching = listen(f"asset:{asset.pk},studio", user=make.user(role="creator"))
    watching.next()

    asset.move_to(Asset.State.PACKAGING)
    assert watching.next() == ("message", f"asset:{asset.pk}")
    assert watching.nothing()
    asset.move_to(Asset.State.FAILED)
    assert {watching.next(), watching.next()} == {("message", f"asset:{asset.pk}"), ("message", "studio")}


def test_a_lost_listener_comes_back_and_everybody_asks_anew(listen: Listen) -> None:
    order = make.order()
    watching = listen(f"order:{order.no}", user=order.buyer)
    watching.next()

    assert kill_listener() >= 1  # the server may just be taking leave of the listener of the test before
    Order.objects.filter(pk=order.pk).update(status="closed")  # moved while nobody heard
    assert watching.next() == RESYNC
    assert Order.objects.get(pk=order.pk).status == "closed"

    tell(f"order:{order.no}")
    assert watching.next() == ("message", f"order:{order.no}")


def test_nothing_told_in_a_burst_is_lost(listen: Listen) -> None:
    order = make.order()
    watching = listen(f"order:{order.no}", user=order.buyer)
    watching.next()
    for _ in range(300):
        tell(f"order:{order.no}")
    assert {watching.next() for _ in range(300)} == {("message", f"order:{order.no}")}


def test_a_client_that_does_not_read_is_let_go(server: Server, listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewer, "LAST_WORD", 0.1)
    order = make.order()
    host, port = server.url.removeprefix("http://").split(":")
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    slow.connect((host, int(port)))
    token = make.bearer(order.buyer)["Authorization"]
    slow.sendall(f"GET /live?topics=order:{order.no} HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n\r\n".encode())
    soon(lambda: server.open == 1)
    quick = listen(f"order:{order.no}", user=order.buyer)
    quick.next()

    # Larger than real news, so that the kernel's own buffers are full before the queue is.
    slowest = min(server.live.hub.viewers, key=lambda one: one.device)
    for _ in range(2 * viewer.QUEUE):
        server.call(slowest.give, b": " + b"x" * 100_000 + b"\n\n")
    soon(lambda: server.open == 1)
    tell(f"order:{order.no}")

    assert quick.next() == ("message", f"order:{order.no}")
    slow.close()


def test_one_that_is_ended_at_the_door_is_closed_as_it_opens() -> None:
    told: list[viewer.Message] = []

    async def send(message: viewer.Message) -> None:
        told.append(message)

    async def opened() -> None:
        one = viewer.Viewer(person=1, device=1, roles=frozenset(), topics=frozenset())
        one.end()
        one.open(send)
        one.give(b"too late")

    asyncio.run(opened())
    assert told == [viewer.part(b"", more=False)]


def test_a_client_that_goes_is_free_before_the_next_beat(
    server: Server, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asgi, "HEARTBEAT", 3600)
    watching = listen("studio", user=make.user(role="owner"))
    watching.next()
    assert server.open == 1
    watching.close()
    soon(lambda: server.open == 0)


@pytest.mark.parametrize("by", ["cookie", "token"])
def test_signing_out_ends_the_streams_of_that_device_only(server: Server, listen: Listen, by: str) -> None:
    owner = make.user(role="owner")
    cookie, device = browser(owner)
    if by == "token":
        headers = make.bearer(owner)
        device = owner.devices.exclude(pk=device.pk).get()
    else:
        headers = cookie
    leaving = listen("studio", headers=headers)
    staying = listen("studio", user=owner)
    assert (leaving.next(), staying.next()) == (RESYNC, RESYNC)

    sign_out_device(user=owner, device_id=device.pk)

    assert leaving.next() is None
    soon(lambda: server.open == 1)
    tell("studio")
    assert staying.next() == ("message", "studio")


def test_a_login_or_role_that_ended_unheard_is_found_by_looking_again(server: Server, listen: Listen) -> None:
    person, staff = make.user(), make.user(role="finance")
    order = make.order(buyer=person)
    listen(f"order:{order.no}", user=person).next()
    listen("studio", user=staff).next()
    viewers = list(server.live.hub.viewers)
    assert door.unwelcome(viewers) == []

    person.is_active = False
    person.save()
    assert [one.person for one in door.unwelcome(viewers)] == [person.pk]
    RoleGrant.objects.filter(user=staff).delete()
    assert {one.person for one in door.unwelcome(viewers)} == {person.pk, staff.pk}


def test_it_looks_again_by_itself(listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "LOOK_AGAIN", 0.2)
    staff = make.user(role="finance")
    watching = listen("studio", user=staff)
    watching.next()
    RoleGrant.objects.filter(user=staff).delete()
    assert watching.next() is None


def test_a_quiet_stream_beats(listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "HEARTBEAT", 0.1)
    watching = listen("studio", user=make.user(role="owner"))
    assert watching.answer.headers["x-accel-buffering"] == "no"
    assert watching.answer.headers["cache-control"] == "no-store"
    watching.next()
    soon(lambda: watching.answer.num_bytes_downloaded > 60)


def test_a_server_about_to_stop_ends_its_streams_at_once(server: Server, listen: Listen) -> None:
    watching = listen("studio", user=make.user(role="owner"))
    watching.next()
    server.call(server.live.end)
    assert watching.next() is None
    soon(lambda: server.open == 0)
