"""One thing bought for another: the old at its remaining value, the difference paid or kept, both orders linked."""

import pytest
from django.test import Client

from tests import make
from tests.commerce.fakepay import pay
from tests.gifts.made import given
from tests.together import together
from zhiyu.access.actions import grant
from zhiyu.access.models import Grant
from zhiyu.access.queries import owns
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Product
from zhiyu.commerce.actions import (
    SeenExchange,
    ask_exchange,
    decide_exchange,
    offer_exchange,
    request_refund,
    start_payment,
    take_exchange,
)
from zhiyu.commerce.errors import (
    AlreadyOwned,
    ExchangeChanged,
    ExchangeStateError,
    NotRefundable,
    PriceChanged,
    TermsNotAccepted,
)
from zhiyu.commerce.exchanges import bargain, exchange_by_id, exchangeable, goods_to_choose
from zhiyu.commerce.models import Exchange, Order, OrderLine, Refund
from zhiyu.commerce.wallets import balance_of, unbooked
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.ledger.queries import balances, verify
from zhiyu.ui.wording import day

pytestmark = pytest.mark.django_db
RULE = "refund:7d30@1"


def bought(buyer: User, *, opened: int = 0, fen: int = 9_900) -> tuple[Order, Course]:
    course = make.course(lessons=11, price_fen=fen)
    order = pay(make.order(buyer=buyer, of=course))
    make.opened(buyer, course, lessons=opened)
    return order, course


def offered(order: Order, old: Course, new: Course) -> Exchange:
    staff = make.user(role="operator")
    said = {"product": old.product.code, "wanted": new.product.code}
    return offer_exchange(order_no=order.no, actor_id=staff.pk, **said)


def taken(exchange: Exchange, buyer: User, *, value_fen: int, total_fen: int) -> Order:
    seen = SeenExchange(value_fen=value_fen, total_fen=total_fen, accepted=[RULE])
    return take_exchange(exchange_id=exchange.pk, buyer_id=buyer.pk, seen=seen)


def sound() -> None:
    assert (unbooked(), verify().first_bad, sum(balances().values())) == ([], None, 0)


def test_for_something_cheaper_the_rest_stays_in_the_balance() -> None:
    buyer, new = make.user(), make.course(price_fen=4_000)
    order, old = bought(buyer, opened=5)
    made = offered(order, old, new)
    for _ in range(2):
        got = taken(made, buyer, value_fen=4_950, total_fen=4_000)
    order.refresh_from_db()
    made.refresh_from_db()
    assert (got.status, order.status, order.refunded_fen, balance_of(buyer.pk)) == ("paid", "refunded", 4_950, 950)
    assert (owns(buyer.pk, old.product_id), owns(buyer.pk, new.product_id)) == (False, True)
    refund = Refund.objects.get()
    assert (made.status, made.order_id, made.refund_id, made.value_fen) == ("done", got.pk, refund.pk, 4_950)
    assert (refund.reason, refund.status, refund.balance_fen) == ("exchanged", "succeeded", 4_950)
    sound()


def test_for_something_dearer_the_difference_is_paid_and_only_the_value_is_used() -> None:
    buyer, new = make.user(), make.course(price_fen=20_000)
    saved, _ = bought(buyer, fen=500)
    request_refund(order_no=saved.no, buyer_id=buyer.pk, reason="no_time", to_balance=True)
    order, old = bought(buyer)
    waiting = make.order(buyer=buyer, of=new)
    start_payment(order_no=waiting.no, buyer_id=buyer.pk, method="native")
    made = offered(order, old, new)
    got = taken(made, buyer, value_fen=9_900, total_fen=20_000)
    assert (got.pk, got.status, got.due_fen, balance_of(buyer.pk)) == (waiting.pk, "pending", 10_100, 500)
    assert not owns(buyer.pk, new.product_id)
    assert (pay(got).status, owns(buyer.pk, new.product_id)) == ("paid", True)
    sound()


def test_it_happens_as_it_was_seen_or_not_at_all() -> None:
    buyer, new = make.user(), make.course(price_fen=4_000)
    order, old = bought(buyer)
    made = offered(order, old, new)
    with pytest.raises(ExchangeChanged) as changed:
        taken(made, buyer, value_fen=9_899, total_fen=4_000)
    assert changed.value.extra == {"value_fen": 9_900}
    with pytest.raises(PriceChanged):
        taken(made, buyer, value_fen=9_900, total_fen=3_999)
    seen = SeenExchange(value_fen=9_900, total_fen=4_000, accepted=[])
    with pytest.raises(TermsNotAccepted):
        take_exchange(exchange_id=made.pk, buyer_id=buyer.pk, seen=seen)
    with pytest.raises(NotFound):
        taken(made, make.user(), value_fen=9_900, total_fen=4_000)
    assert owns(buyer.pk, old.product_id)
    assert (Refund.objects.count(), balance_of(buyer.pk)) == (0, 0)


