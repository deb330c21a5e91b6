"""One ZIP that shows what was bought, agreed to and used; only for who may, and noted."""

import csv
import hashlib
import io
import json
import zipfile

import pytest
from django.test import Client

from tests import make
from tests.commerce.fakepay import FakePay, channel, give_back, pay
from tests.jobs import run_jobs
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Lesson
from zhiyu.commerce.actions import approve_refund, request_refund
from zhiyu.commerce.models import Order, Payment
from zhiyu.messaging.models import Message, Send
from zhiyu.platform.models import AuditEntry

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0.68"


@pytest.fixture
def fake(settings: object) -> FakePay:
    settings.PAYMENT_PROVIDERS = {"wechat": "tests.commerce.fakepay.FakePay"}  # type: ignore[attr-defined]
    return channel()


def studied(buyer: User) -> Order:
    course = make.course(lessons=11, title="=SUM(1)<b>课</b>")
    order = pay(make.order(buyer=buyer, of=course))
    reader = Client(headers={"User-Agent": PHONE})
    make.login(reader, buyer)
    for lesson in Lesson.objects.filter(chapter__course=course, free=False).order_by("pk")[:1]:
        assert reader.get(f"/lessons/{lesson.pk}").status_code == 200
    return order


def opened(content: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1:]


def test_the_zip_holds_order_payments_agreements_lessons_and_who_took_it(client: Client, fake: FakePay) -> None:
    del fake
    buyer, owner = make.user(name="林晓"), make.user(role="owner", name="店主")
    order = studied(buyer)
    refund = request_refund(order_no=order.no, buyer_id=buyer.pk, reason="no_time")
    give_back(approve_refund(refund_id=refund.pk, actor_id=owner.pk))
    make.login(client, owner)
    assert f"/studio/orders/{order.no}/evidence.zip" in client.get(f"/studio/orders/{order.no}").content.decode()
    answer = client.get(f"/studio/orders/{order.no}/evidence.zip")
    files = opened(answer.content)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    sheets = ["payments", "refunds", "agreements", "access", "lessons", "devices", "notices", "audit"]
    assert set(files) == {"index.html", "order.json", "manifest.json", "seal.txt", *(f"{one}.csv" for one in sheets)}
    manifest = json.loads(files["manifest.json"])
    assert (manifest["order"], manifest["made_by"]) == (order.no, "店主")
    assert all(hashlib.sha256(files[name]).hexdigest() == sum_ for name, sum_ in manifest["sha256"].items())

    payment = Payment.objects.get()
    [paid] = rows(files["payments.csv"])
    assert payment.attempt
    assert paid[:4] == ["wechat", payment.attempt.out_trade_no, payment.reference, "9900"]
    assert rows(files["agreements.csv"])[0][0] == "refund:7d30@1"
    [lesson] = rows(files["lessons.csv"])
    assert (lesson[0], lesson[2], "iPhone" in lesson[3]) == ("第 2 课", "127.0.0.1", True)
    assert "order.paid" in files["audit.csv"].decode()
    assert json.loads(files["order.json"])["accepted"] == ["refund:7d30@1"]
    page = files["index.html"].decode()
    assert payment.reference in page
    assert "<b>" not in page

    note = AuditEntry.objects.get(action="evidence.exported")
    assert (note.actor_id, note.detail) == (owner.pk, {"order": order.no})
    assert "导出订单凭证" in client.get("/studio/settings/access-log").content.decode()


def test_the_zip_says_what_the_buyer_was_told_and_how_it_reached_them(client: Client, fake: FakePay) -> None:
    del fake
    order = pay(make.order(of=make.course(title="水彩")))
    pay(make.order(buyer=order.buyer, of=make.course(title="书法")))
    run_jobs()
    message = Message.objects.get(facts__order=order.no)
    Send.objects.filter(message=message).update(status="failed", ended_at=message.at)
    make.login(client, make.user(role="owner"))
    files = opened(client.get(f"/studio/orders/{order.no}/evidence.zip").content)

    words = ["付款成功", "《水彩》已付款 ¥99，点开看订单。"]
    told = [one[1:5] for one in rows(files["notices.csv"])]
    assert told == [[*words, "站内", "还没有看"], [*words, "短信", "没发出"]]
    assert (
        hashlib.sha256(files["notices.csv"]).hexdigest() == json.loads(files["manifest.json"])["sha256"]["notices.csv"]
    )


def test_it_is_a_permission_of_its_own_and_the_api_answers_the_same(client: Client, fake: FakePay) -> None:
    del fake
    order = studied(make.user())
    for role, status in (("operator", 403), ("creator", 403), ("finance", 200)):
        make.login(client, make.user(role=role))
        assert client.get(f"/studio/orders/{order.no}/evidence.zip").status_code == status
        told = client.get(f"/api/v1/studio/orders/{order.no}/evidence")
        assert told.status_code == status
    assert "index.html" in opened(told.content)
    assert client.get("/studio/orders/none/evidence.zip").status_code == 404
    assert AuditEntry.objects.filter(action="evidence.exported").count() == 2
