"""Backups that the school makes by itself: asked for, made, read back, and the old ones cleared away."""

import contextlib
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from zhiyu.backups import queries, s3
from zhiyu.backups.errors import BackupFailed, BackupUnderWay, NoStore
from zhiyu.backups.models import Backup, Schedule
from zhiyu.backups.places import File, make, place
from zhiyu.backups.taking import Progress
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.kernel.errors import DomainError
from zhiyu.platform import audit

TELL_EVERY_SECONDS = 1.0
LONGEST_ERROR = 400
log = structlog.get_logger(__name__)


@transaction.atomic
def set_schedule(*, actor_id: int | None, **fields: Any) -> Schedule:
    """Change when and where; ``fields`` are columns of ``Schedule``."""
    found = Schedule.objects.select_for_update().get(pk=queries.schedule().pk)
    if fields.get("target") == Schedule.Target.STORE and not s3.configured():
        raise NoStore
    changed = [name for name, value in fields.items() if getattr(found, name) != value]
    for name in changed:
        setattr(found, name, fields[name])
    if changed:
        found.save(update_fields=changed)
        audit.record(actor_id=actor_id, action="backup.scheduled", target="schedule:1", fields=changed)
    return found


@transaction.atomic
def ask_backup(*, actor_id: int | None) -> Backup:
    """Begin one in the background; a second while one runs is refused."""
    settle_lost()
    try:
        with transaction.atomic():
            made = Backup.objects.create(place=new_place(), asked_by=actor_id)
    except IntegrityError:
        raise BackupUnderWay from None
    audit.record(actor_id=actor_id, action="backup.asked", target=f"backup:{made.pk}")
    app.configure_task("backups.make", queue="backups").defer(backup_id=made.pk)
    return made


def new_place() -> str:
    found, name = queries.schedule(), f"zhiyu-{now().astimezone(SHANGHAI):%Y%m%d-%H%M%S}.backup"
    return s3.prefixed(name) if found.target == Schedule.Target.STORE else str(queries.folder_of(found) / name)


def settle_lost() -> None:
    """A row that says running while nobody holds the lock and no job waits is of a worker that was killed for good."""
    waiting = "select 1 from procrastinate_jobs where task_name = 'backups.make' and status in ('todo', 'doing')"
    with connection.cursor() as cursor:
        cursor.execute(f"select exists({waiting})")
        (under_way,) = cursor.fetchone()
    if not under_way:
        lost = Backup.objects.filter(state=Backup.State.RUNNING)
        lost.update(state=Backup.State.FAILED, error=_("备份途中停了。"))


def make_backup(backup_id: int) -> None:
    """Make what was asked for, then clear away what is kept no longer. Run again after a kill, it begins anew."""
    backup = Backup.objects.get(pk=backup_id)
    if backup.state != Backup.State.RUNNING:
        return
    clear_lost()
    try:
        manifest, size = make(
            place(backup.place), passphrase=passphrase(), writing=telling(backup, 0), reading=telling(backup, 50)
        )
    except (DomainError, OSError) as error:
        log.warning("backup failed", backup=backup_id, exc_info=error)
        backup.move_to(Backup.State.FAILED, error=str(error)[:LONGEST_ERROR])
        return
    backup.move_to(
        Backup.State.GOOD,
        size=size,
        percent=100,
        counts=manifest.counts,
        missing=len(manifest.missing),
        verified_at=now(),
    )
    clear_away()


def passphrase() -> bytes | None:
    """``ZHIYU_BACKUP_PASSPHRASE_FILE``: the first line of that file seals every backup of the school's own."""
    if not (named := os.environ.get("ZHIYU_BACKUP_PASSPHRASE_FILE")):
        return None
    if not (found := Path(named).read_bytes().split(b"\n", 1)[0].strip()):
        raise BackupFailed(_("口令文件是空的：%(name)s") % {"name": named})
    return found


def telling(backup: Backup, start: int) -> Progress:
    """Half for the writing, half for the reading back; to the row at most once a second."""
    told = [time.monotonic()]

    def percent(done: int, whole: int) -> None:
        if time.monotonic() - told[0] >= TELL_EVERY_SECONDS:
            told[0] = time.monotonic()
            Backup.objects.filter(pk=backup.pk).update(percent=start + done * 50 // max(whole, 1))

    return percent


def clear_lost() -> None:
    """What killed workers left beside the names of their backups: as large as the school, and nobody's."""
    for one in queries.lost():
        with contextlib.suppress(OSError):
            File(Path(one.place)).tidy()


def clear_away() -> None:
    """By retention. What cannot be removed now is tried again after the next backup."""
    for one in queries.to_be_removed(queries.schedule()):
        try:
            place(one.place).remove()
        except (DomainError, OSError) as error:
            log.warning("an old backup stays", backup=one.pk, exc_info=error)
            continue
        one.move_to(Backup.State.REMOVED)


def ask_if_due() -> None:
    """Every hour: at the chosen one, and later the same day when that was missed."""
    found = queries.schedule()
    local = now().astimezone(SHANGHAI)
    today = local.replace(hour=found.hour, minute=0, second=0, microsecond=0)
    begun = Backup.objects.filter(asked_by=None, started_at__gte=today).exists()
    if found.enabled and local >= today and not begun and local - today < timedelta(hours=12):
        ask_backup(actor_id=None)


@transaction.atomic
def note_download(*, backup_id: int, actor_id: int) -> Backup:
    """Whoever takes a copy of everything leaves a trace."""
    found = queries.good_backup(backup_id)
    audit.record(actor_id=actor_id, action="backup.downloaded", target=f"backup:{found.pk}", name=found.file_name)
    return found


def sealed() -> bool:
    return bool(os.environ.get("ZHIYU_BACKUP_PASSPHRASE_FILE"))
