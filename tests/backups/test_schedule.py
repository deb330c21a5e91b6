"""Backups that the school makes by itself."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from pytest_django import Settings

from tests import make
from zhiyu.backups import actions, places, queries
from zhiyu.backups.errors import ArchiveRefused, BackupUnderWay, NoStore
from zhiyu.backups.models import Backup, Schedule
from zhiyu.kernel import clock
from zhiyu.kernel.clock import SHANGHAI
from zhiyu.media.keys import master_key
from zhiyu.platform.actions import save_school
from zhiyu.platform.models import AuditEntry


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    settings.MEDIA_DIR = tmp_path / "media"
    monkeypatch.setenv("ZHIYU_HOME", str(tmp_path))
    master_key.cache_clear()
    yield tmp_path
    master_key.cache_clear()


def made(*, started: datetime, state: str = Backup.State.GOOD) -> Backup:
    backup = Backup.objects.create(place=f"/nowhere/{started:%d}.backup", state=state, verified_at=started)
    Backup.objects.filter(pk=backup.pk).update(started_at=started)
    return backup


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = 'backups.make'")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_a_backup_that_was_asked_for_is_made_and_read_back(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "TELL_EVERY_SECONDS", 0)  # as a large school does: its progress is told all along
    owner = make.user(role="owner")
    asked = actions.ask_backup(actor_id=owner.pk)

    actions.make_backup(asked.pk)

    asked.refresh_from_db()
    assert (asked.state, asked.percent, asked.error) == ("good", 100, "")
    assert Path(asked.place).parent == home / "backups"
    assert asked.size == Path(asked.place).stat().st_size > 0
    assert queries.safety().verified_at == asked.verified_at is not None
    assert not queries.safety().worrying
    assert list(AuditEntry.objects.values_list("action", "actor_id")) == [("backup.asked", owner.pk)]


@pytest.mark.django_db(transaction=True)
def test_a_passphrase_file_seals_what_the_school_makes_by_itself(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "words").write_text("four words on paper\n")
    monkeypatch.setenv("ZHIYU_BACKUP_PASSPHRASE_FILE", str(home / "words"))
    asked = actions.ask_backup(actor_id=None)
    actions.make_backup(asked.pk)

    asked.refresh_from_db()
    at_place = places.place(asked.place)
    with pytest.raises(ArchiveRefused, match="口令"):
        places.check(at_place, progress=lambda _done, _whole: None)
    places.check(at_place, passphrase=b"four words on paper", progress=lambda _done, _whole: None)


@pytest.mark.django_db(transaction=True)
def test_a_failure_is_kept_with_its_reason_and_leaves_no_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIYU_PG_BIN", str(home / "nowhere"))
    asked = actions.ask_backup(actor_id=None)

    actions.make_backup(asked.pk)

    asked.refresh_from_db()
    assert asked.state == "failed"
    assert "nowhere" in asked.error
    assert list((home / "backups").iterdir()) == []
    assert queries.safety().worrying


@pytest.mark.django_db
def test_a_second_one_is_refused_while_the_first_runs() -> None:
    actions.ask_backup(actor_id=None)

    with pytest.raises(BackupUnderWay):
        actions.ask_backup(actor_id=None)

    assert jobs() == Backup.objects.count() == 1


@pytest.mark.django_db
def test_one_whose_job_is_gone_does_not_block_the_next() -> None:
    lost = Backup.objects.create(place="/nowhere/lost.backup")

    actions.ask_backup(actor_id=None)

    lost.refresh_from_db()
    assert lost.state == "failed"


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_left_goes_before_the_next_is_made(home: Path) -> None:
    lost = places.File(home / "backups" / "lost.backup")
    lost.work().mkdir(parents=True)
    lost.part.write_bytes(b"as large as a school")
    Backup.objects.create(place=lost.name, state=Backup.State.FAILED)

    made = actions.ask_backup(actor_id=None)
    actions.make_backup(made.pk)

    assert [path.name for path in (home / "backups").iterdir()] == [Path(made.place).name]


@pytest.mark.django_db
def test_the_night_s_backup_is_asked_for_once_at_its_hour_or_when_it_was_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    actions.set_schedule(actor_id=None, enabled=True, hour=3)
    seen = []
    for hour in (2, 3, 4, 9, 23):
        at(monkeypatch, datetime(2026, 11, 22, hour, 5, tzinfo=SHANGHAI))
        actions.ask_if_due()
        seen.append(Backup.objects.count())
        Backup.objects.update(state=Backup.State.GOOD)

    assert seen == [0, 1, 1, 1, 1]
    at(monkeypatch, datetime(2026, 11, 23, 7, 5, tzinfo=SHANGHAI))
    actions.ask_if_due()
    assert Backup.objects.count() == 2


@pytest.mark.django_db
def test_nothing_is_made_at_night_until_it_is_switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, datetime(2026, 11, 22, 3, 5, tzinfo=SHANGHAI))
    actions.ask_if_due()

    assert Backup.objects.count() == 0


@pytest.mark.django_db
def test_days_and_weeks_keep_their_newest_and_the_rest_goes() -> None:
    schedule = actions.set_schedule(actor_id=None, keep_daily=3, keep_weekly=2)
    last = datetime(2026, 11, 22, 3, tzinfo=SHANGHAI)  # a Sunday
    for days in range(20):
        made(started=last - timedelta(days=19 - days))
    made(started=last + timedelta(hours=5))

    actions.clear_away()

    left = [one.started_at.astimezone(SHANGHAI).strftime("%m-%d %H") for one in queries.good()]
    assert left == ["11-22 08", "11-21 03", "11-20 03", "11-15 03"]
    assert Backup.objects.filter(state=Backup.State.REMOVED).count() == 17
    assert queries.to_be_removed(schedule) == []


@pytest.mark.django_db
def test_retention_removes_the_files(home: Path) -> None:
    actions.set_schedule(actor_id=None, keep_daily=1, keep_weekly=0)
    old, new = home / "1.backup", home / "2.backup"
    for path, started in ((old, datetime(2026, 11, 1, tzinfo=SHANGHAI)), (new, datetime(2026, 11, 2, tzinfo=SHANGHAI))):
        path.touch()
        Backup.objects.filter(pk=made(started=started).pk).update(place=str(path))

    actions.clear_away()

    assert (old.exists(), new.exists()) == (False, True)


@pytest.mark.django_db
def test_a_store_that_is_not_configured_cannot_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("S3_BUCKET", raising=False)
    with pytest.raises(NoStore):
        actions.set_schedule(actor_id=None, target=Schedule.Target.STORE)
    monkeypatch.setenv("S3_BUCKET", "school")
    monkeypatch.setenv("S3_PREFIX", "zhiyu")
    actions.set_schedule(actor_id=None, target=Schedule.Target.STORE)

    assert actions.new_place().startswith("s3://school/zhiyu/zhiyu-")


@pytest.mark.django_db
def test_two_days_without_a_good_one_are_worrying_but_not_in_a_new_school(monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    save_school(actor_id=None, opened_at=now)
    assert queries.safety().worrying
    assert not queries.overdue()
    at(monkeypatch, now + timedelta(days=3))
    assert queries.overdue()
    made(started=now + timedelta(days=2))
    assert not queries.overdue()
    assert not queries.safety().worrying


def test_the_worker_has_a_queue_for_backups_of_its_own() -> None:
    from zhiyu.command.worker import THREADS  # noqa: PLC0415 -- it needs Django

    assert app.tasks["backups.make"].queue == "backups"
    assert THREADS["backups"] == 1
