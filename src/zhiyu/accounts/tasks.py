"""Mail, the ends of accounts, and forgetting what is no longer needed."""

from django.contrib.sessions.backends.db import SessionStore
from django.utils.translation import override
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from zhiyu.accounts import actions, mail
from zhiyu.accounts.letters import code_letter, notice_letter
from zhiyu.accounts.queries import email_code, notice

# Three times over about a minute: a code that comes later than that is asked for anew.
FEW = RetryStrategy(max_attempts=3, exponential_wait=4, retry_exceptions=[mail.MailUnavailable])
SOME = RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions=[mail.MailUnavailable])


@app.task(name="accounts.mail_code", queue="default", retry=FEW)
def mail_code(*, code_id: int, sealed: str) -> None:
    row = email_code(code_id)
    if row is None or row.user is None:
        return
    with override(row.user.language):
        subject, text = code_letter(row, sealed)
    mail.post(to=row.email, subject=subject, text=text)


@app.task(name="accounts.mail_notice", queue="default", retry=SOME)
def mail_notice(*, notice_id: int, to: str) -> None:
    found = notice(notice_id)
    if found is None or not mail.connected():
        return
    with override(found.user.language):
        subject, text = notice_letter(found)
    mail.post(to=to, subject=subject, text=text)


@app.periodic(cron="13 * * * *")
@app.task(name="accounts.close_due", queue="default", queueing_lock="accounts.close_due")
def close_due(timestamp: int) -> None:
    del timestamp
    actions.close_due()


@app.periodic(cron="17 4 * * *")
@app.task(name="accounts.forget", queue="default")
def forget(timestamp: int) -> None:
    del timestamp
    actions.forget_old_codes()
    actions.forget_old_email_codes()
    actions.forget_ended_devices()
    actions.forget_old_tries()
    actions.forget_old_notices()
    SessionStore.clear_expired()
