"""Sealed text, and changing the key under rows that hold it, cut off anywhere."""

from pathlib import Path
from typing import Any

import pytest
from django.db import models

from zhiyu.kernel import keys
from zhiyu.platform import vault
from zhiyu.platform.models import AuditEntry, Delivery, Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and a text column and a JSON column that play keepers of sealed text."""
    monkeypatch.setenv("ZHIYU_HOME", str(tmp_path))
    for name in ("ZHIYU_SECRET_KEY", "ZHIYU_SECRET_KEY_OLD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(vault, "_registered", {})
    vault.register("platform.delivery", "last_error")
    vault.register("platform.auditentry", "detail", "secret", "codes")
    return tmp_path


def rows(count: int) -> None:
    event = Event.objects.create(name="x", payload={})
    for number in range(count):
        Delivery.objects.create(event=event, handler=str(number), last_error=vault.seal(f"text {number}"))
    Delivery.objects.create(event=event, handler="empty", last_error="")
    detail = {"secret": vault.seal("a"), "codes": [vault.seal("b"), vault.seal("c")], "open": "d"}
    AuditEntry.objects.create(action="x", target="x", detail=detail)


def contents() -> list[Any]:
    texts = [vault.unseal(x.last_error) if x.last_error else "" for x in Delivery.objects.order_by("id")]
    (entry,) = AuditEntry.objects.all()
    detail = entry.detail
    return [*texts, vault.unseal(detail["secret"]), *[vault.unseal(x) for x in detail["codes"]], detail["open"]]


def test_sealed_text_opens_and_says_nothing_by_itself() -> None:
    sealed = vault.seal("种子 JBSWY3DP")

    assert "JBSWY3DP" not in sealed
    assert vault.seal("种子 JBSWY3DP") != sealed
    assert vault.unseal(sealed) == "种子 JBSWY3DP"


@pytest.mark.parametrize("damaged", ["", "plain text", "gAAAAA", "密"])
def test_what_was_not_sealed_here_is_refused(damaged: str) -> None:
    with pytest.raises(vault.Unreadable):
        vault.unseal(damaged)


def test_a_foreign_key_opens_nothing(home: Path) -> None:
    sealed = vault.seal("a")
    (home / "secret_key").write_text(keys.fresh())

    with pytest.raises(vault.Unreadable):
        vault.unseal(sealed)


def test_after_a_change_of_keys_the_new_one_alone_opens_every_row() -> None:
    rows(3)
    before = contents()

    keys.announce()
    assert contents() == before
    assert vault.reseal_all() == 4
    assert vault.reseal_all() == 0
    keys.promote()
    keys.forget_old()

    assert contents() == before == ["text 0", "text 1", "text 2", "", "a", "b", "c", "d"]


def test_what_a_wrong_key_does_not_open_is_told(home: Path) -> None:
    rows(1)
    assert vault.closed() == []

    (home / "secret_key").write_text(keys.fresh())

    assert vault.closed() == ["platform.delivery.last_error", "platform.auditentry.detail"]


def test_a_change_cut_off_between_two_rows_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    rows(3)
    before = contents()
    keys.announce()
    with monkeypatch.context() as cut:
        cut.setattr(vault, "BATCH", 1)
        cut.setattr(models.Model, "save", saves_until(2, models.Model.save))
        with pytest.raises(OSError, match="killed"):
            vault.reseal_all()

    assert contents() == before
    assert vault.reseal_all() == 2
    keys.promote()
    keys.forget_old()
    assert contents() == before


def test_a_row_that_no_key_opens_stops_the_change_before_a_key_is_lost() -> None:
    rows(1)
    Delivery.objects.filter(handler="0").update(last_error="gAAAAA")
    keys.announce()

    with pytest.raises(vault.Unreadable, match=r"platform.delivery"):
        vault.reseal_all()


def saves_until(last: int, save: Any) -> Any:
    done: list[models.Model] = []

    def saved(row: models.Model, **options: Any) -> None:
        if len(done) == last:
            raise OSError("killed")
        done.append(row)
        save(row, **options)

    return saved
