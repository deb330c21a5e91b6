from procrastinate.contrib.django import app

from zhiyu.integrations.alipay import actions


@app.periodic(cron="47 4 * * *")
@app.task(name="alipay.forget", queue="default")
def forget(timestamp: int) -> None:
    del timestamp
    actions.forget_unproved()
    actions.forget_old_certificates()