def test_a_learner_asks_and_somebody_decides() -> None:
    buyer, new = make.user(), make.course()
    order, old = bought(buyer)
    said = {"product": old.product.code, "wanted": new.product.code}
    made = ask_exchange(order_no=order.no, buyer_id=buyer.pk, **said)
    assert ask_exchange(order_no=order.no, buyer_id=buyer.pk, **said).pk == made.pk
    with pytest.raises(ExchangeStateError):
        taken(made, buyer, value_fen=9_900, total_fen=9_900)
    staff = make.user(role="operator")
    for _ in range(2):
        assert decide_exchange(exchange_id=made.pk, actor_id=staff.pk, agree=False).status == "refused"
    with pytest.raises(ExchangeStateError):
        decide_exchange(exchange_id=made.pk, actor_id=staff.pk, agree=True)
    again = ask_exchange(order_no=order.no, buyer_id=buyer.pk, **said)
    decide_exchange(exchange_id=again.pk, actor_id=staff.pk, agree=True)
    assert taken(again, buyer, value_fen=9_900, total_fen=9_900).status == "paid"


def test_what_cannot_be_exchanged_is_refused() -> None:
    buyer = make.user()
    order, old = bought(buyer, opened=10)
    new, mine = make.course(), bought(buyer)[1]
    with pytest.raises(NotRefundable):
        offered(order, old, new)
    for wanted in (old, make.course(published=False)):
        with pytest.raises(Invalid):
            offered(order, old, wanted)
    with pytest.raises(AlreadyOwned):
        offered(order, old, mine)
    with pytest.raises(Invalid):
        offered(order, new, mine)
    pending = make.order(buyer=make.user(), of=new)
    with pytest.raises(ExchangeStateError):
        offered(pending, new, old)
    with pytest.raises(NotFound):
        ask_exchange(order_no=order.no, buyer_id=make.user().pk, product="x", wanted="y")
    with pytest.raises(NotFound):
        decide_exchange(exchange_id=0, actor_id=buyer.pk, agree=True)


def test_neither_thanks_nor_what_was_for_a_friend_is_exchanged() -> None:
    gift = given(giver=make.user())[0]
    order = gift.line.order
    with pytest.raises(Invalid):
        ask_exchange(
            order_no=order.no,
            buyer_id=order.buyer_id,
            product=gift.line.product.code,
            wanted=make.course().product.code,
        )
    tip = Product.objects.create(code="jar", title="谢谢", kind="tip", status="published", price_fen=0)
    assert tip not in goods_to_choose([])
    assert not exchangeable(OrderLine(product=tip, to_buyer=True))


@pytest.mark.django_db(transaction=True)
def test_two_who_change_the_same_things_crosswise_both_get_them() -> None:
    first, second = make.course(title="甲"), make.course(title="乙")
    swaps = []
    for old, new in ((first, second), (second, first)):
        buyer = make.user()
        order = pay(make.order(buyer=buyer, of=old))
        swaps.append((offered(order, old, new), buyer))
    done = together(2, lambda n: taken(swaps[n][0], swaps[n][1], value_fen=9_900, total_fen=9_900))
    assert [one.status for one in done if isinstance(one, Order)] == ["paid", "paid"]
    sound()


@pytest.mark.django_db(transaction=True)
def test_taken_up_and_given_back_at_once_the_old_is_worth_its_money_once() -> None:
    buyer, new = make.user(), make.course(price_fen=4_000)
    order, old = bought(buyer)
    made = offered(order, old, new)

    def act(n: int) -> object:
        if n == 0:
            return request_refund(order_no=order.no, buyer_id=buyer.pk, reason="no_time")
        return taken(made, buyer, value_fen=9_900, total_fen=4_000)

    together(3, act)
    assert sum(Refund.objects.values_list("amount_fen", flat=True)) == 9_900
    assert not owns(buyer.pk, old.product_id)
    sound()


def test_on_the_pages(client: Client) -> None:
    buyer, new = make.user(), make.course(price_fen=4_000, title="新的课")
    order, old = bought(buyer)
    make.login(client, buyer)
    address = f"/me/orders/{order.no}/exchange"
    assert "新的课" in client.get(address).content.decode()
    said = {"product": old.product.code, "wanted": new.product.code}
    assert client.post(address, said | {"wanted": "nothing"}).status_code == 422
    assert client.post(address, said).status_code == 302
    assert "已申请把" in client.get(address).content.decode()

    desk = Client()
    make.login(desk, make.user(role="operator"))
    assert "新的课" in desk.get("/studio/refunds").content.decode()
    asked = Exchange.objects.get()
    assert f"/studio/exchanges/{asked.pk}/agree" in desk.get(f"/studio/orders/{order.no}").content.decode()
    desk.post(f"/studio/exchanges/{asked.pk}/refuse")
    desk.post(f"/studio/orders/{order.no}/exchange", said)
    assert "看看怎么换" in client.get(f"/me/orders/{order.no}").content.decode()
    shown = client.get(address).content.decode()
    assert all(one in shown for one in ("退到余额", "¥59", "确认换"))
    sent = {"value_fen": "9900", "total_fen": "4000", "accepted": RULE}
    assert client.post(f"{address}/take", sent | {"value_fen": "x"}).status_code == 422
    assert client.post(f"{address}/take", sent).status_code == 302
    assert owns(buyer.pk, new.product_id)


