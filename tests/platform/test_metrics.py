"""What the machines that watch are told: rows become figures, and only who may ask is answered."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.test import Client

from tests import make
from zhiyu.commerce.actions import begin_attempt, request_refund
from zhiyu.commerce.models import Order
from zhiyu.kernel.clock import now
from zhiyu.media.models import Asset, Upload
from zhiyu.platform.models import Delivery, Event
from zhiyu.platform.tasks import forget

pytestmark = pytest.mark.django_db
import_module("zhiyu.push.asgi")  # as the front does
HERE = {"Host": "127.0.0.1:8000"}


def figures(client: Client) -> dict[str, float]:
    answer = client.get("/metrics", headers=HERE)
    assert answer.status_code == 200
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_rows_become_figures(client: Client) -> None:
    order = make.order()
    begin_attempt(order_no=order.no, provider="wechat", method="native")
    late = make.order()
    Order.objects.filter(pk=late.pk).update(expires_at=now() - timedelta(minutes=1))
    free = make.order(of=make.course(price_fen=0))
    refund = request_refund(order_no=free.no, buyer_id=free.buyer_id, reason="no_time")
    for state in ("ready", "failed", "failed"):
        Asset.objects.create(kind="video", state=state, name="a", mime="video/mp4", size=1, sha256="0" * 64)
    Asset.objects.create(kind="image", state="ready", name="a", mime="image/png", size=1, sha256="0" * 64)
    Upload.objects.create(owner=make.user(), name="b.mp4", size=10, received=4)
    event = Event.objects.create(name="x", payload={})
    Delivery.objects.create(event=event, handler="one", state="parked")

    found = figures(client)

    assert found['zhiyu_orders{state="pending"}'] == 2
    assert found['zhiyu_orders{state="overdue"}'] == 1
    assert found['zhiyu_payments{state="waiting"}'] == 1
    assert found['zhiyu_payments{state="received_24h"}'] == 0
    assert found['zhiyu_refunds{state="succeeded_24h"}'] == (refund.status == "succeeded")
    assert found['zhiyu_refunds{state="abnormal"}'] == 0
    assert found['zhiyu_packaging{state="failed"}'] == 2
    assert found['zhiyu_packaging{state="ready"}'] == 1
    assert (found["zhiyu_uploads_unfinished"], found["zhiyu_uploads_unfinished_bytes"]) == (1, 4)
    assert found['zhiyu_deliveries{state="parked"}'] == 1
    assert found["zhiyu_streams_open"] == 0
    assert found["zhiyu_disk_free_bytes"] > 0
    assert any(name.startswith("zhiyu_build_info{") for name in found)


def test_a_waiting_job_is_counted_and_grows_old(client: Client) -> None:
    before = figures(client)
    assert before['zhiyu_queue_age_seconds{queue="media"}'] == 0

    forget.configure(schedule_at=now() - timedelta(seconds=90)).defer(timestamp=0)
    forget.configure(schedule_in={"hours": 1}).defer(timestamp=0)

    found = figures(client)
    assert found['zhiyu_queue_depth{queue="default"}'] == before['zhiyu_queue_depth{queue="default"}'] + 1
    assert 85 <= found['zhiyu_queue_age_seconds{queue="default"}'] < 120
    assert found['zhiyu_jobs{queue="default",state="todo"}'] == before['zhiyu_jobs{queue="default",state="todo"}'] + 2


def test_deliveries_that_are_due_are_a_queue_of_their_own(client: Client) -> None:
    before = figures(client)
    assert before['zhiyu_queue_age_seconds{queue="events"}'] == 0

    event = Event.objects.create(name="x", payload={})
    for handler, seconds in (("late", -90), ("later", -30), ("not yet", 3600)):
        Delivery.objects.create(event=event, handler=handler, due_at=now() + timedelta(seconds=seconds))
    Delivery.objects.create(event=event, handler="taken", due_at=None)
    Delivery.objects.create(event=event, handler="done", state="done")

    found = figures(client)
    assert found['zhiyu_queue_depth{queue="events"}'] == 2
    assert 85 <= found['zhiyu_queue_age_seconds{queue="events"}'] < 120
    assert found['zhiyu_deliveries{state="waiting"}'] == before['zhiyu_deliveries{state="waiting"}'] + 4


def test_requests_are_counted_by_route_never_by_address(client: Client) -> None:
    counter = 'zhiyu_requests_total{method="GET",route="%s",status="%s"}'
    before = figures(client)
    for name in ("one", "two", "three"):
        client.get(f"/courses/{name}")
        client.get(f"/nowhere/{name}")
    client.generic("BREW", "/nowhere")

    found = figures(client)

    def more(name: str) -> float:
        return found[name] - before.get(name, 0)

    assert more(counter % ("storefront:course", 404)) == 3
    assert more(counter % ("-", 404)) == 3
    assert more('zhiyu_requests_total{method="OTHER",route="-",status="404"}') == 1
    assert more('zhiyu_request_seconds_count{method="GET",route="storefront:course"}') == 3
    assert not any(re.search("nowhere|three", name) for name in found)


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {"Host": "localhost:8000"}, 200),
        ("::1", {"Host": "[::1]:8000"}, 200),
        ("127.0.0.1", {"Host": "school.example"}, 404),  # a proxy on this machine that keeps the name
        ("127.0.0.1", {**HERE, "X-Forwarded-For": "6.6.6.6"}, 404),
        ("6.6.6.6", HERE, 404),
        ("", HERE, 404),
        ("6.6.6.6", {"Host": "school.example", "Authorization": "Bearer secret-token"}, 200),
        ("6.6.6.6", {"Host": "school.example", "Authorization": "Bearer wrong"}, 404),
        ("127.0.0.1", {**HERE, "Authorization": "Bearer wrong"}, 404),
        ("6.6.6.6", {"Host": "school.example", "Authorization": "Bearer "}, 404),
    ],
)
def test_only_this_machine_and_who_knows_the_token_are_answered(
    client: Client, settings: object, address: str, headers: dict[str, str], status: int
) -> None:
    settings.METRICS_TOKEN = "secret-token"  # type: ignore[attr-defined]
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status


def test_in_production_only_the_token_counts(client: Client, settings: object) -> None:
    settings.MODE = "production"  # type: ignore[attr-defined]
    assert client.get("/metrics", headers=HERE).status_code == 404


def test_no_token_set_is_no_token_accepted(client: Client) -> None:
    headers = {"Host": "school.example", "Authorization": "Bearer "}
    assert client.get("/metrics", headers=headers, REMOTE_ADDR="6.6.6.6").status_code == 404
