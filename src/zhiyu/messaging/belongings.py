"""What messaging keeps about a person: it goes with them."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import ngettext

from zhiyu.accounts.belongings import Belonging
from zhiyu.messaging.models import Message, Refusal
from zhiyu.messaging.templates import rendered, written_as


def lost(user_id: int) -> Sequence[str]:
    count = Message.objects.filter(recipient=user_id).count()
    return [ngettext("%(n)s 条消息", "%(n)s 条消息", count) % {"n": count}] if count else []


def export(user_id: int) -> dict[str, Any]:
    mine = Message.objects.filter(recipient=user_id).prefetch_related("sends").order_by("pk")
    return {
        "messages": [exported(one) for one in mine],
        "not_wanted": list(Refusal.objects.filter(person=user_id).order_by("pk").values("topic", "channel")),
    }


def exported(message: Message) -> dict[str, Any]:
    words = rendered(written_as(message.template, message.version), message.facts)
    sends = [{"channel": one.channel, "status": one.status, "at": one.ended_at} for one in message.sends.all()]
    return {
        "at": message.at,
        "title": words.title,
        "text": words.text,
        "facts": message.facts,
        "read_at": message.read_at,
        "sent": sends,
    }


def forget(user_id: int) -> None:
    Message.objects.filter(recipient=user_id).delete()
    Refusal.objects.filter(person=user_id).delete()


MESSAGES = Belonging(key="messages", export=export, lost=lost, forget=forget)
