from procrastinate.contrib.django import app

from zhiyu.gifts import actions


@app.periodic(cron="17 * * * *")
@app.task(name="gifts.return_unclaimed", queue="default", queueing_lock="gifts.return_unclaimed")
def return_unclaimed(timestamp: int) -> None:
    del timestamp
    actions.return_unclaimed()
