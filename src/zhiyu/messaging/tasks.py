from procrastinate.contrib.django import app

from zhiyu.messaging import actions


@app.periodic(cron="*/1 * * * *")
@app.task(name="messaging.send_due", queue="default", queueing_lock="messaging.send_due")
def send_due(timestamp: int) -> None:
    """What waited for the morning, or for a channel that was busy."""
    del timestamp
    actions.give_up_on_left()
    actions.send_due()
