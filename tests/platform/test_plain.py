import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from zhiyu.platform.models import School
from zhiyu.platform.plain import row, rows
from zhiyu.platform.school import school

pytestmark = pytest.mark.django_db
BY_NAME = "select name from platform_school where name = %s"


def test_it_reads_what_the_transaction_has_written() -> None:
    school()
    School.objects.update(name="事务里的名字")
    assert row(BY_NAME, ["事务里的名字"]) == ("事务里的名字",)
    assert rows(BY_NAME, ["没有"]) == []


def test_it_is_planned_once_and_counted_every_time(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(3):
        for _ in range(3):
            row("select 1 + %(n)s", {"n": 1})
    prepared = rows("select statement from pg_prepared_statements")
    assert [one for (one,) in prepared].count("select 1 + $1") == 1


def test_its_errors_are_djangos_and_break_the_transaction() -> None:
    school()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows("insert into platform_school select * from platform_school returning id")
    assert connection.is_usable()
