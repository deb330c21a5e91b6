import contextlib
from uuid import UUID

from procrastinate.contrib.django import app

from zhiyu.kernel.errors import NotFound
from zhiyu.media import actions
from zhiyu.media.actions import offloading
from zhiyu.platform.jobs import AGAIN


# What fails by itself ends in the asset's state; only a database that went away is a matter of the job's.
@app.task(name="media.package", queue="media", retry=AGAIN)
def package(*, asset_id: str) -> None:
    with contextlib.suppress(NotFound):
        actions.package_now(UUID(asset_id))


@app.task(name="media.ladder", queue="ladder", retry=AGAIN)
def ladder(*, asset_id: str) -> None:
    with contextlib.suppress(NotFound):
        actions.ladder_now(UUID(asset_id))


@app.task(name="media.copy", queue="copies", retry=AGAIN)
def copy(*, copy_id: str) -> None:
    with contextlib.suppress(NotFound):
        actions.make_copy_now(UUID(copy_id))


@app.task(name="media.wave", queue="copies", retry=AGAIN)
def wave(*, asset_id: str) -> None:
    with contextlib.suppress(NotFound):
        actions.make_wave_now(UUID(asset_id))


@app.task(name="media.offload", queue="offload", retry=AGAIN)
def offload(*, asset_id: str) -> None:
    offloading.offload_now(UUID(asset_id))


@app.periodic(cron="*/10 * * * *")
@app.task(name="media.sweep_store", queue="offload", queueing_lock="media.sweep_store")
def sweep_store(timestamp: int) -> None:
    del timestamp
    offloading.sweep_store()


@app.periodic(cron="* * * * *")
@app.task(name="media.watch_store", queue="default", queueing_lock="media.watch_store")
def watch_store(timestamp: int) -> None:
    del timestamp
    offloading.watch_store()


@app.periodic(cron="*/10 * * * *")
@app.task(name="media.tidy", queue="default", queueing_lock="media.tidy")
def tidy(timestamp: int) -> None:
    del timestamp
    actions.tidy()
