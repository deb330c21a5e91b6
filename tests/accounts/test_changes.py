"""Proof before a dangerous step, another phone, and leaving."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client

from tests import make
from tests.accounts.conftest import Sent
from tests.accounts.test_factors import guarded
from tests.commerce.fakepay import channel, give_back, pay
from zhiyu.access.models import Grant
from zhiyu.accounts.actions import (
    bind_email,
    change_phone,
    check_factor,
    close_due,
    issue_token,
    login_by_code,
    login_by_password,
    prove,
    request_code,
    reset_password,
)
from zhiyu.accounts.models import Device, Identity, Notice, PhoneCode, RoleGrant, User
from zhiyu.commerce.actions import request_refund, settle_outside
from zhiyu.commerce.models import Order, Payment
from zhiyu.kernel.clock import now
from zhiyu.ledger.models import Line
from zhiyu.platform.models import AuditEntry

NEW = "13900007777"
DANGEROUS = ["/me/phone", "/me/email", "/me/security/totp", "/me/security/codes", "/me/close"]


def stale() -> None:
    Device.objects.update(proved_at=now() - timedelta(minutes=16))


@pytest.fixture(autouse=True)
def pay_channel(settings: LazySettings) -> None:
    settings.PAYMENT_PROVIDERS = {"wechat": "tests.commerce.fakepay.FakePay"}
    channel().__init__()  # type: ignore[misc]


@pytest.fixture
def me(client: Client) -> User:
    user = make.user()
    make.login(client, user)
    return user


@pytest.mark.django_db
@pytest.mark.parametrize("path", DANGEROUS)
def test_a_dangerous_page_asks_again_who_is_there_after_fifteen_minutes(client: Client, me: User, path: str) -> None:
    assert client.get(path).status_code == 200
    stale()
    answer = client.get(path)
    assert answer["Location"].startswith("/me/confirm?next=")
    assert User.objects.get().pk == me.pk


@pytest.mark.django_db
def test_a_code_on_the_phone_proves_it_and_leads_back(client: Client, me: User, sent: Sent) -> None:
    stale()
    where = client.get("/me/phone")["Location"]
    assert client.post(where, {"send": "phone"})["Location"] == where
    assert sent()[-1]["phone"] == me.phone
    wrong = client.post(where, {"by": "phone", "secret": "000000" if sent()[-1]["code"] != "000000" else "111111"})
    assert wrong.status_code == 422
    assert client.post(where, {"by": "phone", "secret": sent()[-1]["code"]})["Location"] == "/me/phone"
    assert client.get("/me/phone").status_code == 200
    assert AuditEntry.objects.filter(action="identity.proved").count() == 1


@pytest.mark.django_db
def test_with_a_second_factor_nothing_less_proves_it(client: Client, sent: Sent) -> None:
    user = guarded(role=None)
    headers = make.bearer(user)
    stale()
    assert client.get("/api/v1/me/proof", headers=headers).json()["items"] == ["factor"]
    request_code(phone=user.phone or "", address=None)  # as anybody may, at the login
    right = sent().pop()["code"]
    for body in ({"by": "phone", "secret": right}, {"by": "password", "secret": "x"}):
        answer = client.post("/api/v1/me/proof", json.dumps(body), content_type="application/json", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    code = json.dumps({"by": "phone"})
    refused = client.post("/api/v1/me/proof/code", code, content_type="application/json", headers=headers)
    assert refused.status_code == 422
    assert len(sent()) == 1
    assert not Device.objects.filter(proved_at__gt=now() - timedelta(minutes=15)).exists()


@pytest.mark.django_db
def test_the_team_changes_only_by_who_has_just_proved_themselves(client: Client) -> None:
    make.login(client, make.user(role="owner"))
    someone = make.user(role="operator")
    stale()
    assert client.post(f"/studio/settings/team/{someone.pk}/operator/take")["Location"].startswith("/me/confirm")
    assert RoleGrant.objects.filter(user=someone).exists()


@pytest.mark.django_db
def test_a_phone_is_changed_by_a_code_on_the_new_one_and_other_devices_are_told(
    client: Client, me: User, sent: Sent
) -> None:
    other = Client()
    make.login(other, me)
    before = me.phone or ""

    assert client.post("/me/phone", {"phone": NEW})["Location"] == "/me/phone/code"
    done = client.post("/me/phone/code", {"code": sent()[-1]["code"]})

    assert done["Location"] == "/me/settings"
    assert User.objects.get().phone == NEW
    assert client.get("/me/settings").status_code == 200
    assert "换了手机号" in other.get("/").content.decode()
    entry = AuditEntry.objects.get(action="phone.changed")
    assert (entry.actor_id, before in json.dumps(entry.detail), NEW in json.dumps(entry.detail)) == (
        me.pk,
        False,
        False,
    )
    assert [one.kind for one in Notice.objects.all()] == ["phone"]


@pytest.mark.django_db
def test_a_number_that_is_taken_is_told_only_to_who_holds_it(client: Client, me: User, sent: Sent) -> None:
    taken = make.user()
    assert client.post("/me/phone", {"phone": taken.phone})["Location"] == "/me/phone/code"
    answer = client.post("/me/phone/code", {"code": sent()[-1]["code"]})
    assert "另一个账号" in answer.content.decode()
    assert User.objects.get(pk=me.pk).phone == me.phone


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "k-1"])
def test_guesses_at_a_code_are_counted_whatever_the_request_carries_along(
    client: Client, me: User, sent: Sent, key: str
) -> None:
    headers = make.bearer(me) | ({"Idempotency-Key": key} if key else {})

    def put(code: str) -> int:
        body = json.dumps({"phone": NEW, "code": code})
        return client.put("/api/v1/me/phone", body, content_type="application/json", headers=headers).status_code

    client.post("/me/phone", {"phone": NEW})
    right = sent()[-1]["code"]
    for n in range(5):
        if key:
            headers["Idempotency-Key"] = f"k-{n}"
        assert put("000000" if right != "000000" else "111111") == 422
    assert PhoneCode.objects.get().attempts == 5
    headers.pop("Idempotency-Key", None)
    assert put(right) == 422
    assert User.objects.get().phone == me.phone


@pytest.mark.django_db
def test_the_same_change_of_phone_sent_twice_answers_the_same(client: Client, me: User, sent: Sent) -> None:
    client.post("/me/phone", {"phone": NEW})
    headers = make.bearer(me) | {"Idempotency-Key": "once"}
    body = json.dumps({"phone": NEW, "code": sent()[-1]["code"]})
    for _ in range(2):
        answer = client.put("/api/v1/me/phone", body, content_type="application/json", headers=headers)
        assert answer.status_code == 204
    assert AuditEntry.objects.filter(action="phone.changed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_guess_inside_a_transaction_of_somebody_elses_is_a_fault_of_ours(sent: Sent) -> None:
    """Its refusal would take the count back: then guesses would be free."""
    user = make.user()
    request_code(phone=NEW, address=None)
    code = sent()[-1]["code"]
    device = issue_token(user=user, user_agent="", address=None)[1]
    guesses: list[Callable[[], object]] = [
        lambda: change_phone(user_id=user.pk, phone=NEW, code=code, device=None),
        lambda: login_by_code(phone=NEW, code=code, accepted=[], address=None, user_agent=""),
        lambda: prove(device=device, by="phone", secret=code, address=None),
        lambda: bind_email(user_id=user.pk, email="a@example.com", code=code, device=None),
        lambda: reset_password(email="a@example.com", code=code, password="x"),
        lambda: login_by_password(email="a@example.com", password="x", accepted=[], address=None, user_agent=""),
        lambda: check_factor(user=user, code=code, address=None),
    ]
    for guess in guesses:
        with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
            guess()


@pytest.mark.django_db
def test_who_has_no_other_way_to_prove_themselves_is_told_to_come_in_again(client: Client, me: User) -> None:
    User.objects.update(phone=None)
    Identity.objects.create(user=me, provider="wechat", app_id="wx1", subject="openid-1")
    stale()
    page = client.get("/me/phone", follow=True)
    assert page.status_code == 403
    assert "再用微信登录一次" in page.content.decode()
    assert client.post("/me/confirm", {"by": "phone", "secret": "1"}).status_code == 403
    assert client.post("/me/confirm", {"send": "phone"}).status_code == 403


@pytest.mark.django_db
def test_staff_move_an_account_with_a_reason_and_everybody_in_it_is_out(client: Client) -> None:
    owner, learner = make.user(role="owner"), make.user()
    make.login(client, owner)
    lost = Client()
    make.login(lost, learner)
    path = f"/studio/learners/{learner.pk}/move-phone"
    assert client.post(path, {"phone": NEW, "reason": ""}).status_code == 422
    assert client.post(path, {"phone": owner.phone, "reason": "视频核对过身份证"}).status_code == 422
    assert (
        client.post(path, {"phone": NEW, "reason": "视频核对过身份证"})["Location"] == f"/studio/learners/{learner.pk}"
    )

    assert User.objects.get(pk=learner.pk).phone == NEW
    assert "换绑" in lost.get("/").content.decode()
    entry = AuditEntry.objects.get(action="phone.changed")
    assert (entry.actor_id, entry.target, entry.detail["reason"]) == (
        owner.pk,
        f"user:{learner.pk}",
        "视频核对过身份证",
    )
    log = client.get("/studio/settings/access-log").content.decode()
    assert "换手机号" in log
    assert "视频核对过身份证" in log

    operator = Client()
    make.login(operator, make.user(role="operator"))
    assert operator.post(path, {"phone": "13900008888", "reason": "视频核对过身份证"}).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_access_log_is_the_owners_and_flat_in_queries(
    client: Client, count: int, django_assert_num_queries: object
) -> None:
    owner = make.user(role="owner")
    make.login(client, owner)
    for _ in range(count):
        client.post(f"/studio/learners/{make.user(name='小满').pk}/phone")
    client.get("/studio/settings/access-log")
    with django_assert_num_queries(6):  # type: ignore[operator]
        page = client.get("/studio/settings/access-log").content.decode()
    assert page.count("小满") == count
    items = client.get("/api/v1/studio/access-log").json()["items"]
    assert [(one["action"], one["actor_id"]) for one in items] == [("phone.revealed", owner.pk)] * count

    operator = Client()
    make.login(operator, make.user(role="operator"))
    assert operator.get("/studio/settings/access-log").status_code == 403
    assert operator.get("/api/v1/studio/access-log").status_code == 403


@pytest.mark.django_db
def test_leaving_waits_a_week_and_can_be_taken_back(client: Client, me: User) -> None:
    page = client.get("/me/close").content.decode()
    assert "7 天冷静期" in page
    assert client.post("/me/close", {"csrf": "x"}).status_code == 422
    client.post("/me/close", {"agree": "on"})
    asked = User.objects.get().closing_at
    assert asked
    assert asked > now() + timedelta(days=6, hours=23)
    assert "可以撤销" in client.get("/me/settings").content.decode()
    assert close_due() == 0

    client.post("/me/close/undo")
    assert User.objects.get().closing_at is None
    User.objects.filter(pk=me.pk).update(closing_at=now() - timedelta(seconds=1))
    client.post("/me/close/undo")
    assert close_due() == 0


@pytest.mark.django_db
def test_a_closed_account_keeps_the_books_and_nothing_of_the_person(client: Client, me: User, sent: Sent) -> None:
    phone = me.phone or ""
    order = pay(make.order(buyer=me, of=make.course(title="七天写作营", lessons=6)))
    PhoneCode.objects.create(phone=phone, code_hash="x")
    Identity.objects.create(user=me, provider="wechat", app_id="wx1", subject="openid-1", name="林晓")
    Authenticator.objects.create(user=me, type="recovery_codes", data={"seed": "x"})
    before = (Order.objects.count(), Payment.objects.count(), Line.objects.count())
    page = client.get("/me/close").content.decode()
    assert "《七天写作营》，买过的，注销后不能再看" in page
    assert "1 笔订单" in page
    client.post("/me/close", {"agree": "on"})
    User.objects.update(closing_at=now() - timedelta(seconds=1))

    assert close_due() == 1
    assert close_due() == 0

    gone = User.objects.get(pk=me.pk)
    assert (gone.phone, gone.email, gone.name, gone.is_active) == (None, None, "已注销", False)
    assert not gone.has_usable_password()
    assert (Order.objects.count(), Payment.objects.count(), Line.objects.count()) == before
    assert Order.objects.get().buyer_id == order.buyer_id
    assert not Grant.objects.filter(revoked_at=None).exists()
    assert not PhoneCode.objects.filter(phone=phone).exists()
    assert list(Device.objects.values_list("user_agent", "address", "networks").distinct()) == [("", None, [])]
    assert not Identity.objects.exists()
    assert not Authenticator.objects.exists()
    assert not Notice.objects.exists()
    assert not Session.objects.exists()
    assert "已经注销" in client.get("/").content.decode()

    client.post("/login", {"phone": phone})
    client.post("/login/code", {"code": sent()[-1]["code"]})
    client.post("/login/code", {"agree_step": "1", "code": sent()[-1]["code"], "agree": "on"})
    assert User.objects.get(phone=phone).pk != me.pk


@pytest.mark.django_db
def test_who_runs_the_school_or_waits_for_money_cannot_leave_yet(client: Client) -> None:
    owner = make.user(role="owner")
    answer = client.post("/api/v1/me/closing", headers=make.bearer(owner))
    assert (answer.status_code, answer.json()["code"]) == (409, "cannot_close")

    buyer = make.user()
    make.order(buyer=buyer)
    headers = make.bearer(buyer)
    assert "还没有付款" in client.get("/api/v1/me/closing", headers=headers).json()["stops"][0]
    assert client.post("/api/v1/me/closing", headers=headers).status_code == 409
    User.objects.filter(pk=buyer.pk).update(closing_at=now() - timedelta(seconds=1))
    assert close_due() == 0
    later = User.objects.get(pk=buyer.pk).closing_at
    assert later
    assert later > now()


@pytest.mark.django_db
def test_who_is_still_owed_what_the_channel_would_not_give_back_cannot_leave_yet(client: Client) -> None:
    order = pay(make.order())
    refund = request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    give_back(refund, "closed")
    headers = make.bearer(order.buyer)
    assert "退款还没有结束" in client.get("/api/v1/me/closing", headers=headers).json()["stops"][0]
    settle_outside(kind="refund", pk=refund.pk, actor_id=make.user(role="finance").pk, note="转账")
    assert client.get("/api/v1/me/closing", headers=headers).json()["stops"] == []


@pytest.mark.django_db
def test_people_take_their_own_data_along_and_nobody_elses(client: Client, me: User) -> None:
    pay(make.order(buyer=me))
    pay(make.order())
    packed = zipfile.ZipFile(io.BytesIO(client.post("/me/export").content))
    assert {"profile.json", "orders.json", "owned.json", "progress.json", "devices.json"} <= set(packed.namelist())
    assert json.loads(packed.read("profile.json"))["phone"] == me.phone
    assert len(json.loads(packed.read("orders.json"))) == 1

    token, device = issue_token(user=me, user_agent="", address=None)
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/me/export", headers=headers).json()["profile"]["id"] == me.pk
    Device.objects.filter(pk=device.pk).update(proved_at=None)
    assert client.get("/api/v1/me/export", headers=headers).json()["code"] == "proof_needed"


@pytest.mark.django_db
def test_the_footers_language_is_the_accounts_and_saving_settings_keeps_it(client: Client, me: User) -> None:
    client.post("/ui/preferences", {"language": "en", "next": "/"})
    assert User.objects.get(pk=me.pk).language == "en"
    page = client.get("/me/settings").content.decode()
    assert re.search(r'name="language" value="en"[^>]* checked', page)
    client.post("/ui/preferences", {"text": "xl"})
    assert User.objects.get(pk=me.pk).text_size == "xl"
    assert Client().post("/ui/preferences", {"language": "en"}).status_code == 302


@pytest.mark.django_db
def test_taking_the_orders_along_asks_who_it_is_and_stands_in_the_log(client: Client) -> None:
    owner = make.user(role="owner")
    make.login(client, owner)
    stale()
    assert client.get("/studio/orders.csv")["Location"].startswith("/me/confirm")
    assert not AuditEntry.objects.filter(action="orders.exported").exists()
    Device.objects.update(proved_at=now())
    assert client.get("/studio/orders.csv").status_code == 200
    assert "导出订单" in client.get("/studio/settings/access-log?kind=looked").content.decode()
