from procrastinate.contrib.django import app

from zhiyu.screening import actions, notices


@app.periodic(cron="*/10 * * * *")
@app.task(name="screening.end_lapsed", queue="default", queueing_lock="screening.end_lapsed")
def end_lapsed(timestamp: int) -> None:
    del timestamp
    actions.end_lapsed()


@app.periodic(cron="7 * * * *")
@app.task(name="screening.remind", queue="default", queueing_lock="screening.remind")
def remind(timestamp: int) -> None:
    del timestamp
    notices.tell_ending()
