import contextlib
from uuid import UUID

from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from zhiyu.kernel.errors import NotFound
from zhiyu.media import actions

AGAIN = RetryStrategy(max_attempts=8, exponential_wait=2, retry_exceptions={OperationalError, InterfaceError})


# What fails by itself ends in the asset's state; only a database that went away is a matter of the job's.
@app.task(name="media.package", queue="media", retry=AGAIN)
def package(*, asset_id: str) -> None:
    with contextlib.suppress(NotFound):
        actions.package_now(UUID(asset_id))


@app.task(name="media.ladder", queue="ladder", retry=AGAIN)
def ladder(*, asset_id: str) -> None:
    with contextlib.suppress(NotFound):
        actions.ladder_now(UUID(asset_id))


@app.periodic(cron="*/10 * * * *")
@app.task(name="media.tidy", queue="default", queueing_lock="media.tidy")
def tidy(timestamp: int) -> None:
    del timestamp
    actions.tidy()
