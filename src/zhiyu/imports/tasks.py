from procrastinate.contrib.django import app

from zhiyu.imports import actions
from zhiyu.platform.jobs import AGAIN


@app.task(name="imports.bring_in", queue="media", retry=AGAIN)
def bring_in(*, run_id: int) -> None:
    actions.bring_in(run_id)
