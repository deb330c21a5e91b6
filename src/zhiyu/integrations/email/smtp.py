"""Mail by SMTP, through Django's own backend and its ``EMAIL_*`` settings."""

import smtplib

from django.core.mail import EmailMessage, get_connection

from zhiyu.accounts.mail import MailRefused, MailUnavailable

PERMANENT = 500


class SmtpSender:
    def send(self, *, to: str, subject: str, text: str) -> None:
        message = EmailMessage(subject=subject, body=text, to=[to], connection=get_connection())
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            if codes and all(code >= PERMANENT for code in codes):
                raise MailRefused(str(codes)) from error
            raise MailUnavailable(str(codes)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailUnavailable(type(error).__name__) from error
