"""Forgetting what is no longer needed, every night."""

from procrastinate.contrib.django import app

from zhiyu.accounts import actions


@app.periodic(cron="17 4 * * *")
@app.task(name="accounts.forget", queue="default")
def forget(timestamp: int) -> None:
    del timestamp
    actions.forget_old_codes()
    actions.forget_ended_devices()
