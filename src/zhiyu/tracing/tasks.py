import contextlib
from uuid import UUID

from procrastinate.contrib.django import app

from zhiyu.kernel.errors import NotFound
from zhiyu.platform.jobs import AGAIN
from zhiyu.tracing import actions
from zhiyu.tracing.errors import TracingMissing


# Without its packages a film waits, and is asked for again; the health page says what is missing.
@app.task(name="tracing.mark", queue="ladder", retry=AGAIN)
def mark(*, asset_id: str) -> None:
    with contextlib.suppress(NotFound, TracingMissing):
        actions.mark_now(UUID(asset_id))


@app.task(name="tracing.look_into", queue="tracing", retry=AGAIN)
def look_into(*, inquiry_id: int) -> None:
    actions.look_into(inquiry_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="tracing.look_after", queue="default", queueing_lock="tracing.look_after")
def look_after(timestamp: int) -> None:
    del timestamp
    actions.look_after()
