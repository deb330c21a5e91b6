from datetime import timedelta

import pytest

from tests import make
from tests.commerce.fakepay import FakePay, pay
from tests.jobs import run_jobs
from zhiyu.access.models import Grant
from zhiyu.catalog.errors import SoldOut
from zhiyu.catalog.models import Product
from zhiyu.commerce.actions import Origin, close_expired, place_order
from zhiyu.commerce.errors import AlreadyOwned, OneOnly, PriceChanged, TermsNotAccepted
from zhiyu.commerce.models import Order, OrderLine
from zhiyu.commerce.payments import ProviderUnknown
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import DomainError, NotFound
from zhiyu.ledger.models import Journal
from zhiyu.platform.models import AuditEntry, Event

pytestmark = pytest.mark.django_db
TERM = "refund:7d30@1"


def place(buyer: int, code: str, **said: object) -> Order:
    request: dict[str, object] = {"shown_total_fen": 9_900, "accepted": [TERM], "lines": [(code, 1)], **said}
    return place_order(buyer_id=buyer, **request)  # type: ignore[arg-type]


def test_an_order_keeps_what_was_shown_and_agreed() -> None:
    course, buyer = make.course(stock=3), make.user()
    order = place(
        buyer.pk, course.product.code, accepted=[TERM, "something-else"], origin=Origin(channel="douyin", referrer="u9")
    )

    assert (order.status, order.total_fen, order.accepted) == ("pending", 9_900, [TERM])
    assert (order.channel, order.referrer) == ("douyin", "u9")
    assert order.quote["total_fen"] == 9_900
    assert timedelta(minutes=29) < order.expires_at - now() <= timedelta(minutes=30)
    line = OrderLine.objects.get()
    assert (line.title, line.unit_fen, line.total_fen, line.quantity) == ("七天写作营", 9_900, 9_900, 1)
    assert (line.refund_days, line.refund_percent) == (7, 30)
    assert Product.objects.get().taken == 1
    assert list(AuditEntry.objects.values_list("action", "target")) == [("order.placed", f"order:{order.no}")]
    assert not Event.objects.exists()


def test_another_total_than_todays_is_refused_with_the_new_quote() -> None:
    course = make.course()
    with pytest.raises(PriceChanged) as refusal:
        place(make.user().pk, course.product.code, shown_total_fen=9_901)
    assert refusal.value.extra["quote"]["total_fen"] == 9_900
    assert not Order.objects.exists()


def test_the_refund_rule_has_to_be_accepted() -> None:
    with pytest.raises(TermsNotAccepted):
        place(make.user().pk, make.course().product.code, accepted=["refund:30d30@1"])


def test_a_free_course_is_taken_at_once_without_terms_payment_or_books() -> None:
    buyer, course = make.user(), make.course(price_fen=0)
    order = place(buyer.pk, course.product.code, shown_total_fen=0, accepted=[])

    assert (order.status, order.paid_at is not None) == ("paid", True)
    assert list(Grant.objects.values_list("user_id", "product_id")) == [(buyer.pk, course.product_id)]
    assert [event.name for event in Event.objects.all()] == ["commerce.order_paid"]
    assert not Journal.objects.exists()


def test_asking_again_gives_the_same_order_and_holds_no_second_seat() -> None:
    buyer, course = make.user(), make.course(stock=5)
    first, again = place(buyer.pk, course.product.code), place(buyer.pk, course.product.code)
    assert first.no == again.no
    assert Product.objects.get().taken == 1


def test_a_changed_price_makes_a_new_order_and_closes_the_old_one() -> None:
    buyer, course = make.user(), make.course(stock=5)
    old = place(buyer.pk, course.product.code)
    Product.objects.update(price_fen=5_000)

    new = place(buyer.pk, course.product.code, shown_total_fen=5_000)
    run_jobs()

    assert list(Order.objects.order_by("pk").values_list("no", "status", "total_fen")) == [
        (old.no, "closed", 9_900),
        (new.no, "pending", 5_000),
    ]
    assert Product.objects.get().taken == 1


