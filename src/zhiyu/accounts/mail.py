"""The port through which mail leaves. Adapters live in ``integrations.email``; a job sends, never a request."""

from typing import Protocol, runtime_checkable

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

log = structlog.get_logger(__name__)


class MailUnavailable(Exception):
    """The server is down or slow; the same mail may be sent again later."""


class MailRefused(Exception):
    """The server will never take this mail for this address."""


class MailSender(Protocol):
    def send(self, *, to: str, subject: str, text: str) -> None:
        """Hand the mail over, or raise ``MailUnavailable`` or ``MailRefused``."""


@runtime_checkable
class ReadableMail(Protocol):
    """A sender whose mail can be read back: only ever the one that writes to a file."""

    def last_text(self, to: str) -> str: ...

    def place(self) -> str: ...


def connected() -> bool:
    return bool(settings.MAIL_SENDER)


def sender() -> MailSender:
    made: MailSender = import_string(settings.MAIL_SENDER)()
    return made


def shown() -> dict[str, str]:
    """For a page, where no mail leaves this machine: the file that holds it."""
    if not connected():
        return {}
    found = sender()
    return {"message_file": found.place()} if isinstance(found, ReadableMail) else {}


def post(*, to: str, subject: str, text: str) -> None:
    """Send now; an address that will never take it is noted and left."""
    try:
        sender().send(to=to, subject=subject, text=text)
    except MailRefused as error:
        log.warning("mail refused", reason=str(error))
