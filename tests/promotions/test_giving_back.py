"""What a refund gives back of coupons, and what stays of them when somebody leaves the school."""

from datetime import timedelta

import pytest
from django.test import Client

from tests import make
from tests.promotions import build
from zhiyu.accounts.actions import ask_to_close, close_due
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course
from zhiyu.commerce.actions import preview_refund, request_refund
from zhiyu.commerce.models import Refund
from zhiyu.kernel.clock import now
from zhiyu.promotions.actions import claim_coupon, give_coupon
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models import Held, Spent

pytestmark = pytest.mark.django_db
BACK = "「老朋友券」会回到你的优惠券里，没过期就还能用。"
STAYS = "「老朋友券」换来的内容已经学过，券不再退回。"


def told(buyer: User, no: str) -> list[str]:
    return [
        item.text for item in preview_refund(order_no=no, buyer_id=buyer.pk).items if item.kind.startswith("coupon")
    ]


def give_back(buyer: User, no: str, *courses: Course) -> None:
    request_refund(order_no=no, buyer_id=buyer.pk, reason="no_time", products=[one.product.code for one in courses])


@pytest.mark.parametrize(("opened", "words", "back"), [(0, BACK, True), (1, BACK, True), (5, STAYS, False)])
def test_a_coupon_for_a_whole_course_comes_back_unless_the_course_was_learnt(
    opened: int, words: str, *, back: bool
) -> None:
    course, buyer = make.course(lessons=6), make.user()
    held = claim_coupon(coupon_id=build.coupon(whole=True).pk, user_id=buyer.pk)
    order = build.order(buyer, course)
    make.opened(buyer, course, lessons=opened)

    assert told(buyer, order.no) == [words]
    give_back(buyer, order.no)

    held.refresh_from_db()
    assert (Refund.objects.get().status, held.order_no == "", held.used_at is None) == ("succeeded", back, back)
    other = make.course(lessons=6)
    assert build.order(buyer, other).total_fen == (0 if back else 9_900)


def test_the_coupon_is_told_of_with_the_last_line_only() -> None:
    first, second, buyer = make.course(lessons=6), make.course(lessons=6), make.user()
    claim_coupon(coupon_id=build.coupon().pk, user_id=buyer.pk)
    order = build.paid(build.order(buyer, first, second))
    part = preview_refund(order_no=order.no, buyer_id=buyer.pk, products=[first.product.code])
    assert [item.kind for item in part.items] == ["money", "back_unused", "access"]
    assert told(buyer, order.no) == [BACK]


def leave(buyer: User) -> None:
    ask_to_close(user_id=buyer.pk, device=None)
    User.objects.filter(pk=buyer.pk).update(closing_at=now() - timedelta(seconds=1))
    assert close_due() == 1


def test_who_leaves_is_told_takes_their_coupons_along_and_leaves_none_behind(client: Client) -> None:
    buyer = make.person("13911112222")
    build.deal(Kind.NEWCOMER, price_fen=2_000, once=True)
    used = give_coupon_to(buyer, title="用过的", reason="生日那天答应的")
    order = build.paid(build.order(buyer, make.course()))
    give_coupon_to(buyer, title="没用的", reason="老朋友")

    headers = make.bearer(buyer)
    said = client.get("/api/v1/me/closing", headers=headers).json()
    assert "1 张还没用的优惠券" in said["lost"]
    assert any("每人一次的优惠" in one for one in said["kept"])
    kept = client.get("/api/v1/me/export", headers=headers).json()["promotions"]
    assert [(one["title"], one["reason"], one["order"]) for one in kept["coupons"]] == [
        ("用过的", "生日那天答应的", order.no),
        ("没用的", "老朋友", None),
    ]
    assert [one["order"] for one in kept["once"]] == [order.no]

    leave(buyer)

    assert list(Held.objects.values_list("coupon", "order_no", "reason")) == [(used, order.no, "")]
    again = make.person("13911112222")
    assert build.order(again, make.course()).total_fen == 9_900
    assert not Spent.objects.filter(person__contains="13911112222").exists()


def give_coupon_to(buyer: User, *, title: str, reason: str) -> int:
    issue = build.coupon(how="issued", title=title)
    give_coupon(coupon_id=issue.pk, user_ids=[buyer.pk], actor_id=buyer.pk, reason=reason)
    return issue.pk