def test_ones_own_stale_order_gives_its_seat_to_the_new_one() -> None:
    buyer, course = make.user(), make.course(stock=1)
    old = place(buyer.pk, course.product.code)
    Product.objects.update(price_fen=5_000)
    new = place(buyer.pk, course.product.code, shown_total_fen=5_000)
    old.refresh_from_db()
    assert (old.status, new.status, Product.objects.get().taken) == ("closed", "pending", 1)


def test_a_stale_order_that_may_still_be_paid_is_closed_first_and_the_next_try_works() -> None:
    buyer, course = make.user(), make.course(stock=1)
    old = place(buyer.pk, course.product.code)
    make.attempt(old)
    Product.objects.update(price_fen=5_000)
    with pytest.raises(SoldOut):
        place(buyer.pk, course.product.code, shown_total_fen=5_000)
    run_jobs()
    new = place(buyer.pk, course.product.code, shown_total_fen=5_000)
    old.refresh_from_db()
    assert (old.status, new.status, Product.objects.get().taken) == ("closed", "pending", 1)


def test_a_stale_order_the_channel_is_unsure_of_waits_for_the_clock(pay_channel: FakePay) -> None:
    buyer, course = make.user(), make.course(stock=5)
    old = place(buyer.pk, course.product.code)
    make.attempt(old)
    Product.objects.update(price_fen=5_000)
    place(buyer.pk, course.product.code, shown_total_fen=5_000)
    pay_channel.trouble = {"close": ProviderUnknown("no answer"), "query": ProviderUnknown("no answer")}
    run_jobs()
    old.refresh_from_db()
    assert (old.status, Product.objects.get().taken) == ("pending", 2)

    pay_channel.trouble.clear()
    assert close_expired() == 1
    old.refresh_from_db()
    assert (old.status, Product.objects.get().taken) == ("closed", 1)


def test_an_expired_order_is_not_taken_up_again() -> None:
    buyer, course = make.user(), make.course()
    first = place(buyer.pk, course.product.code)
    Order.objects.update(expires_at=now())
    assert place(buyer.pk, course.product.code).no != first.no


def test_what_one_owns_cannot_be_bought_again(pay_channel: FakePay) -> None:
    order = make.order()
    pay(order)
    with pytest.raises(AlreadyOwned):
        place(order.buyer_id, OrderLine.objects.get().product.code)
    assert pay_channel.calls == []


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ([], NotFound),
        ([("nothing-such", 1)], NotFound),
        ([("CODE", 2)], OneOnly),
        ([("CODE", 1), ("CODE", 1)], OneOnly),
    ],
)
def test_orders_that_make_no_sense_are_refused(lines: list[tuple[str, int]], refusal: type[DomainError]) -> None:
    code = make.course().product.code
    with pytest.raises(refusal):
        place(make.user().pk, code, lines=[(code if name == "CODE" else name, n) for name, n in lines])


def test_courses_not_on_sale_cannot_be_ordered() -> None:
    with pytest.raises(NotFound):
        place(make.user().pk, make.course(published=False).product.code)


def test_the_last_seat_goes_once() -> None:
    course = make.course(stock=1)
    place(make.user().pk, course.product.code)
    with pytest.raises(SoldOut):
        place(make.user().pk, course.product.code)
    assert (Order.objects.count(), Product.objects.get().taken) == (1, 1)


def test_two_courses_stand_on_one_order_with_a_line_each() -> None:
    one, two = make.course(), make.course(price_fen=100)
    codes = [(one.product.code, 1), (two.product.code, 1)]
    order = place(make.user().pk, "", lines=codes, shown_total_fen=10_000)
    assert list(order.lines.order_by("pk").values_list("product_id", "total_fen")) == [
        (one.product_id, 9_900),
        (two.product_id, 100),
    ]
