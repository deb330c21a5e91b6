"""A refund that commits while a lesson is being opened."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from tests.storefront.conftest import BODY
from zhiyu.access.actions import grant, lock_grants, revoke
from zhiyu.access.models import Consumption
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Lesson


def wait_for_the_lock() -> None:
    """In this database: the other workers of the run have theirs in the same cluster."""
    for _ in range(1_500):
        with connection.cursor() as cursor:
            cursor.execute("select pg_stat_clear_snapshot()")  # else a transaction sees for ever what it saw first
            cursor.execute(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
            )
            if cursor.fetchone() != (0,):
                return
        time.sleep(0.02)
    raise AssertionError("nobody came to open the lesson")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["/lessons/{}", "/api/v1/lessons/{}"])
def test_who_is_refunded_meanwhile_gets_the_first_part_only(
    paid: Lesson, learner: User, page: Client, address: str
) -> None:
    product_id = paid.chapter.course.product_id
    grant(user_id=learner.pk, product_id=product_id, source="order_line:1")

    def look() -> str:
        try:
            return page.get(address.format(paid.pk)).content.decode()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as people:
        with transaction.atomic():
            lock_grants(sources=["order_line:1"])
            seen = people.submit(look)
            wait_for_the_lock()
            revoke(source="order_line:1", product_id=product_id, because="refund")
        text = seen.result(10)

    assert "第 5 段" in BODY
    assert "第 0 段" in text
    assert "第 5 段" not in text
    assert not Consumption.objects.exists()
