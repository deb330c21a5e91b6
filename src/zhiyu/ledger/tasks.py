from procrastinate.contrib.django import app

from zhiyu.ledger.actions import seal_all


@app.task(name="ledger.seal", queue="default")
def seal() -> None:
    """Woken about a second after a commit."""
    seal_all()


@app.periodic(cron="*/1 * * * *")
@app.task(name="ledger.seal_net", queue="default")
def seal_net(timestamp: int) -> None:
    """Whatever a lost wake-up left unsealed."""
    del timestamp
    seal_all()
