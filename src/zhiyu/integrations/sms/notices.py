"""Text messages as a channel of ``messaging``, by the account that sends codes."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from django.conf import settings
from django.utils.module_loading import import_string

from zhiyu.accounts.models import User
from zhiyu.accounts.sms import SmsMisconfigured, SmsRefused, SmsUnavailable, SmsUncertain
from zhiyu.messaging.channels import ChannelBusy, ChannelMisconfigured, ChannelRefused, ChannelUnsure, Letter
from zhiyu.platform.school import school


@runtime_checkable
class NoticeSender(Protocol):
    """A sender that can also say other things than codes; ``approved_only``: from texts approved one by one."""

    approved_only: bool

    def placeholder(self, name: str, place: int) -> str: ...

    def notice(self, *, phone: str, text: str, number: str, facts: Mapping[str, str]) -> None: ...


def notice_sender() -> NoticeSender | None:
    """None: the school has no account, or one for codes only."""
    found = import_string(settings.SMS_SENDER)() if settings.SMS_SENDER else None
    return found if isinstance(found, NoticeSender) else None


class SmsNotices:
    def __init__(self) -> None:
        self.sender = notice_sender()

    @property
    def needs_number(self) -> bool:
        return self.sender is not None and self.sender.approved_only

    def is_open(self) -> bool:
        return self.sender is not None

    def address_of(self, person: User) -> str:
        return person.phone or ""

    def placeholder(self, name: str, place: int) -> str:
        return self.sender.placeholder(name, place) if self.sender else f"{{{name}}}"

    def send(self, letter: Letter) -> None:
        """The provider puts the school's approved sign before the text; where there is none, its name stands there."""
        if self.sender is None:
            raise ChannelMisconfigured("no sender")
        text = f"【{school().name}】{letter.text}"
        try:
            self.sender.notice(phone=letter.to, text=text, number=letter.number, facts=letter.facts)
        except SmsUncertain as error:
            raise ChannelUnsure(str(error)) from error
        except SmsRefused as error:
            raise ChannelRefused(str(error)) from error
        except SmsMisconfigured as error:
            raise ChannelMisconfigured(str(error)) from error
        except (SmsUnavailable, OSError) as error:
            raise ChannelBusy(type(error).__name__ if isinstance(error, OSError) else str(error)) from error
