from procrastinate.contrib.django import app

from zhiyu.integrations.wechat_pay import actions


@app.periodic(cron="37 4 * * *")
@app.task(name="wechat_pay.forget", queue="default")
def forget(timestamp: int) -> None:
    del timestamp
    actions.forget_unproved()


@app.periodic(cron="19 * * * *")
@app.task(name="wechat_pay.renew_certificates", queue="default")
def renew_certificates(timestamp: int) -> None:
    del timestamp
    actions.renew_certificates()
