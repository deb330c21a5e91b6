from procrastinate.contrib.django import app

from zhiyu.messaging import actions
from zhiyu.platform.jobs import AGAIN


@app.task(name="messaging.send", queue="messages", retry=AGAIN)
def send(send_id: int) -> None:
    actions.send(send_id=send_id)


@app.periodic(cron="*/1 * * * *")
@app.task(name="messaging.send_due", queue="messages", queueing_lock="messaging.send_due")
def send_due(timestamp: int) -> None:
    """What waited for the morning, or for a channel that was busy."""
    del timestamp
    actions.give_up_on_left()
    actions.send_due()


@app.periodic(cron="23 4 * * *")
@app.task(name="messaging.forget", queue="default")
def forget(timestamp: int) -> None:
    del timestamp
    actions.forget_old_sends()
