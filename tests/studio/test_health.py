"""Health for people: parts, parked events that can be tried again, files that failed, who did what."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app
from pytest_django import Settings

import zhiyu
from tests import make
from zhiyu.media import files, keys
from zhiyu.media.models import Asset, Rendition
from zhiyu.media.packaging import Identity
from zhiyu.platform import bus
from zhiyu.platform.models import AuditEntry, Delivery, Event
from zhiyu.platform.plain import rows
from zhiyu.studio.queries.wellbeing import JOBS

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

    with django_assert_num_queries(16):  # type: ignore[operator]
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


def dead(name: str = "commerce.close_order", **args: str | int) -> int:
    """A job given up, as the worker leaves it."""
    number = app.configure_task(name).defer(**args)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing' where id = %s", [number])
        cursor.execute("update procrastinate_jobs set status = 'failed', attempts = 8 where id = %s", [number])
    return number


def jobs() -> list[tuple[object, ...]]:
    return rows("select id, status::text, attempts from procrastinate_jobs order by id")


def test_work_that_was_given_up_is_told_and_tried_again(client: Client) -> None:
    number, operator = dead(order_no="20261121000"), make.user(role="operator")
    dead("accounts.mail_code", code_id=7, sealed="geheim")
    make.login(client, operator)

    page = client.get("/studio/health").content.decode()
    assert "关闭一笔订单" in page
    assert f"commerce.close_order #{number} · 20261121000" in page
    assert ("发邮件验证码" in page, "geheim" in page) == (True, False)

    assert client.post(f"/studio/health/jobs/{number}/retry")["Location"] == "/studio/health"

    assert jobs()[0] == (number, "todo", 0)
    assert "关闭一笔订单" not in client.get("/studio/health").content.decode()
    (entry,) = AuditEntry.objects.filter(action="job.retried")
    assert (entry.actor_id, entry.target) == (operator.pk, f"job:{number}")
    assert client.post(f"/studio/health/jobs/{number}/retry").status_code == 404


def test_what_the_clock_starts_is_told_until_a_later_run_succeeds(client: Client) -> None:
    make.login(client, make.user(role="operator"))
    first, last = (dead("commerce.fetch_bills", timestamp=at) for at in (1, 2))
    run = (
        "insert into procrastinate_periodic_defers (task_name, defer_timestamp, job_id) values (%s, 2, %s) returning id"
    )
    rows(run, ["commerce.fetch_bills", last])
    page = client.get("/studio/health").content.decode()
    assert (f"#{last}" in page, f"#{first}" in page) == (True, False)
    rows("update procrastinate_periodic_defers set job_id = null returning id")
    assert "取账单核对" not in client.get("/studio/health").content.decode()


def test_what_waits_under_the_same_lock_stands_for_what_was_given_up(client: Client) -> None:
    make.login(client, make.user(role="operator"))
    old = dead("media.tidy", timestamp=1)
    rows("update procrastinate_jobs set queueing_lock = 'media.tidy' returning id")
    new = app.configure_task("media.tidy", queueing_lock="media.tidy").defer(timestamp=2)
    assert client.post(f"/studio/health/jobs/{old}/retry").status_code == 302
    assert jobs() == [(new, "todo", 0)]


def test_every_kind_of_work_has_words() -> None:
    ours = {name for name in app.tasks if not name.startswith(("builtin", "procrastinate"))}
    assert ours - set(JOBS) - {"platform.deliver"} == set()


def test_a_media_key_that_opens_nothing_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make.login(client, make.user(role="operator"))
    assert "媒体密钥" not in client.get("/studio/health").content.decode()
    asset = Asset.objects.create(kind="video", state="ready", name="好.mp4", mime="video/mp4", size=1, sha256="0" * 64)
    one = Rendition.objects.create(asset=asset, name="v", segments=[[1000, 32, 0]])
    path = files.segment(one.asset_id, one.folder, 0)
    path.parent.mkdir(parents=True)
    cipher = Identity(asset_id=asset.pk, name="v", version=1).cipher(number=0, epoch=0).encryptor()
    path.write_bytes(cipher.update(b"G" + bytes(31)))
    assert "打不开已有的课程" not in client.get("/studio/health").content.decode()
    monkeypatch.setenv("ZHIYU_MEDIA_KEY", "another")
    keys.master_key.cache_clear()
    try:
        assert "打不开已有的课程" in client.get("/studio/health").content.decode()
    finally:
        keys.master_key.cache_clear()


def test_a_port_that_another_program_has_is_told(client: Client, settings: Settings) -> None:
    make.login(client, make.user(role="owner"))
    assert "直播推流" not in client.get("/studio/health").content.decode()
    settings.LIVE_TAKEN = True
    assert "端口 1935 被别的程序占着" in client.get("/studio/health").content.decode()


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


def test_whatever_can_get_stuck_has_a_name_on_the_page() -> None:
    package = Path(zhiyu.__file__).parent
    sources = [path.read_text() for path in package.rglob("*.py")]
    keys = {key for text in sources for key in re.findall(r'@subscribe\([^)]*key="([^"]+)"', text)}
    events = {name for text in sources for name in re.findall(r'name: ClassVar\[str\] = "([^"]+)"', text)}
    page = (package / "studio/jinja2/studio/health.html").read_text()
    assert [name for name in sorted(keys | events) if f"'{name}'" not in page] == []
