from procrastinate.contrib.django import app

from zhiyu.platform.jobs import AGAIN
from zhiyu.works import actions


@app.task(name="works.look_for", queue="tracing", retry=AGAIN)
def look_for(*, search_id: int) -> None:
    actions.look_for(search_id)


@app.task(name="works.look_over", queue="tracing", queueing_lock="works.look_over", retry=AGAIN)
def look_over() -> None:
    actions.look_over()


@app.periodic(cron="*/30 * * * *")
@app.task(name="works.look_after", queue="tracing", queueing_lock="works.look_after")
def look_after(timestamp: int) -> None:
    del timestamp
    actions.look_after()
