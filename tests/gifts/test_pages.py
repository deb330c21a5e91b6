"""Gifts and codes as givers, friends and the creator use them, by page and by API."""

import csv
import html
import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.commerce.fakepay import give_back, pay
from tests.commerce.test_learner_pages import TERM, browser, seen
from tests.gifts import made
from tests.promotions import build
from zhiyu.access.queries import owns
from zhiyu.accounts.actions.leaving import close_account, export_own_data, farewell
from zhiyu.accounts.models import User
from zhiyu.commerce.models import Order, Refund
from zhiyu.gifts.models import Batch, Code, Gift
from zhiyu.kernel.clock import now
from zhiyu.platform.models import AuditEntry

pytestmark = pytest.mark.django_db


def sent(client: Client, path: str, **said: Any) -> Any:
    return client.post(path, said)


# --- codes ---------------------------------------------------------------------------------------------------------


def test_from_the_link_on_the_card_to_the_course_with_a_look_at_what_it_opens() -> None:
    course, learner = make.course(title="水彩", lessons=6), make.user()
    code = made.codes(made.batch(course))[0]
    link = f"/redeem?code={code.code}"
    assert Client().get(link).headers["Location"] == f"/login?next=%2Fredeem%3Fcode%3D{code.code}"
    client = browser(learner)
    assert "看看能开通什么" in seen(client, "/redeem")

    page = seen(client, link)
    assert ("水彩" in page, "确认开通" in page, owns(learner.pk, course.product_id)) == (True, True, False)
    for _ in range(2):
        answer = sent(client, "/redeem", code=code.code.lower(), confirm="1")
        assert answer.headers["Location"] == f"/courses/{course.product.code}/continue"
    assert owns(learner.pk, course.product_id)
    assert "已经有人用过" in content_of(sent(browser(make.user()), "/redeem", code=code.code), 409)
    assert "没有这个兑换码" in content_of(sent(client, "/redeem", code="看错了"), 404)


def content_of(answer: Any, status: int = 200) -> str:
    text = html.unescape(answer.content.decode())
    assert answer.status_code == status, text[:500]
    return text


def test_a_batch_is_made_downloaded_and_taken_out_of_use_by_the_creator() -> None:
    course, owner, learner = make.course(title="水彩", lessons=6), make.user(role="owner"), make.user(name="林晓")
    client = browser(owner)
    assert "还没有兑换码" in seen(client, "/studio/codes")
    wrong = sent(client, "/studio/codes/new", product=course.product_id, size="0", per_person="1")
    assert wrong.status_code == 422
    form = {"product": course.product_id, "size": "3", "per_person": "1", "begins": "book", "note": "书签"}
    place = sent(client, "/studio/codes/new", **form).headers["Location"]
    batch = Batch.objects.get()
    assert (place, batch.title, batch.prefix, batch.valid_until) == (f"/studio/codes/{batch.pk}", "水彩", "BOOK", None)

    used, other, _ = made.codes(batch)
    made.redeemed(used, learner)
    page = seen(client, place)
    assert (f"/studio/learners/{learner.pk}" in page, "1 / 3" in page) == (True, True)
    assert other.code not in seen(client, f"{place}?state=redeemed")
    assert used.code in seen(client, f"{place}?query={used.code.lower()}")

    rows = list(csv.reader(StringIO(client.get(f"{place}/codes.csv").content.decode("utf-8-sig"))))
    assert ([row[0] for row in rows[1:]], rows[1][4]) == ([code.code for code in made.codes(batch)], "林晓")
    assert rows[2][7] == f"http://testserver/redeem?code={other.code}"
    cards = seen(client, f"{place}/cards")
    assert (cards.count('class="qr"'), used.code in cards, other.code in cards) == (2, False, True)
    assert AuditEntry.objects.filter(action="codes.exported", actor_id=owner.pk).count() == 2

    sent(client, f"{place}/{used.pk}/revoke")
    assert not owns(learner.pk, course.product_id)
    sent(client, f"{place}/revoke")
    assert Code.objects.filter(state="revoked").count() == 3
    assert client.post(f"/studio/codes/{made.batch().pk}/{other.pk}/revoke").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_batches_and_codes_ask_as_much_for_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = browser(make.user(role="owner"))
    course = make.course()
    batches = [made.batch(course, size=count) for _ in range(count)]
    for code in made.codes(batches[0]):
        made.redeemed(code, make.user())
    seen(client, "/studio/codes")
    with django_assert_num_queries(LISTED):
        assert seen(client, "/studio/codes").count("读者见面会") == count
    with django_assert_num_queries(LISTED + 1):
        assert seen(client, f"/studio/codes/{batches[0].pk}").count("/studio/learners/") == count


