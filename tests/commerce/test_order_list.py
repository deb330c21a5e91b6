"""The studio's list of orders: newest first by when they were made, on every page and by every word."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db.models import Q

from tests import make
from tests.access.viewers import browser
from zhiyu.commerce import filters
from zhiyu.commerce.models import Order
from zhiyu.kernel.clock import now
from zhiyu.kernel.cursors import stretch
from zhiyu.kernel.errors import Invalid

pytestmark = pytest.mark.django_db


def made(*days: int) -> list[Order]:
    """In the order that they are wanted in: the numbers go the other way, and two were made in one moment."""
    begun, orders = now(), [make.order() for _each in days]
    for order, ago in zip(orders, days, strict=True):
        Order.objects.filter(pk=order.pk).update(created_at=begun - timedelta(days=ago))
    return sorted(orders, key=lambda one: (days[orders.index(one)], -one.pk))


def test_what_was_taken_over_later_stands_where_its_day_is() -> None:
    wanted = [order.no for order in made(1, 9, 4, 4, 0)]
    client = browser(make.user(role="operator"))
    page = client.get("/studio/orders").content.decode()
    assert sorted(wanted, key=page.index) == wanted
    assert [one["no"] for one in client.get("/api/v1/studio/orders").json()["items"]] == wanted
    assert [order.no for order in filters.every(filters.Wanted())] == wanted


@pytest.mark.parametrize("sources", [[], ["no", "buyer"]])
def test_pages_go_on_without_a_gap_and_back_again(sources: list[str]) -> None:
    wanted = [order.pk for order in made(1, 9, 4, 4, 0, 4, 2)]
    rows = filters.wanted_orders(filters.Wanted())
    found = [Q(**{f"{one}__isnull": False}) for one in sources]
    told: dict[str, Any] = {"size": 2, "sources": found, "by": filters.NEWEST}
    pages = [stretch(rows, **told)]
    while pages[-1].older:
        pages.append(stretch(rows, before=pages[-1].older, **told))
    assert [order.pk for page in pages for order in page.rows] == wanted
    for newer, older in pairwise(pages):
        back = stretch(rows, after=older.newer or "", **told)
        assert [order.pk for order in back.rows] == [order.pk for order in newer.rows]
    with pytest.raises(Invalid):
        stretch(rows, before="999999", **told)


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_for_one_and_for_three(count: int, django_assert_num_queries: Any) -> None:
    made(*range(count))
    rows = filters.wanted_orders(filters.Wanted())
    first = rows.first()
    assert first
    with django_assert_num_queries(3):
        stretch(rows, size=5, by=filters.NEWEST)
    with django_assert_num_queries(4 if count > 1 else 2):
        stretch(rows, size=5, before=str(first.pk), by=filters.NEWEST)
