from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from zhiyu.live import actions
from zhiyu.media.streaming import BeingWritten

# Whoever receives it looks each second whether it is over.
AGAIN = RetryStrategy(max_attempts=12, wait=1, retry_exceptions={BeingWritten, OperationalError, InterfaceError})


@app.task(name="live.settle", queue="default", retry=AGAIN)
def settle(*, class_id: int) -> None:
    actions.settle(class_id=class_id)


@app.task(name="live.remind", queue="default", retry=AGAIN)
def remind(*, class_id: int) -> None:
    actions.remind(class_id=class_id)


@app.periodic(cron="* * * * *")
@app.task(name="live.sweep", queue="default", queueing_lock="live.sweep")
def sweep(timestamp: int) -> None:
    del timestamp
    actions.sweep()
