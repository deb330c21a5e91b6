"""Redeem codes: read however they are typed, good once, guessed by nobody, and taken back with what they gave."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.gifts import made
from tests.together import together
from zhiyu.access.models import Grant
from zhiyu.access.queries import owns
from zhiyu.accounts.errors import TooManyTries
from zhiyu.catalog.errors import SoldOut
from zhiyu.catalog.models import Product
from zhiyu.commerce.models import Order
from zhiyu.gifts import actions
from zhiyu.gifts.alphabet import SIGNS, key_of, new_code
from zhiyu.gifts.errors import AlreadyYours, CodeLimit, CodeOver, CodeUnknown, CodeUsed, HadTrial
from zhiyu.gifts.models import Batch, Code
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import DomainError, Invalid, NotFound
from zhiyu.platform.models import Event

pytestmark = pytest.mark.django_db


def events() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def taken(product: Product) -> int:
    return Product.objects.values_list("taken", flat=True).get(pk=product.pk)


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", max_size=8), st.randoms(use_true_random=False))
def test_a_code_is_read_however_it_is_typed(prefix: str, dice: object) -> None:
    code = new_code(prefix)
    assert set(code.removeprefix(prefix)) <= set(SIGNS) | {"-"}
    typed = "".join(dice.choice([" ", "－", "\u3000", ""]) + dice.choice([x.lower(), x]) for x in code)  # type: ignore[attr-defined]
    wide = "".join(chr(ord(x) + 0xFEE0) if x.isalnum() else x for x in code)
    mistaken = code.replace("0", "O").replace("1", "l")
    assert {key_of(x) for x in (typed, wide, mistaken, f" {code}。")} == {key_of(code)}


def test_a_code_opens_its_product_without_an_order_and_twice_is_once() -> None:
    course, learner = make.course(lessons=6, stock=3), make.user()
    batch = made.batch(course, prefix="book")
    code = made.codes(batch)[0]
    assert code.code.startswith("BOOK-")

    for _ in range(2):
        assert made.redeemed(code, learner, typed=code.code.lower().replace("-", " ")).state == "redeemed"

    assert owns(learner.pk, course.product_id)
    assert list(Grant.objects.values_list("user", "product", "source", "valid_until")) == [
        (learner.pk, course.product_id, f"code:{code.pk}", None)
    ]
    assert (events(), taken(course.product), Order.objects.count()) == (["gifts.code_redeemed"], 1, 0)


def test_looking_first_changes_nothing() -> None:
    code = made.codes(made.batch())[0]
    found = actions.look_up(typed=code.code, user=make.user(), address=None)
    assert (found.batch.product.title, found.state, Grant.objects.count()) == ("七天写作营", "free", 0)


def test_somebody_elses_code_an_unknown_one_and_one_that_is_over_are_told_apart() -> None:
    batch = made.batch()
    used, ended, late = made.codes(batch)
    made.redeemed(used, make.user())
    actions.revoke_code(code_id=ended.pk, actor_id=make.user().pk)
    with pytest.raises(CodeUsed):
        made.redeemed(used, make.user())
    with pytest.raises(CodeOver):
        made.redeemed(ended, make.user())
    with pytest.raises(CodeUnknown):
        made.redeemed(used, make.user(), typed="ABCDE-FGHJK")
    Batch.objects.update(valid_until=now())
    with pytest.raises(CodeOver):
        made.redeemed(late, make.user())


def test_one_a_person_leaves_the_second_code_for_somebody_else() -> None:
    plan = make.plan()
    month = make.variant(plan, "month")
    first, second, third = made.codes(made.batch(month))
    learner = make.user()
    made.redeemed(first, learner)
    with pytest.raises(CodeLimit):
        made.redeemed(second, learner)
    made.redeemed(second, make.user())
    actions.revoke_code(code_id=first.pk, actor_id=learner.pk)
    assert made.redeemed(third, learner).nth == 1


def test_several_a_person_follow_each_other_as_terms_do() -> None:
    month = make.variant(make.plan(), "month")
    learner = make.user()
    for code in made.codes(made.batch(month, size=2, per_person=2)):
        made.redeemed(code, learner)
    first, second = Grant.objects.order_by("valid_from")
    assert (first.valid_until, second.source) == (second.valid_from, f"code:{Code.objects.latest('pk').pk}")


def test_what_one_has_already_leaves_the_code_unused() -> None:
    course, learner = make.course(price_fen=0), make.user()
    make.order(buyer=learner, of=course)
    Product.objects.update(price_fen=9_900)
    code = made.codes(made.batch(course))[0]
    with pytest.raises(AlreadyYours):
        made.redeemed(code, learner)
    code.refresh_from_db()
    assert code.state == "free"


def test_a_trial_is_had_once_by_code_too() -> None:
    trial = make.variant(make.plan(prices={"month": 3_900, "day": 100}), "day")
    first, second, _ = made.codes(made.batch(trial, per_person=2))
    learner = make.user()
    made.redeemed(first, learner)
    with pytest.raises(HadTrial):
        made.redeemed(second, learner)


def test_a_bundle_gives_its_parts_and_takes_a_seat_of_each() -> None:
    one, two = make.course(stock=2), make.course(stock=1)
    pack = make.bundle(one, two)
    first, second, _ = made.codes(made.batch(pack.product))
    learner, late = make.user(), make.user()
    made.redeemed(first, learner)
    assert (owns(learner.pk, one.product_id), owns(learner.pk, two.product_id)) == (True, True)
    with pytest.raises(SoldOut):
        made.redeemed(second, late)
    assert (Code.objects.get(pk=second.pk).state, taken(one.product), owns(late.pk, one.product_id)) == (
        "free",
        1,
        False,
    )
    for _ in range(2):
        actions.revoke_code(code_id=first.pk, actor_id=late.pk)
    assert (taken(one.product), taken(two.product), owns(learner.pk, one.product_id)) == (0, 0, False)
    assert events()[-1] == "gifts.code_taken_back"


def test_revoking_what_is_unused_leaves_what_was_redeemed() -> None:
    batch, learner = made.batch(size=4), make.user()
    made.redeemed(made.codes(batch)[1], learner)
    assert [actions.revoke_unused(batch_id=batch.pk, actor_id=learner.pk) for _ in range(2)] == [3, 0]
    assert owns(learner.pk, batch.product_id)
    assert sorted(Code.objects.values_list("state", flat=True)) == ["redeemed", "revoked", "revoked", "revoked"]


def test_a_batch_is_as_large_as_asked_and_of_something_that_is_sold() -> None:
    batch = made.batch(size=1_500)
    assert Code.objects.filter(batch=batch).values("key").distinct().count() == 1_500
    for wrong in ({"size": 0}, {"size": 10_001}, {"per_person": 0}, {"valid_until": now()}):
        with pytest.raises(Invalid):
            made.batch(batch.product, **wrong)
    with pytest.raises(NotFound):
        made.batch(make.course(published=False))


@pytest.mark.django_db(transaction=True)
def test_guesses_wait_and_a_code_that_one_only_looks_at_forgives_none() -> None:
    code, guesser = made.codes(made.batch())[0], make.user()
    for _ in range(6):
        actions.look_up(typed=code.code, user=guesser, address="203.0.113.7")
    for _ in range(4):
        actions.look_up(typed=code.code, user=guesser, address="203.0.113.7")
        with pytest.raises(CodeUnknown):
            actions.look_up(typed=new_code(""), user=guesser, address="203.0.113.7")
    with pytest.raises(TooManyTries):
        made.redeemed(code, guesser)
    assert made.redeemed(code, make.user()).state == "redeemed"


@pytest.mark.django_db(transaction=True)
def test_of_many_devices_with_the_last_code_one_gets_it() -> None:
    course = make.course(stock=5)
    code = made.codes(made.batch(course, size=1))[0]
    people = [make.user() for _ in range(6)]

    seen = together(6, lambda n: made.redeemed(code, people[n]))

    assert sorted(type(one).__name__ for one in seen) == ["Code", *["CodeUsed"] * 5]
    assert (Grant.objects.count(), taken(course.product), events()) == (1, 1, ["gifts.code_redeemed"])


@pytest.mark.django_db(transaction=True)
def test_one_person_with_many_codes_on_many_devices_gets_their_number_and_the_last_seat_goes_once() -> None:
    month = make.variant(make.plan(), "month")
    Product.objects.filter(pk=month.pk).update(stock=1)
    codes, person = made.codes(made.batch(month, size=6, per_person=2)), make.user()

    seen = together(6, lambda n: made.redeemed(codes[n], person))

    refused = [one for one in seen if isinstance(one, DomainError)]
    assert (len(refused), Grant.objects.count(), taken(month)) == (5, 1, 1)