LISTED = 3


# --- gifts ---------------------------------------------------------------------------------------------------------


def test_from_the_course_to_the_friend_who_takes_it() -> None:
    course, giver, friend = make.course(title="水彩", lessons=6), make.user(name="小林"), make.user(name="阿姨")
    pay(make.order(buyer=giver, of=course))  # who owns it gives it as well
    client = browser(giver)
    give = f"/gifts/give/{course.product.code}"
    assert f'href="{give}"' in seen(client, f"/courses/{course.product.code}")
    assert "¥198" in seen(client, f"{give}?quantity=2")

    changed = sent(client, give, quantity="3", shown_total_fen="19800", accepted=TERM, message="生日快乐")
    assert "价格有变化" in content_of(changed, 422)
    answer = sent(client, give, quantity="2", shown_total_fen="19800", accepted=TERM, message="生日快乐")
    order = Order.objects.get(total_fen=19_800)
    assert answer.headers["Location"] == f"/orders/{order.no}/pay"
    assert client.get(f"/me/gifts/{order.no}").status_code == 404
    pay(order)
    assert f"/me/gifts/{order.no}" in seen(client, f"/orders/{order.no}/done")
    page = seen(client, f"/me/gifts/{order.no}")
    first, second = Gift.objects.order_by("pk")
    assert (page.count(f"/gifts/{first.token}") > 1, page.count('class="qr"')) == (True, 2)

    card = seen(Client(), f"/gifts/{first.token}")
    assert ("小林 送你一份礼物" in card, "生日快乐" in card, "登录并收下" in card) == (True, True, True)
    assert "自己留着学" in seen(client, f"/gifts/{first.token}")
    theirs = browser(friend)
    assert "收下礼物" in seen(theirs, f"/gifts/{first.token}")
    for _ in range(2):
        taken = sent(theirs, f"/gifts/{first.token}/claim")
        assert taken.headers["Location"] == f"/courses/{course.product.code}/continue"
    assert "已经收下了" in seen(theirs, f"/gifts/{first.token}")
    assert "已经被领走了" in seen(browser(make.user()), f"/gifts/{first.token}")
    assert "已经被领走了" in content_of(sent(browser(make.user()), f"/gifts/{first.token}/claim"), 409)
    assert "阿姨" in seen(client, f"/me/gifts/{order.no}")
    assert "小林 送的" in seen(theirs, "/me/gifts?received=1")
    assert second.token not in seen(theirs, "/me/gifts")


def test_a_code_typed_on_the_gifts_page_lowers_its_price() -> None:
    build.coupon(how="code", code="FRIEND", budget=1, off_fen=1_000)
    course, giver = make.course(lessons=6), make.user()
    client, give = browser(giver), f"/gifts/give/{course.product.code}"
    assert "没有这张券" in seen(client, f"{give}?quantity=1&code=WRONG")
    assert "¥89" in seen(client, f"{give}?quantity=1&code=friend")

    said = {"quantity": "1", "code": "friend", "accepted": TERM}
    for wrong in ({"shown_total_fen": "9900", "coupon": ""}, {"shown_total_fen": "9900", "coupon": "friend"}):
        assert "价格有变化" in content_of(sent(client, give, **said, **wrong), 422)
    assert "没有这张券" in content_of(sent(client, give, **said | {"code": "X"}, shown_total_fen="9900"), 422)
    assert not Order.objects.exists()
    sent(client, give, **said, shown_total_fen="8900", coupon="friend")
    assert Order.objects.get().total_fen == 8_900

    api = Client(headers=make.bearer(make.user()))
    assert api.get(f"/api/v1/gift-quotes/{course.product.code}?coupon=NO").json()["code"] == "coupon_unknown"
    body = {"product": course.product.code, "shown_total_fen": 9_900, "accepted": [TERM], "coupon": "NO"}
    assert api.post("/api/v1/gifts", body, "application/json").json()["code"] == "coupon_unknown"


