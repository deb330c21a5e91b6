from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests import make
from zhiyu.catalog.actions import edit_course, hold_seats, release_seats
from zhiyu.catalog.errors import BadSeats, SoldOut
from zhiyu.catalog.models import Product


@pytest.mark.django_db(transaction=True)
def test_twenty_people_at_once_get_five_seats_and_never_six() -> None:
    product_id = make.course(stock=5).product_id
    gate = Barrier(20)

    def take(_n: int) -> bool:
        gate.wait()
        try:
            hold_seats(product_id=product_id)
        except SoldOut:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(20) as people:
        got = list(people.map(take, range(20)))

    assert got.count(True) == 5
    assert Product.objects.values_list("taken", "stock").get(pk=product_id) == (5, 5)


@pytest.mark.django_db
def test_released_seats_can_be_taken_again_and_no_more_than_were_held() -> None:
    product_id = make.course(stock=2).product_id
    hold_seats(product_id=product_id, quantity=2)
    with pytest.raises(SoldOut):
        hold_seats(product_id=product_id)

    release_seats(product_id=product_id)
    hold_seats(product_id=product_id)

    with pytest.raises(ValueError, match="does not hold 3 seats"):
        release_seats(product_id=product_id, quantity=3)
    assert Product.objects.get(pk=product_id).seats_left == 0


@pytest.mark.django_db
def test_unlimited_seats_are_counted_all_the_same() -> None:
    product_id = make.course().product_id

    hold_seats(product_id=product_id, quantity=7)

    product = Product.objects.get(pk=product_id)
    assert (product.taken, product.seats_left) == (7, None)


@pytest.mark.django_db
def test_seats_cannot_be_cut_below_what_is_taken() -> None:
    course = make.course(stock=5)
    hold_seats(product_id=course.product_id, quantity=3)

    with pytest.raises(BadSeats) as refused:
        edit_course(course_id=course.pk, actor_id=None, stock=2)
    assert refused.value.extra == {"taken": 3}

    edit_course(course_id=course.pk, actor_id=None, stock=3)
    product = Product.objects.get(pk=course.product_id)
    assert (product.stock, product.seats_left) == (3, 0)
