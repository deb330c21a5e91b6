from datetime import timedelta

import pytest
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from zhiyu.kernel.clock import now
from zhiyu.platform.models import AuditEntry, Delivery, Event, IdempotencyKey, School
from zhiyu.platform.plain import insert, row, rows, update
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


def test_rows_that_refer_to_the_first_are_written_with_it_at_once(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    fact = Event(name="it.happened", payload={"名": ["一", None]})
    ways = [Delivery(event=fact, handler=name) for name in ("a", "b")]
    note = AuditEntry(actor_id=None, action="noted", target="it:1", detail={"n": 1}, address="127.0.0.1")
    with django_assert_num_queries(1):
        assert insert(fact, *ways, note)

    assert list(Event.objects.values_list("pk", "name", "payload")) == [(fact.pk, fact.name, fact.payload)]
    assert Event.objects.get().created_at == fact.created_at
    found = list(Delivery.objects.order_by("pk").values_list("pk", "event_id", "handler", "state", "claimed_at"))
    assert found == [(way.pk, fact.pk, way.handler, "waiting", None) for way in ways]
    assert [way.event_id for way in ways] == [fact.pk, fact.pk]
    kept = AuditEntry.objects.get(pk=note.pk)
    assert (kept.actor_id, kept.detail, kept.address, kept.at) == (None, {"n": 1}, "127.0.0.1", note.at)
    note.action = "noted twice"
    note.save(update_fields=["action"])
    assert AuditEntry.objects.get().action == "noted twice"


def test_where_the_key_is_taken_nothing_is_written() -> None:
    first, second = (IdempotencyKey(caller="user:1", key="k", fingerprint=mark) for mark in "ab")
    for made, is_new in ((first, True), (second, False)):
        assert insert(made, AuditEntry(action="noted", target="it:1"), unless="(caller, key)") is is_new
    assert [one.fingerprint for one in IdempotencyKey.objects.all()] == ["a"]
    assert second.pk is None
    assert AuditEntry.objects.count() == 1


def test_a_text_too_long_for_its_column_is_refused_and_not_cut() -> None:
    with pytest.raises(DataError), transaction.atomic():
        insert(Event(name="it.happened", payload={}), AuditEntry(action="x" * 61, target="it:1"))
    assert Event.objects.count() == 0


def test_a_default_of_the_database_is_left_to_it_and_another_value_is_written() -> None:
    fact = Event(name="it.happened", payload={})
    before, never = now() - timedelta(days=1), None
    ways = [
        Delivery(event=fact, handler="as the database says"),
        Delivery(event=fact, handler="before", due_at=before),
        Delivery(event=fact, handler="never", due_at=never),
    ]
    assert insert(fact, *ways)
    kept = dict(Delivery.objects.values_list("handler", "due_at"))
    assert (kept["before"], kept["never"]) == (before, None)
    assert (kept["as the database says"] or before) > before

    usual, tipping = School(name="一"), School(name="二", tipping=True)
    for one in (usual, tipping):
        insert(one)
    assert dict(School.objects.filter(name__in="一二").values_list("name", "tipping")) == {"一": False, "二": True}


def test_only_the_named_columns_of_a_row_that_is_there_change() -> None:
    made = IdempotencyKey(caller="user:1", key="k", fingerprint="a")
    insert(made)
    made.status, made.answer, made.fingerprint = 201, {"n": 1}, "b"
    update(made, "status", "answer")
    kept = IdempotencyKey.objects.get()
    assert (kept.status, kept.answer, kept.fingerprint) == (201, {"n": 1}, "a")
    with pytest.raises(DatabaseError):
        update(IdempotencyKey(pk=made.pk + 1), "status")