def test_by_the_api() -> None:
    buyer, new = make.user(), make.course(price_fen=10_000)
    order, old = bought(buyer)
    api, desk = (Client(headers=make.bearer(one)) for one in (buyer, make.user(role="operator")))
    swap = {"product": old.product.code, "wanted": new.product.code}
    path = f"/api/v1/orders/{order.no}/exchanges"
    made = api.post(path, swap, content_type="application/json").json()
    [waiting] = desk.get(f"/api/v1/studio/orders/{order.no}/exchanges").json()["items"]
    assert (made["status"], waiting["id"]) == ("asked", made["id"])
    desk.post(f"/api/v1/studio/exchanges/{made['id']}/refuse", content_type="application/json")
    desk.post(f"/api/v1/studio/orders/{order.no}/exchanges", swap, content_type="application/json")
    told = api.get(path).json()["items"][0]
    assert (told["status"], told["value_fen"], told["quote"]["total_fen"]) == ("offered", 9_900, 10_000)
    agreed = desk.post(f"/api/v1/studio/exchanges/{told['id']}/agree", content_type="application/json")
    assert agreed.status_code == 200
    body = {"value_fen": 9_900, "total_fen": 10_000, "accepted": [RULE]}
    new_order = api.post(f"{path}/{told['id']}/take", body, content_type="application/json").json()
    assert (new_order["status"], new_order["total_fen"], new_order["balance_fen"]) == ("pending", 10_000, 9_900)
    assert api.get(path).json()["items"][0]["order"] == new_order["no"]


def test_one_class_is_exchanged_for_another_of_the_same_course_and_the_course_for_a_class() -> None:
    buyer, late, course = make.user(), make.user(), make.course(lessons=6, price_fen=19_900)
    before = pay(make.order(buyer=late, of=course))
    spring, autumn = make.intake(course), make.intake(course, starts=20, sells=(0, 19), seats=1)
    order = pay(make.order(buyer=buyer, of=spring.product))
    for exchanger, of, old in ((buyer, order, spring.product), (late, before, course.product)):
        said = {"product": old.code, "wanted": autumn.product.code}
        made = offer_exchange(order_no=of.no, actor_id=make.user(role="operator").pk, **said)
        assert taken(made, exchanger, value_fen=19_900, total_fen=19_900).status == "paid"
        [held] = Grant.objects.filter(user=exchanger, revoked_at=None)
        assert (held.product_id, held.valid_from) == (autumn.product_id, autumn.product.opens_at)
        Product.objects.filter(pk=autumn.product_id).update(stock=2)
    assert [Product.objects.get(pk=one.product_id).taken for one in (course, spring, autumn)] == [0, 0, 2]
    sound()


def test_who_holds_the_course_otherwise_as_well_has_no_use_for_another_class() -> None:
    buyer, course = make.user(), make.course(lessons=6)
    spring, autumn = make.intake(course), make.intake(course)
    order = pay(make.order(buyer=buyer, of=spring.product))
    grant(user_id=buyer.pk, product_id=course.product_id, source="staff:1")
    with pytest.raises(AlreadyOwned):
        offer_exchange(order_no=order.no, actor_id=1, product=spring.product.code, wanted=autumn.product.code)


def test_a_bundle_is_exchanged_for_a_part_of_it_and_a_part_for_the_whole() -> None:
    one, two, both = make.user(), make.user(), [make.course(), make.course()]
    bundle = make.bundle(*both).product
    for buyer, old, wanted in ((one, bundle, both[0].product), (two, both[0].product, bundle)):
        order = pay(make.order(buyer=buyer, of=old))
        said = {"product": old.code, "wanted": wanted.code}
        made = offer_exchange(order_no=order.no, actor_id=make.user(role="operator").pk, **said)
        offer = bargain(exchange_by_id(made.pk))
        terms = [term.id for term in offer.quote.terms]
        seen = SeenExchange(value_fen=old.price_fen, total_fen=wanted.price_fen, accepted=terms)
        assert take_exchange(exchange_id=made.pk, buyer_id=buyer.pk, seen=seen)
    assert [owns(one.pk, course.product_id) for course in both] == [True, False]
    sound()


def test_before_confirming_the_learner_reads_what_goes_back_what_is_got_and_in_which_days(client: Client) -> None:
    buyer, course = make.user(), make.course(title="写作课")
    first, second = (make.intake(course, starts=days) for days in (10, 20))
    order = pay(make.order(buyer=buyer, of=first.product))
    offer_exchange(
        order_no=order.no,
        actor_id=make.user(role="operator").pk,
        product=first.product.code,
        wanted=second.product.code,
    )
    client.force_login(buyer)

    page = client.get(f"/me/orders/{order.no}/exchange").content.decode()

    given, got = page.partition(">交回<")[2].split(">换到<")
    for side, intake in ((given, first), (got, second)):
        assert intake.product.title in side
        assert f"{day(intake.starts_on)} 开课，{day(intake.ends_on)} 结课" in side
    assert "马上停用" in given