def test_a_link_that_went_astray_is_changed_by_its_giver_until_it_is_claimed() -> None:
    giver, friend = make.user(), make.user()
    (gift,) = made.given(giver=giver)
    renew = f"/me/gifts/{gift.line.order.no}/{gift.pk}/renew"
    assert sent(browser(friend), renew).status_code == 404
    sent(browser(giver), renew)
    assert Client().get(f"/gifts/{gift.token}").status_code == 404
    assert sent(browser(friend), f"/gifts/{gift.token}/claim").status_code == 404
    assert sent(browser(friend), f"/gifts/{made.again(gift).token}/claim").status_code == 302
    assert sent(browser(giver), renew).status_code == 409


def test_one_of_several_goes_back_by_the_ordinary_refund_page() -> None:
    giver = make.user()
    first, second = made.given(giver=giver, quantity=2)
    client, no = browser(giver), first.line.order.no
    link = re.search(rf"/me/orders/{no}/refund\?line={second.line_id}", seen(client, f"/me/gifts/{no}"))
    assert link
    page = seen(client, link[0])
    assert ("¥99" in page, "礼物链接会失效" in page, "还没有人打开过" in page) == (True, True, True)
    assert sent(client, link[0], reason="no_time").headers["Location"] == f"/me/orders/{no}"
    assert [made.again(gift).state for gift in (first, second)] == ["waiting", "returned"]
    assert "不能再领" in seen(browser(make.user()), f"/gifts/{second.token}")
    give_back(Refund.objects.get())
    page = seen(client, f"/me/orders/{no}")
    assert ("去送礼物" in page, "去学习" in page) == (True, False)
    assert "× 2" in seen(client, "/me/orders")


