from procrastinate.contrib.django import app

from zhiyu.screening import actions


@app.periodic(cron="*/10 * * * *")
@app.task(name="screening.end_lapsed", queue="default", queueing_lock="screening.end_lapsed")
def end_lapsed(timestamp: int) -> None:
    del timestamp
    actions.end_lapsed()
