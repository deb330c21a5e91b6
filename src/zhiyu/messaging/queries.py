"""Reads of messages, their ways out, and what people and the school chose."""

from datetime import timedelta

from django.db.models import QuerySet

from zhiyu.accounts.models import User
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.messaging.channels import channel, channel_names, text_for
from zhiyu.messaging.models import Message, Refusal, Send, Switch
from zhiyu.messaging.templates import Template, Topic

REMEMBERED = timedelta(days=7)
MOST_FAILED = 20
# What a person may want by text message or not; staff's own to-dos never leave the school.
PERSONAL = [Topic.ORDERS, Topic.AFTER_SALE, Topic.INVOICES, Topic.APPLICATIONS, Topic.CLASSES]


def messages_of(user_id: int) -> QuerySet[Message]:
    return Message.objects.filter(recipient=user_id).order_by("-pk")


def told_about(order_no: str, *, user_id: int) -> QuerySet[Message]:
    """What a person was told that speaks of an order of theirs, the oldest first."""
    found = Message.objects.filter(recipient=user_id, facts__order=order_no)
    return found.order_by("pk").prefetch_related("sends")


def unread_of(user_id: int) -> int:
    return Message.objects.filter(recipient=user_id, read_at=None).count()


def reachable(user_id: int) -> User | None:
    """None for who has left."""
    return User.objects.filter(pk=user_id, closed_at=None).first()


def refused_by(user_id: int) -> set[tuple[str, str]]:
    """``(topic, channel)`` of each no."""
    return set(Refusal.objects.filter(person=user_id).values_list("topic", "channel"))


# --- what the school lets out --------------------------------------------------------------------------------------


def switches() -> dict[tuple[str, str], Switch]:
    return {(one.template, one.channel): one for one in Switch.objects.all()}


def switches_of(template: Template) -> dict[str, Switch]:
    """One for each channel, as stored or as they stand before anybody touched them."""
    stored = {one.channel: one for one in Switch.objects.filter(template=template.name)}
    return {name: stored.get(name) or Switch(template=template.name, channel=name) for name in channel_names()}


def lets_out(template: Template, switch: Switch) -> bool:
    way = channel(switch.channel)
    numbered = bool(switch.number) or not way.needs_number
    return bool(text_for(template, switch.channel)) and switch.on and numbered and way.is_open()


# --- ways out ------------------------------------------------------------------------------------------------------


def sends_for_studio(*, status: str = "") -> QuerySet[Send]:
    found = Send.objects.select_related("message__recipient").order_by("-pk")
    return found.filter(status=status) if status in Send.Status.values else found


def failed_lately() -> QuerySet[Send]:
    """What somebody may want to mend and send again."""
    return sends_for_studio(status=Send.Status.FAILED).filter(ended_at__gt=now() - REMEMBERED)[:MOST_FAILED]


def due_sends() -> QuerySet[Send]:
    return Send.objects.filter(status=Send.Status.WAITING, due_at__lte=now()).order_by("due_at")


def send_by_id(send_id: int) -> Send:
    found = sends_for_studio().filter(pk=send_id).first()
    if found is None:
        raise NotFound
    return found
