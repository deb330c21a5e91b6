"""Books that balance, cannot be changed, and say so when somebody changed them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.jobs import run_jobs
from zhiyu.ledger import chart
from zhiyu.ledger.actions import post, seal_all, seal_pending, wake_sealer
from zhiyu.ledger.errors import BookedDifferently, Unbalanced, UnknownAccount
from zhiyu.ledger.models import Account, Journal, Line, Seal
from zhiyu.ledger.queries import balances, journals_about, verify
from zhiyu.ledger.tasks import seal, seal_net

SALE = [("receivable:wechat", 9_900), ("sales:writing", -9_900)]


def sell(n: int = 1, fen: int = 9_900) -> Journal:
    return post(source=f"order:{n}", memo="七天写作营", lines=[("receivable:wechat", fen), ("sales:writing", -fen)])


@contextmanager
def rules_off() -> Iterator[None]:
    """As somebody with the database's keys would do it."""
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        yield
        cursor.execute("set session_replication_role = origin")


@pytest.mark.django_db
def test_a_sale_is_booked_once_however_often_it_is_posted() -> None:
    first, again = sell(), sell()
    assert first == again
    assert list(Line.objects.order_by("pk").values_list("account__code", "amount_fen")) == SALE
    assert dict(Account.objects.values_list("code", "kind")) == {
        "receivable:wechat": "asset",
        "sales:writing": "income",
    }
    assert balances()["sales:writing"] == -9_900


@pytest.mark.django_db
def test_new_accounts_are_opened_in_one_order_whatever_the_lines_say() -> None:
    """Two posts that open the same accounts in opposite orders would wait for each other."""
    post(source="x", memo="", lines=[("sales:b", -2), ("receivable:wechat", 5), ("sales:a", -2), ("sales:b", -1)])
    codes = list(Account.objects.order_by("pk").values_list("code", flat=True))
    assert codes == sorted(codes) == ["receivable:wechat", "sales:a", "sales:b"]
    assert list(Line.objects.order_by("pk").values_list("amount_fen", flat=True)) == [-2, 5, -2, -1]


@pytest.mark.django_db
def test_the_same_source_with_other_amounts_is_refused() -> None:
    sell()
    with pytest.raises(BookedDifferently):
        sell(fen=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "lines", [[], [("bank", 0)], [("bank", 5)], [("bank", 5), ("suspense", -4)], [("bank", 0), ("suspense", 0)]]
)
def test_what_does_not_balance_is_not_booked(lines: list[tuple[str, int]]) -> None:
    with pytest.raises(Unbalanced):
        post(source="x", memo="", lines=lines)
    assert not Journal.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["cash", "sales:", "sales", "receivable", ""])
def test_accounts_outside_the_chart_are_refused(code: str) -> None:
    with pytest.raises(UnknownAccount):
        post(source="x", memo="", lines=[(code, 1), ("bank", -1)])


def test_accounts_are_named_after_what_they_are_of() -> None:
    assert [chart.name(code) for code in ("bank", "sales:writing")] == ["银行存款", "课程销售 · writing"]


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_refuses_a_journal_that_is_off() -> None:
    def off_by_one() -> None:
        with transaction.atomic():
            journal = Journal.objects.create(source="x", memo="")
            bank = Account.objects.create(code="bank", name="bank", kind="asset")
            Line.objects.create(journal=journal, account=bank, amount_fen=1)
            Line.objects.create(journal=journal, account=bank, amount_fen=-2)

    with pytest.raises(IntegrityError, match="off by -1 fen"):
        off_by_one()
    with pytest.raises(IntegrityError, match="0 lines"):
        Journal.objects.create(source="empty", memo="")
    assert not Journal.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Journal, Line, Seal])
def test_nothing_is_ever_changed_or_deleted(model: type[Journal | Line | Seal]) -> None:
    sell()
    seal_pending()
    fields: dict[type[Model], dict[str, Any]] = {Journal: {"memo": "x"}, Line: {"amount_fen": 1}, Seal: {"digest": "x"}}
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model.objects.update(**fields[model])
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model.objects.all()._raw_delete("default")  # noqa: SLF001
    with pytest.raises(IntegrityError, match="is sealed"), transaction.atomic():
        Line.objects.create(journal=Journal.objects.get(), account=Account.objects.all()[0], amount_fen=1)


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["ledger_journal", "ledger_line", "ledger_seal"])
def test_the_books_cannot_be_emptied(table: str) -> None:
    others = {"ledger_journal", "ledger_line", "ledger_seal"} - {table}
    with connection.cursor() as cursor:
        for other in others:
            cursor.execute(f"alter table {other} disable trigger {other}_kept")
        with pytest.raises(IntegrityError, match=f"TRUNCATE on {table} refused"), transaction.atomic():
            cursor.execute("truncate ledger_journal, ledger_line, ledger_seal cascade")


@pytest.mark.django_db
def test_verify_gives_the_figures() -> None:
    sell(1)
    sell(2, fen=100)
    assert seal_all() == 2
    sell(3, fen=1)
    found = verify()
    assert (found.journals, found.lines, found.sealed, found.unsealed, found.first_bad) == (3, 6, 2, 1, None)
    assert found.balances == {"receivable:wechat": 10_001, "sales:writing": -10_001}


