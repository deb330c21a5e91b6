"""The port through which messages leave the school. Adapters live in ``integrations``, by ``MESSAGE_CHANNELS``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from zhiyu.accounts.models import User
from zhiyu.messaging.templates import Template

SMS = "sms"
LABELS: Mapping[str, str | Promise] = {SMS: _("短信")}


class ChannelBusy(Exception):
    """It did not leave, and may a little later."""


class ChannelUnsure(Exception):
    """Nobody knows whether it left. It may yet arrive, so it must not be sent a second time."""


class ChannelRefused(Exception):
    """The channel will never take this message for this person."""


class ChannelMisconfigured(Exception):
    """The channel takes no message before somebody mends the account: key, template, signature or balance."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """``number`` is the provider's for the template; ``facts`` fill it, in the order in which the text names them."""

    to: str
    text: str
    number: str
    facts: Mapping[str, str]


class Channel(Protocol):
    @property
    def needs_number(self) -> bool:
        """Whether the provider wants each text approved beforehand, under a number of its own."""

    def is_open(self) -> bool:
        """Whether the school has an account there at all."""

    def address_of(self, person: User) -> str:
        """Where a person gets it; empty: nowhere."""

    def placeholder(self, name: str, place: int) -> str:
        """How the provider writes a variable in the text that is sent in for approval."""

    def send(self, letter: Letter) -> None:
        """Hand it over once, or raise one of the four above."""


def channel(name: str) -> Channel:
    made: Channel = import_string(settings.MESSAGE_CHANNELS[name])()
    return made


def channel_names() -> list[str]:
    return list(settings.MESSAGE_CHANNELS)


def text_for(one: Template, name: str) -> str | Promise:
    """What a template says by a channel; empty: it does not go there."""
    return one.sms if name == SMS else ""
