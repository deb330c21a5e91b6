"""Messages as learners read them and as the studio looks after them, by page and by API."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.commerce.test_learner_pages import browser, seen
from tests.jobs import run_jobs
from tests.messaging import fake
from tests.messaging.conftest import FACTS, NOON, Clock
from zhiyu.accounts.actions.leaving import close_account, export_own_data, farewell
from zhiyu.accounts.models import User
from zhiyu.messaging.actions import choose, mark_read, tell
from zhiyu.messaging.channels import ChannelMisconfigured
from zhiyu.messaging.models import Message, Refusal, Send, Switch
from zhiyu.messaging.templates import template, templates

pytestmark = pytest.mark.django_db
NEW = "有新消息"


def told(person: User, key: str = "k", **facts: Any) -> Message:
    made = tell(recipient_id=person.pk, template="test.paid", facts={**FACTS, **facts}, key=key)
    assert made
    return made


def called(client: Client, method: str, path: str, body: object = None) -> tuple[int, Any]:
    sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    answer = getattr(client, method)(f"/api/v1{path}", **sent)
    return answer.status_code, answer.json() if answer.content else None


# --- the learner ---------------------------------------------------------------------------------------------------


def test_a_new_message_is_a_dot_until_it_is_looked_at(clock: Clock) -> None:
    person = make.user()
    client = browser(person)
    assert "还没有消息" in seen(client, "/me/messages")
    assert NEW not in seen(client, "/me")
    told(person, "old", title="书法")
    mark_read(user_id=person.pk, up_to=Message.objects.get().pk)
    clock.at += timedelta(days=1)
    told(person)
    assert seen(client, "/me").count(NEW) == 3
    page = seen(client, "/me/messages")
    assert [page.index(words) for words in ("今天", "水彩", "昨天", "书法")] == sorted(
        page.index(words) for words in ("今天", "水彩", "昨天", "书法")
    )
    assert (page.count("message-new"), 'href="/me/orders/1"' in page, "为什么收到" in page) == (1, True, True)
    assert "message-new" not in seen(client, "/me/messages")
    assert NEW not in seen(client, "/me")


def test_others_messages_are_theirs() -> None:
    told(make.user())
    person = make.user()
    assert "水彩" not in seen(browser(person), "/me/messages")
    client = Client(headers=make.bearer(person))
    assert called(client, "get", "/me/messages") == (200, {"items": [], "next": None, "unread": 0})
    called(client, "post", "/me/messages/read", {"up_to": 10**9})
    assert Message.objects.filter(read_at=None).count() == 1


def test_words_are_the_readers_language_and_the_phones_chinese(phone: fake.Phone) -> None:
    person = make.user()
    facts = {**FACTS, "reason": ""}
    tell(recipient_id=person.pk, template="commerce.refund_rejected", facts=facts, key="k")
    run_jobs()
    client = browser(person)
    client.cookies["zhiyu_language"] = "en"
    page = seen(client, "/me/messages")
    assert ("no reason was given" in page, "退款" in page) == (True, False)
    assert phone.arrived[0].text.startswith("《水彩》的退款申请没有通过")


def test_a_row_whose_template_is_gone_still_reads_as_a_message() -> None:
    person = make.user()
    told(person)
    Message.objects.update(template="gone.long_ago")
    assert "一条旧消息" in seen(browser(person), "/me/messages")
    Message.objects.update(template="commerce.money_going_back", facts={"cause": "unheard", "order": "1"})
    assert "有一笔钱要退给你" in seen(browser(person), "/me/messages")


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_any_length_takes_the_same_queries(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person, owner = make.user(), make.user(role="owner")
    for n in range(count):
        told(person, f"k-{n}")
    mark_read(user_id=person.pk, up_to=10**9)
    client, desk = browser(person), browser(owner)
    for one, path, queries in (
        (client, "/me/messages", 3),
        (client, "/api/v1/me/messages", 3),
        (desk, "/studio/messages/sends", 4),
        (desk, "/api/v1/studio/messages/sends", 2),
        (desk, "/studio/messages", 4),
    ):
        one.get(path)
        with django_assert_num_queries(queries):
            assert one.get(path).status_code == 200


def test_long_lists_come_by_pages_and_older_ones_wait_for_nobody() -> None:
    person = make.user()
    for n in range(25):
        told(person, f"k-{n}", title=f"第{n}门")
    client = browser(person)
    page = seen(client, "/me/messages")
    assert ("第24门" in page, "第4门" in page, "第5门" in page) == (True, False, True)
    assert not Message.objects.filter(read_at=None).exists()
    cursor = called(client, "get", "/me/messages")[1]["next"]
    rest = called(client, "get", f"/me/messages?cursor={cursor}")[1]
    assert (rest["items"][0]["text"][:5], len(rest["items"]), rest["next"]) == ("《第4门》", 5, None)
    assert "第4门" in seen(client, f"/me/messages?before={cursor}")


def test_a_person_chooses_what_comes_by_text(phone: fake.Phone) -> None:
    person = make.user()
    client, api = browser(person), Client(headers=make.bearer(person))
    assert seen(client, "/me/messages/choices").count("checked") == 5
    client.post("/me/messages/choices", {"sms": ["orders"]})
    assert called(api, "get", "/me/messages/choices") == (200, {"sms": ["orders"]})
    assert called(api, "put", "/me/messages/choices", {"sms": ["invoices", "x"]}) == (200, {"sms": ["invoices"]})
    phone.opened = False
    assert "学堂现在不发短信" in seen(client, "/me/messages/choices")
    phone.opened = True
    User.objects.filter(pk=person.pk).update(phone=None)
    assert "还没有绑定手机号" in seen(client, "/me/messages/choices")


def test_the_api_says_the_same_and_reads_when_it_is_told_to() -> None:
    person = make.user()
    message = told(person)
    client = Client(headers=make.bearer(person))
    status, said = called(client, "get", "/me/messages")
    assert (status, said["unread"], said["items"][0]) == (
        200,
        1,
        {
            "id": message.pk,
            "at": said["items"][0]["at"],
            "topic": "orders",
            "title": "付款成功",
            "text": "《水彩》已经开通，付款 ¥99。",
            "link": "/me/orders/1",
            "why": "你在学堂下过单。付款和开通的结果会告诉你，不发广告。",
            "read": False,
        },
    )
    assert called(client, "post", "/me/messages/read", {"up_to": message.pk}) == (200, {"unread": 0})


def test_messages_go_with_who_leaves_and_with_who_takes_their_data() -> None:
    person = make.user()
    told(person)
    run_jobs()
    choose(user_id=person.pk, way="sms", topics=[])
    mine = export_own_data(user_id=person.pk)["messages"]
    assert [(one["title"], one["sent"][0]["status"]) for one in mine["messages"]] == [("付款成功", "sent")]
    assert len(mine["not_wanted"]) == 5
    assert "1 条消息" in farewell(person.pk).lost
    User.objects.filter(pk=person.pk).update(closing_at=NOON - timedelta(days=1))
    assert close_account(user_id=person.pk)
    assert (Message.objects.count(), Send.objects.count(), Refusal.objects.count()) == (0, 0, 0)


# --- the studio ----------------------------------------------------------------------------------------------------


def test_every_template_shows_what_it_says_in_both_languages(phone: fake.Phone) -> None:
    phone.numbered = True
    client = browser(make.user(role="owner"))
    listed = seen(client, "/studio/messages")
    assert [one.name for one in templates() if f"/studio/messages/templates/{one.name}" not in listed] == []
    for one in templates():
        page = seen(client, f"/studio/messages/templates/{one.name}")
        assert "%(" not in page
        assert bool(one.sms) == ("怎么打开" in page)
    assert "你买的&lt;1:title&gt;已付款&lt;2:amount&gt;" in seen(
        client, "/studio/messages/templates/commerce.order_paid"
    )
    assert client.get("/studio/messages/templates/nothing").status_code == 404


def test_a_text_is_switched_on_with_its_number_and_off_again(phone: fake.Phone) -> None:
    phone.numbered = True
    client = browser(make.user(role="owner"))
    address = "/studio/messages/templates/commerce.order_paid"
    assert "缺模板编号" in seen(client, address)
    for wrong in ({"on": "on"}, {"on": "on", "number": "编号"}):
        assert client.post(f"{address}/switch", wrong).status_code == 422
    client.post(f"{address}/switch", {"on": "on", "number": "SMS_154950909"})
    assert (Switch.objects.get().number, "缺模板编号" in seen(client, address)) == ("SMS_154950909", False)
    api = Client(headers=make.bearer(make.user(role="owner")))
    status, said = called(api, "put", "/studio/messages/templates/commerce.order_paid", {"on": False, "number": "1"})
    assert (status, said["sms"], said["sms_number"]) == (200, False, "1")
    assert "关着" in seen(client, "/studio/messages")
    found = called(api, "get", "/studio/messages/templates")[1]["items"]
    assert {one["name"]: one["sms"] for one in found}["commerce.refund_waiting"] is None
    assert called(api, "put", "/studio/messages/templates/commerce.refund_waiting", {"on": True})[0] == 422
    phone.opened = False
    assert "没有接通短信" in seen(client, "/studio/messages")


def test_what_failed_stands_first_and_is_sent_again(phone: fake.Phone) -> None:
    person = make.user(name="林晓")
    client = browser(make.user(role="operator"))
    assert "还没有发过短信" in seen(client, "/studio/messages/sends")
    phone.answers = [ChannelMisconfigured("isv.AMOUNT_NOT_ENOUGH")]
    failed = told(person, "failed").sends.get()
    run_jobs()
    told(person, "fine")
    run_jobs()
    page = seen(client, "/studio/messages/sends")
    assert page.index("这一周没发出的") < page.index("isv.AMOUNT_NOT_ENOUGH") < page.index("已发出")
    assert (page.count("再发一次</button>"), "林晓" in page, str(person.phone) in page) == (2, True, False)
    assert seen(client, "/studio/messages/sends?status=failed").count("再发一次</button>") == 1
    assert "没有这样的记录" in seen(client, "/studio/messages/sends?status=unsure")
    client.post(f"/studio/messages/sends/{failed.pk}/retry")
    run_jobs()
    assert [one.status for one in Send.objects.order_by("pk")] == ["sent", "sent"]
    api = Client(headers=make.bearer(make.user(role="operator")))
    assert called(api, "post", f"/studio/messages/sends/{failed.pk}/retry")[0] == 409
    assert called(api, "post", "/studio/messages/sends/404/retry")[0] == 404
    said = called(api, "get", "/studio/messages/sends?status=sent")[1]["items"]
    assert [(one["recipient"], one["status"], one["because"]) for one in said] == [(person.pk, "sent", "")] * 2


def test_a_template_says_all_of_its_words_in_its_own_sample() -> None:
    assert template("commerce.money_going_back").says({"cause": "paid_twice"}) == {"cause": "重复付款"}
