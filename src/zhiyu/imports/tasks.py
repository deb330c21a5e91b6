from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from zhiyu.imports import actions

AGAIN = RetryStrategy(max_attempts=8, exponential_wait=2, retry_exceptions={OperationalError, InterfaceError})


@app.task(name="imports.bring_in", queue="media", retry=AGAIN)
def bring_in(*, run_id: int) -> None:
    actions.bring_in(run_id)
