from procrastinate.contrib.django import app

from zhiyu.catalog.actions.asking import BIND
from zhiyu.catalog.actions.books import bind_now
from zhiyu.catalog.importing.journal import sweep


@app.task(name=BIND, queue="media", retry=3)
def bind(*, lesson_id: int) -> None:
    bind_now(lesson_id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="catalog.sweep_imports", queue="default", queueing_lock="catalog.sweep_imports")
def sweep_imports(timestamp: int) -> None:
    """Take away at once what an import stored that was killed half-way."""
    del timestamp
    sweep()
