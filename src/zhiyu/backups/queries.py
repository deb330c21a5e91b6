from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import QuerySet

from zhiyu.backups.models import Backup, Schedule
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.kernel.errors import NotFound
from zhiyu.kernel.home import home
from zhiyu.platform.school import school

TOO_OLD = timedelta(days=2)
LATEST = 30


def schedule() -> Schedule:
    found, _created = Schedule.objects.get_or_create(pk=1)
    return found


def folder_of(found: Schedule) -> Path:
    return Path(found.folder) if found.folder else home() / "backups"


def latest() -> QuerySet[Backup]:
    return Backup.objects.exclude(state=Backup.State.REMOVED).order_by("-id")[:LATEST]


def good() -> QuerySet[Backup]:
    """Newest first."""
    return Backup.objects.filter(state=Backup.State.GOOD).order_by("-id")


def lost() -> QuerySet[Backup]:
    """The last failed ones that were meant for a folder: a worker that was killed could not tidy up."""
    failed = Backup.objects.filter(state=Backup.State.FAILED).exclude(place__startswith="s3://")
    return failed.order_by("-id")[:LATEST]


def good_backup(backup_id: int) -> Backup:
    found = good().filter(pk=backup_id).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Safety:
    """``verified_at`` is when the newest good backup was read back whole; None: there never was one."""

    verified_at: datetime | None
    size: int
    enabled: bool
    running: Backup | None

    @property
    def worrying(self) -> bool:
        return self.verified_at is None or now() - self.verified_at > TOO_OLD


def safety() -> Safety:
    last = good().first()
    return Safety(
        verified_at=last.verified_at if last else None,
        size=last.size if last else 0,
        enabled=schedule().enabled,
        running=Backup.objects.filter(state=Backup.State.RUNNING).first(),
    )


def to_be_removed(found: Schedule) -> list[Backup]:
    """Good ones that neither the last days nor the last weeks keep. The newest of a day, of a week, stands for it."""
    days: dict[object, int] = {}
    weeks: dict[object, int] = {}
    listed = list(good())
    for one in listed:
        at = one.started_at.astimezone(SHANGHAI)
        days.setdefault(at.date(), one.pk)
        weeks.setdefault(at.isocalendar()[:2], one.pk)
    kept = {*list(days.values())[: found.keep_daily], *list(weeks.values())[: found.keep_weekly]}
    return [one for one in listed if one.pk not in kept]


def overdue() -> bool:
    """Whether the owner should be told on the first page: not in a school's first two days."""
    opened = school().opened_at
    if opened is None or now() - opened < TOO_OLD:
        return False
    return not good().filter(verified_at__gte=now() - TOO_OLD).exists()
