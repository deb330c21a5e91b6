from procrastinate.contrib.django import app

from zhiyu.commerce import actions


@app.task(name="commerce.close_order", queue="default")
def close_order(*, order_no: str) -> None:
    actions.close_unless_unsure(order_no=order_no)


@app.periodic(cron="*/1 * * * *")
@app.task(name="commerce.close_expired", queue="default", queueing_lock="commerce.close_expired")
def close_expired(timestamp: int) -> None:
    del timestamp
    actions.close_expired()


@app.periodic(cron="*/1 * * * *")
@app.task(name="commerce.reconcile_payments", queue="default", queueing_lock="commerce.reconcile_payments")
def reconcile_payments(timestamp: int) -> None:
    del timestamp
    actions.reconcile_payments()


@app.periodic(cron="*/1 * * * *")
@app.task(name="commerce.reconcile_refunds", queue="default", queueing_lock="commerce.reconcile_refunds")
def reconcile_refunds(timestamp: int) -> None:
    del timestamp
    actions.reconcile_refunds()


@app.periodic(cron="*/1 * * * *")
@app.task(name="commerce.tend_presales", queue="default", queueing_lock="commerce.tend_presales")
def tend_presales(timestamp: int) -> None:
    """Who paid a deposit hears of the balance; what nobody used is settled when the time is over."""
    del timestamp
    actions.tend_presales()


@app.periodic(cron="5,35 * * * *")
@app.task(name="commerce.fetch_bills", queue="default", queueing_lock="commerce.fetch_bills")
def fetch_bills(timestamp: int) -> None:
    """Days are due from ten in the morning, Shanghai time; what is not there yet is asked for later."""
    del timestamp
    actions.fetch_bills()
