from procrastinate.contrib.django import app

from zhiyu.coaching import actions


@app.periodic(cron="* * * * *")
@app.task(name="coaching.remind", queue="default", queueing_lock="coaching.remind")
def remind(timestamp: int) -> None:
    del timestamp
    actions.remind_due()