@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_gifts_ask_as_much_for_three(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    giver, course = make.user(), make.course(lessons=6)
    for gift in made.given(giver=giver, of=course, quantity=count):
        sent(browser(make.user()), f"/gifts/{gift.token}/claim")
    client, studio = browser(giver), browser(make.user(role="finance"))
    seen(client, "/me/gifts")
    with django_assert_num_queries(3):
        assert seen(client, "/me/gifts").count("gift-line-title") == count
    no = Order.objects.get().no
    with django_assert_num_queries(3):
        assert seen(client, f"/me/gifts/{no}").count("gift-row") == count
    seen(studio, "/studio/gifts")
    with django_assert_num_queries(4):
        assert seen(studio, "/studio/gifts").count(f"/studio/orders/{no}") == count
    assert "没有符合的礼物" in seen(studio, "/studio/gifts?query=没有的人")


def test_the_api_gives_and_claims_as_the_pages_do() -> None:
    course, giver, friend = make.course(lessons=6), make.user(name="小林"), make.user()
    client, by, theirs = Client(), make.bearer(giver), make.bearer(friend)
    quote = client.get(f"/api/v1/gift-quotes/{course.product.code}?quantity=2", headers=by).json()
    asked = {
        "product": course.product.code,
        "quantity": 2,
        "shown_total_fen": quote["total_fen"],
        "accepted": [term["id"] for term in quote["terms"]],
    }
    answers = [
        client.post("/api/v1/gifts", asked, "application/json", headers=by | {"Idempotency-Key": "a"}).json()
        for _ in range(2)
    ]
    assert answers[0] == answers[1] == {**answers[0], "status": "pending", "total_fen": 19_800, "quantity": 2}
    pay(Order.objects.get())
    items = client.get("/api/v1/me/gifts", headers=by).json()["items"]
    token = items[0]["token"]
    assert client.get(f"/api/v1/gifts/{token}").json()["state"] == "open"
    claimed = client.post(f"/api/v1/gifts/{token}/claim", headers=theirs).json()
    assert (claimed["state"], claimed["giver"]) == ("mine", "小林")
    refused = client.post(f"/api/v1/gifts/{token}/claim", headers=make.bearer(make.user())).json()
    assert refused["code"] == "gift_taken"
    assert client.get("/api/v1/me/gifts/received", headers=theirs).json()["items"][0]["state"] == "claimed"
    draft = make.course(published=False).product.code
    assert client.get(f"/api/v1/gift-quotes/{draft}", headers=by).status_code == 404
    trial = {**asked, "product": make.course(price_fen=0).product.code}
    assert client.post("/api/v1/gifts", trial, "application/json", headers=by).json()["code"] == "not_giveable"

    other = {"line": items[1]["line"]}
    preview = client.get(f"/api/v1/orders/{items[1]['order']}/refund-preview", other, headers=by).json()
    assert preview["amount_fen"] == 9_900
    back = {"reason": "no_time", "line_ids": [other["line"]]}
    refund = client.post(f"/api/v1/orders/{items[1]['order']}/refunds", back, "application/json", headers=by).json()
    assert (refund["status"], refund["amount_fen"]) == ("approved", 9_900)

    studio = client.get("/api/v1/studio/gifts", headers=make.bearer(make.user(role="finance"))).json()["items"]
    assert [(one["state"], one["receiver"]) for one in studio] == [("claimed", str(friend)), ("returned", None)]


def test_the_api_makes_and_redeems_and_revokes_codes_as_the_pages_do() -> None:
    client, theirs, owner = Client(), make.bearer(make.user()), make.bearer(make.user(role="owner"))
    batch = {"product": make.course(lessons=6).product.code, "title": "一批", "size": 2}
    made_batch = client.post("/api/v1/studio/codes", batch, "application/json", headers=owner).json()
    codes = client.get(f"/api/v1/studio/codes/{made_batch['id']}", headers=owner).json()["items"]
    typed = {"code": codes[0]["code"].lower()}
    assert not client.post("/api/v1/redeem/look", typed, "application/json", headers=theirs).json()["redeemed"]
    for _ in range(2):
        assert client.post("/api/v1/redeem", typed, "application/json", headers=theirs).json()["redeemed"]
    wrong = client.post("/api/v1/redeem", {"code": "x"}, "application/json", headers=theirs).json()
    assert wrong["code"] == "code_unknown"
    one = f"/api/v1/studio/codes/{made_batch['id']}/{codes[0]['id']}/revoke"
    assert client.post(one, headers=owner).json()["state"] == "revoked"
    ended = client.post(f"/api/v1/studio/codes/{made_batch['id']}/revoke", headers=owner).json()
    counts = client.get("/api/v1/studio/codes", headers=owner).json()["items"][0]
    assert (ended["revoked"], counts["free"], counts["revoked"]) == (1, 0, 2)


def test_a_closed_account_leaves_the_friend_what_was_given_without_its_words() -> None:
    giver, friend = make.user(name="小林"), make.user()
    first, second = made.given(giver=giver, quantity=2)
    sent(browser(friend), f"/gifts/{first.token}/claim")
    exported = export_own_data(user_id=giver.pk)
    assert [one["state"] for one in exported["gifts"]["given"]] == ["claimed", "waiting"]
    assert any("还没人领的礼物" in words for words in farewell(giver.pk).kept)
    User.objects.filter(pk=giver.pk).update(closing_at=now() - timedelta(days=1))
    assert close_account(user_id=giver.pk)
    assert owns(friend.pk, first.line.product_id)
    assert set(Gift.objects.values_list("from_name", "message")) == {("", "")}
    assert "一位朋友" in seen(browser(friend), f"/gifts/{second.token}")
