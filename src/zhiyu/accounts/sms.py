"""The port through which codes reach phones. Adapters live in ``integrations.sms``."""

from typing import Protocol, runtime_checkable

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from zhiyu.accounts.errors import SmsFailed


class SmsUnavailable(Exception):
    """The channel is down or slow; the same message may be sent again later."""


class SmsUncertain(Exception):
    """Nobody knows whether the message left. It may yet arrive, so it must not be sent a second time."""


class SmsRefused(Exception):
    """The channel will never take this message to this number."""


class SmsMisconfigured(Exception):
    """The channel will take no message before somebody mends the account: key, template, signature or balance."""


class SmsSender(Protocol):
    def send(self, *, phone: str, text: str, code: str) -> None:
        """Hand the message over once, or raise one of the four above."""


@runtime_checkable
class ReadableSms(Protocol):
    """A sender whose messages can be read back: only ever the one that writes them to a file."""

    def last_text(self, phone: str) -> str: ...

    def place(self) -> str: ...


class SmsNotConnected(SmsFailed):
    code = "sms_not_connected"
    status = 503
    message = _("学堂还没有接通短信服务，请联系管理员。")


def sender() -> SmsSender:
    if not settings.SMS_SENDER:
        raise SmsNotConnected
    made: SmsSender = import_string(settings.SMS_SENDER)()
    return made


def shown(phone: str) -> dict[str, str]:
    """For a page: the message itself in the demo; in a local school without a channel, the file that holds it."""
    if not settings.SMS_SENDER:
        return {}
    found = sender()
    if not isinstance(found, ReadableSms):
        return {}
    if settings.DEMO:
        return {"last_message": found.last_text(phone)}
    return {"message_file": found.place()} if settings.MODE == "local" else {}
