from procrastinate.contrib.django import app

from zhiyu.catalog.importing.journal import sweep


@app.periodic(cron="*/10 * * * *")
@app.task(name="catalog.sweep_imports", queue="default", queueing_lock="catalog.sweep_imports")
def sweep_imports(timestamp: int) -> None:
    """Take away at once what an import stored that was killed half-way."""
    del timestamp
    sweep()
