"""Health for people: parts, parked events that can be tried again, files that failed, who did what."""

import pytest
from django.test import Client

from tests import make
from zhiyu.media.models import Asset
from zhiyu.platform import bus
from zhiyu.platform.models import AuditEntry, Delivery, Event

pytestmark = pytest.mark.django_db


def parked(n: int = 1) -> Delivery:
    event = Event.objects.create(name=f"commerce.order_paid_{n}", payload={})
    return Delivery.objects.create(
        event=event, handler="search.index", state="parked", attempts=8, last_error="OSError: 没有回应"
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_is_flat_in_queries(client: Client, count: int, django_assert_num_queries: object) -> None:
    for n in range(count):
        parked(n)
        Asset.objects.create(kind="video", state="failed", name="坏.mp4", mime="video/mp4", size=1, sha256="0" * 64)
        AuditEntry.objects.create(actor_id=make.user().pk, action="school.saved", target="school:1")
    make.login(client, make.user(role="operator"))
    client.get("/studio/health")

    with django_assert_num_queries(12):  # type: ignore[operator]
        page = client.get("/studio/health").content.decode()

    assert (page.count("search.index"), page.count("坏.mp4"), page.count("修改学堂资料")) == (count, count, count)


def test_every_event_and_its_work_are_named_in_words(client: Client) -> None:
    known = [(one.event_type.name, key) for key, one in bus._by_key.items() if key.startswith("commerce.")]  # noqa: SLF001
    assert known
    for name, key in known:
        event = Event.objects.create(name=name, payload={})
        Delivery.objects.create(event=event, handler=key, state="parked", attempts=8, last_error="")
    make.login(client, make.user(role="operator"))

    page = client.get("/studio/health").content.decode()

    assert [word for pair in known for word in pair if f"{word} →" in page or f"→ {word}" in page] == []
    assert page.count(" → ") == len(known)


def test_a_parked_event_is_tried_again_and_that_is_written_down(client: Client) -> None:
    delivery, operator = parked(), make.user(role="operator")
    make.login(client, operator)

    assert client.post(f"/studio/health/deliveries/{delivery.pk}/retry")["Location"] == "/studio/health"

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("waiting", 0)
    (entry,) = AuditEntry.objects.filter(action="delivery.retried")
    assert (entry.actor_id, entry.target) == (operator.pk, f"delivery:{delivery.pk}")


@pytest.mark.parametrize("role", ["finance", "creator", None])
def test_other_roles_neither_look_nor_retry(client: Client, role: str | None) -> None:
    delivery = parked()
    make.login(client, make.user(role=role))
    assert client.get("/studio/health").status_code == 403
    assert client.post(f"/studio/health/deliveries/{delivery.pk}/retry").status_code == 403
    delivery.refresh_from_db()
    assert delivery.state == "parked"


def test_coming_and_going_does_not_bury_what_people_did(client: Client) -> None:
    make.login(client, make.user(role="owner"))
    page = client.get("/studio/health").content.decode()
    assert '<td data-label="做了什么">登录' not in page
