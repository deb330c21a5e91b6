from procrastinate.contrib.django import app

from zhiyu.onsite import actions


@app.periodic(cron="* * * * *")
@app.task(name="onsite.sweep", queue="default", queueing_lock="onsite.sweep")
def sweep(timestamp: int) -> None:
    del timestamp
    actions.sweep()
