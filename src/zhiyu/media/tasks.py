import contextlib
from uuid import UUID

from procrastinate.contrib.django import app

from zhiyu.kernel.errors import NotFound
from zhiyu.media import actions


@app.task(name="media.package", queue="media")
def package(*, asset_id: str) -> None:
    with contextlib.suppress(NotFound):
        actions.package_now(UUID(asset_id))


@app.periodic(cron="*/10 * * * *")
@app.task(name="media.tidy", queue="default", queueing_lock="media.tidy")
def tidy(timestamp: int) -> None:
    del timestamp
    actions.tidy()
