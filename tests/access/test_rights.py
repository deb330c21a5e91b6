"""Whatever is bought, renewed, given back, taken out of a membership or left to run out: access is the union of live
grants, and every read says the same. The model beside it is plain Python and knows no SQL."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import make
from tests.commerce.clock import standing_at
from tests.pace import examples
from zhiyu.access.actions import give, grant, open_lesson, revoke
from zhiyu.access.memberships import holdings_of
from zhiyu.access.models import Consumption, Grant
from zhiyu.access.queries import entitlements_of, may_open, owned_for_ever, owned_products, owns
from zhiyu.access.standing import Right, opening_of, standing_of
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import edit_course
from zhiyu.catalog.actions.plans import open_these
from zhiyu.catalog.models import Course, Lesson, Plan, Product
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.media.models import Asset

# The 30th of January: a month on there are the end of a month, in the leap year a leap day, and a year's end.
BEGINS = datetime(2028, 1, 30, 9, 30, tzinfo=SHANGHAI)
PRODUCTS = ["course", "chosen month", "chosen quarter", "all month", "all ever", "termed", "intake", "lesson"]
STEPS = st.one_of(
    st.tuples(st.just("buy"), st.sampled_from(PRODUCTS)),
    st.tuples(st.just("give back"), st.integers(0, 7)),
    st.tuples(st.just("pass"), st.sampled_from([1, 14.5, 24, 24 * 20, 24 * 29, 24 * 31, 24 * 92])),
    st.tuples(st.just("to the end"), st.sampled_from([-1e-6, 0, 1e-6])),
    st.tuples(st.just("chosen"), st.booleans()),
    st.tuples(st.just("inside"), st.booleans()),
)


@dataclass
class Held:
    """One grant as the model knows it."""

    product: str
    begins: datetime
    ends: datetime | None
    made: datetime
    gone: bool = False


@dataclass
class Model:
    at: datetime = BEGINS
    held: list[Held] = field(default_factory=list)
    chosen: bool = True
    taken_out: list[datetime] = field(default_factory=list)
    outside_since: datetime | None = None

    def buy(self, name: str, product: Product) -> None:
        begins, ends = max(self.at, product.opens_at or self.at), None
        if product.term:
            family = name.split(maxsplit=1)[0]
            reach = [x.ends for x in self.held if not x.gone and x.product.split()[0] == family and x.ends]
            begins = max([self.at, *(one for one in reach if one > self.at)])
            ends = product.term.end_after(begins)
        self.held.append(Held(name, begins, ends, self.at))

    def opens(self, one: Held, target: str) -> bool:
        if one.product == target or (one.product, target) == ("intake", "course"):
            return True
        if target == "lesson" and self.opens(one, "course"):
            return True
        if one.product.startswith("chosen"):
            return target == "course" and (self.chosen or any(one.made < taken for taken in self.taken_out))
        if one.product.startswith("all") and target == "course":
            return self.outside_since is None or one.made < self.outside_since
        return one.product.startswith("all") and target == "termed"

    def spans(self, target: str) -> list[tuple[datetime, datetime | None]]:
        return [(one.begins, one.ends) for one in self.held if not one.gone and self.opens(one, target)]

    def until(self, target: str) -> tuple[bool, datetime | None]:
        """Whether it is open now, and to when without a gap: walked along, step by step."""
        reach, spans = self.at, self.spans(target)
        owned = False
        while True:
            here = [ends for begins, ends in spans if begins <= reach and (ends is None or ends > reach)]
            if not here:
                return owned, reach
            owned = True
            if None in here:
                return True, None
            reach = max(end for end in here if end)


@dataclass
class Shop:
    user: User
    course: Course
    lesson: Lesson
    products: dict[str, Product]
    chosen: Plan


def shop() -> Shop:
    course, termed = make.course(title="七天写作营"), make.course(title="一个月看懂报表")
    lesson = Lesson.objects.filter(chapter__course=course, free=False).get()
    film = Asset.objects.create(kind="video", name="x", mime="video/mp4", size=1, sha256="0", duration_ms=60_000)
    Lesson.objects.filter(pk=lesson.pk).update(kind="video", asset=film)
    Product.objects.filter(pk=termed.product_id).update(term_count=1, term_unit="month")
    chosen = make.plan(opens=[course], prices={"month": 900, "quarter": 2_400}, title="写作专栏")
    everything = make.plan(prices={"month": 3_900, "": 99_900})
    variants = {
        "chosen month": make.variant(chosen, "month"),
        "chosen quarter": make.variant(chosen, "quarter"),
        "all month": make.variant(everything, "month"),
        "all ever": make.variant(everything, ""),
    }
    products = {
        "course": course.product,
        "termed": Product.objects.get(pk=termed.product_id),
        "intake": make.intake(course, starts=60, sells=(0, 59)).product,
        "lesson": make.single(lesson),
        **variants,
    }
    return Shop(make.user(), course, lesson, products, chosen)


def act(step: tuple[str, Any], model: Model, shop: Shop) -> None:
    kind, value = step
    if kind in {"chosen", "inside"}:
        edit(kind, model, shop, stays=value)
    elif kind == "buy":
        model.buy(value, shop.products[value])
        give(user_id=shop.user.pk, product=shop.products[value], source=f"order_line:{len(model.held)}")
    elif kind == "give back" and value < len(model.held):
        model.held[value].gone = True
        product = shop.products[model.held[value].product]
        revoke(source=f"order_line:{value + 1}", product_id=product.pk, because="refund")
    elif kind == "pass":
        model.at += timedelta(hours=value)
    elif kind == "to the end":
        ahead = [one.ends for one in model.held if one.ends and one.ends > model.at]
        model.at = max(model.at, min(ahead) + timedelta(seconds=value)) if ahead else model.at


def edit(kind: str, model: Model, shop: Shop, *, stays: bool) -> None:
    """The creator takes the course out of a membership, or puts it back."""
    if kind == "chosen":
        if model.chosen and not stays:
            model.taken_out.append(model.at)
        model.chosen = stays
        for unit in ("month", "quarter"):
            open_these(shop.products[f"chosen {unit}"], {shop.course.product_id} if stays else set())
        return
    if (model.outside_since is None) != stays:
        model.outside_since = None if stays else model.at
    edit_course(course_id=shop.course.pk, actor_id=None, in_membership=stays)


def agree(model: Model, shop: Shop) -> None:
    user, course = shop.user, shop.products["course"]
    rights = {one.product.pk: one for one in entitlements_of(user.pk)}
    ever = owned_for_ever(user.pk, [one.pk for one in shop.products.values()])
    for name in ("course", "termed"):
        product = shop.products[name]
        owned, until = model.until(name)
        standing = standing_of(user.pk, product.pk)
        assert owned == standing.owned == owns(user.pk, product.pk) == (product.pk in rights)
        assert owned == (owned_products(user.pk, [product.pk]) == {product.pk})
        assert (product.pk in ever) == any(ends is None for _begins, ends in model.spans(name))
        if owned:
            assert until == standing.until == rights[product.pk].until
    opening = opening_of(lesson_id=shop.lesson.pk, user_id=user.pk)
    open_now = model.until("lesson")[0]
    assert open_now == opening.owned == may_open(user.pk, shop.lesson.pk)
    by_itself = any(not one.gone and one.product == "lesson" for one in model.held)
    assert open_now == (owns(user.pk, course.pk) or by_itself)
    kept = any(ends is None for _begins, ends in model.spans("lesson"))
    assert (shop.products["lesson"].pk in ever) == kept


class TestRights(TestCase):
    @settings(max_examples=examples(25))
    @given(st.lists(STEPS, min_size=1, max_size=12))
    def test_access_is_the_union_of_live_grants(self, steps: list[tuple[str, Any]]) -> None:
        with standing_at(BEGINS - timedelta(days=40)):
            here = shop()
        model = Model()
        for step in steps:
            with standing_at(model.at):
                act(step, model, here)
            with standing_at(model.at):
                agree(model, here)

    @settings(max_examples=examples(12))
    @given(st.lists(STEPS, min_size=1, max_size=12))
    def test_a_lesson_counts_under_every_grant_that_opens_it(self, steps: list[tuple[str, Any]]) -> None:
        with standing_at(BEGINS - timedelta(days=40)):
            here = shop()
        model = Model()
        for step in steps:
            with standing_at(model.at):
                act(step, model, here)
        with standing_at(model.at):
            right = open_lesson(user=here.user, lesson=Lesson.objects.get(pk=here.lesson.pk))
            assert opening_of(lesson_id=here.lesson.pk, user_id=here.user.pk).counted

        live = [
            n
            for n, one in enumerate(model.held, 1)
            if not one.gone and one.begins <= model.at and (one.ends is None or one.ends > model.at)
            if model.opens(one, "lesson")
        ]
        assert (right == Right.OWNED) == bool(live)
        counted = Consumption.objects.values_list("grant__source", flat=True)
        assert sorted(counted) == sorted(f"order_line:{n}" for n in live)


pytestmark = pytest.mark.django_db


def test_a_renewal_in_the_last_second_leaves_no_gap_and_loses_no_time() -> None:
    here = shop()
    month = here.products["chosen month"]
    with standing_at(BEGINS):
        first = give(user_id=here.user.pk, product=month, source="order_line:1")
    end = datetime(2028, 3, 1, tzinfo=SHANGHAI)
    assert first.valid_until == end

    with standing_at(end - timedelta(seconds=1)):
        second = give(user_id=here.user.pk, product=month, source="order_line:2")
        assert standing_of(here.user.pk, here.course.product_id).until == second.valid_until
    until = datetime(2028, 4, 1, tzinfo=SHANGHAI)
    assert (second.valid_from, second.valid_until) == (end, until)

    with standing_at(end):
        assert owns(here.user.pk, here.course.product_id)
    with standing_at(until - timedelta(microseconds=1)):
        assert owns(here.user.pk, here.course.product_id)
    with standing_at(until):
        assert not owns(here.user.pk, here.course.product_id)
        assert standing_of(here.user.pk, here.course.product_id).lapsed


def test_a_membership_of_the_whole_site_shows_no_draft_and_no_other_membership() -> None:
    here, draft = shop(), make.course(published=False)
    grant(user_id=here.user.pk, product_id=here.products["all ever"].pk, source="order_line:1")

    opened = {one.product.pk for one in entitlements_of(here.user.pk)}

    assert opened == {here.products[name].pk for name in ("all ever", "course", "termed")}
    assert not owns(here.user.pk, draft.product_id)


def test_variants_of_one_plan_are_one_membership() -> None:
    here = shop()
    give(user_id=here.user.pk, product=here.products["chosen month"], source="order_line:1")
    last = give(user_id=here.user.pk, product=here.products["chosen quarter"], source="order_line:2")

    [holding] = holdings_of(here.user.pk)

    assert (holding.plan_id, holding.product_id) == (here.chosen.pk, last.product_id)
    assert (holding.held, holding.until) == (True, last.valid_until)


def test_giving_twice_for_one_cause_is_giving_once() -> None:
    here = shop()
    for _ in range(2):
        give(user_id=here.user.pk, product=here.products["all month"], source="order_line:1")

    assert Grant.objects.count() == 1


def test_the_reads_behind_a_page_stay_one_statement_each() -> None:
    here = shop()
    give(user_id=here.user.pk, product=here.products["all month"], source="order_line:1")
    with CaptureQueriesContext(connection) as asked:
        standing_of(here.user.pk, here.course.product_id)
        opening_of(lesson_id=here.lesson.pk, user_id=here.user.pk)
        entitlements_of(here.user.pk)
        holdings_of(here.user.pk)

    assert len(asked) == 4


def test_a_right_is_found_by_index_however_many_grants_there_are() -> None:
    here = shop()
    others = [make.user() for _ in range(40)]
    Grant.objects.bulk_create(
        Grant(user=one, product=product, source=f"s:{one.pk}:{product.pk}:{n}", valid_from=now())
        for one in others
        for product in here.products.values()
        for n in range(30)
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze access_grant, catalog_product, catalog_opens")
        wanted = [here.user.pk, here.course.product_id]
        cursor.execute("explain select 1 from access_right where user_id = %s and product_id = %s", wanted)
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert plan.count("on access_grant") == 3, plan
    assert "Seq Scan on access_grant" not in plan