@pytest.mark.django_db
def test_seals_chain_without_gaps_and_sealing_again_adds_nothing() -> None:
    sell(1)
    seal_all()
    sell(2)
    seal()
    seal_net(timestamp=0)
    numbers = Seal.objects.order_by("number").values_list("number", "journal__source")
    assert list(numbers) == [(1, "order:1"), (2, "order:2")]
    assert Seal.objects.get(number=2).previous == Seal.objects.get(number=1).digest


TAMPERING = {
    "update ledger_line set amount_fen = 1 where id = {line}": "line {line} of journal {journal} (order:2) was changed",
    "update ledger_line set account_id = {bank} where id = {line}": "line {line} of journal {journal} (order:2) was ch",
    "delete from ledger_line where id = {line}": "line {line} of journal {journal} (order:2) is missing",
    "insert into ledger_line (journal_id, account_id, amount_fen) values ({journal}, {bank}, 7)": "(order:2) was added",
    "update ledger_journal set memo = 'x' where id = {journal}": "journal {journal} (order:2) is not what seal 2",
    "update ledger_journal set source = 'y' where id = {journal}": "journal {journal} (y) is not what seal 2 sealed",
    "delete from ledger_seal where number = 2": "seal 2 is missing",
    "update ledger_seal set digest = 'x' where number = 2": "is not what seal 2 sealed",
    "update ledger_seal set previous = 'x' where number = 2": "does not follow seal 1",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", TAMPERING)
def test_tampering_is_named_exactly(statement: str) -> None:
    for n in (1, 2, 3):
        sell(n)
    bank = Account.objects.create(code="bank", name="", kind="asset")
    seal_all()
    journal = Journal.objects.get(source="order:2")
    names = {"line": journal.lines.earliest("pk").pk, "journal": journal.pk, "bank": bank.pk}
    with rules_off(), connection.cursor() as cursor:
        cursor.execute(statement.format(**names))
    assert TAMPERING[statement].format(**names) in (verify().first_bad or "")


@pytest.mark.django_db(transaction=True)
def test_an_unsealed_journal_that_is_off_is_named_too() -> None:
    line = sell().lines.latest("pk")
    with rules_off(), connection.cursor() as cursor:
        cursor.execute("update ledger_line set amount_fen = -9000 where id = %s", [line.pk])
    assert "off by 900 fen" in (verify().first_bad or "")


@pytest.mark.django_db(transaction=True)
def test_a_commit_wakes_the_sealer_and_verify_reads_one_snapshot() -> None:
    sell(1)
    sell(2)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set scheduled_at = now() where task_name = 'ledger.seal'")
        assert cursor.rowcount == 1
    run_jobs()
    assert verify().unsealed == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_wake_the_sealer_at_once_wake_it_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs where task_name = 'ledger.seal'")
    barrier = threading.Barrier(6)
    failed: list[Exception] = []

    def wake() -> None:
        try:
            barrier.wait(10)
            wake_sealer()
        except Exception as error:  # noqa: BLE001 -- told by the assertion below
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=wake) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = 'ledger.seal' and status = 'todo'")
        assert (failed, cursor.fetchone()) == ([], (1,))


@pytest.mark.django_db(transaction=True)
def test_a_journal_committed_late_with_a_lower_id_is_sealed_too() -> None:
    opened, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            sell(1)
            opened.set()
            go_on.wait(10)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    opened.wait(10)
    sell_other = post(source="order:2", memo="", lines=[("bank", 1), ("suspense", -1)])
    assert seal_all() == 1
    go_on.set()
    thread.join()
    assert seal_all() == 1
    assert list(Seal.objects.order_by("number").values_list("journal__source", flat=True)) == ["order:2", "order:1"]
    assert Journal.objects.get(source="order:1").pk < sell_other.pk
    assert verify().first_bad is None


@pytest.mark.django_db(transaction=True)
def test_many_posts_and_many_sealers_at_once_leave_one_chain() -> None:
    failed: list[Exception] = []

    def work(n: int) -> None:
        try:
            sell(n % 4)
            seal_pending()
        except Exception as error:  # noqa: BLE001 -- told by the assertion below
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seal_all()
    found = verify()
    assert (failed, found.journals, found.sealed, found.first_bad) == ([], 4, 4, None)


@pytest.mark.django_db
def test_journals_are_found_by_what_they_are_about() -> None:
    post(source="order:7/payment:1", memo="", lines=SALE)
    post(source="order:77/payment:2", memo="", lines=SALE)
    assert [found.source for found in journals_about("order:7/")] == ["order:7/payment:1"]


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["bank", "suspense", "sales:a"]), st.integers(-(10**9), 10**9)), max_size=5))
def test_whatever_is_posted_the_books_sum_to_nothing(lines: list[tuple[str, int]]) -> None:
    try:
        post(
            source=f"h:{Journal.objects.count()}", memo="", lines=[*lines, ("receivable:x", -sum(x for _, x in lines))]
        )
    except Unbalanced:
        return
    found = verify()
    assert (sum(found.balances.values()), found.first_bad) == (0, None)
