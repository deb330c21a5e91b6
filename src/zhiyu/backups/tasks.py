import contextlib

from procrastinate.contrib.django import app

from zhiyu.backups import actions
from zhiyu.backups.errors import BackupUnderWay


@app.task(name="backups.make", queue="backups")
def make(*, backup_id: int) -> None:
    actions.make_backup(backup_id)


@app.periodic(cron="5 * * * *")
@app.task(name="backups.due", queue="default", queueing_lock="backups.due")
def due(timestamp: int) -> None:
    del timestamp
    with contextlib.suppress(BackupUnderWay):
        actions.ask_if_due()
