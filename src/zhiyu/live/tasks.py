from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from zhiyu.live import actions
from zhiyu.live.tencent.cloud import CloudAway
from zhiyu.media.streaming import BeingWritten

# Whoever receives it looks each second whether it is over.
AGAIN = RetryStrategy(max_attempts=12, wait=1, retry_exceptions={BeingWritten, OperationalError, InterfaceError})
CALLED_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions={CloudAway})


@app.task(name="live.settle", queue="default", retry=AGAIN)
def settle(*, class_id: int) -> None:
    actions.settle(class_id=class_id)


@app.task(name="live.remind", queue="default", retry=AGAIN)
def remind(*, class_id: int) -> None:
    actions.remind(class_id=class_id)


@app.task(name="live.hang_up", queue="default", retry=CALLED_AGAIN)
def hang_up(*, class_id: int, number: int) -> None:
    actions.hang_up(class_id=class_id, number=number)


@app.task(name="live.fetch", queue="copies", retry=CALLED_AGAIN)
def fetch(*, class_id: int) -> None:
    actions.fetch_recordings(class_id=class_id)


@app.periodic(cron="* * * * *")
@app.task(name="live.sweep", queue="default", queueing_lock="live.sweep")
def sweep(timestamp: int) -> None:
    del timestamp
    actions.sweep()
