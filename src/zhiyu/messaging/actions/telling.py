"""A person is told something, in the transaction of whatever made it true."""

from django.db import transaction

from zhiyu.kernel.clock import now
from zhiyu.messaging.events import SendQueued
from zhiyu.messaging.models import Message, Send
from zhiyu.messaging.queries import lets_out, messages_of, reachable, refused_by, switches_of
from zhiyu.messaging.quiet import allowed_from
from zhiyu.messaging.templates import Facts
from zhiyu.messaging.templates import template as template_of
from zhiyu.platform import plain
from zhiyu.platform.bus import publish


@transaction.atomic
def tell(*, recipient_id: int, template: str, facts: Facts, key: str) -> Message | None:
    """Once by ``key``, however often it is called. None when it was said before, or there is nobody to tell."""
    said = template_of(template)
    if reachable(recipient_id) is None:
        return None
    message = Message(recipient_id=recipient_id, key=key, template=said.name, version=said.version, facts=dict(facts))
    refused = refused_by(recipient_id) if said.sms else set()
    ways = [
        Send(message=message, channel=name, due_at=allowed_from(now()))
        for name, switch in (switches_of(said).items() if said.sms else ())
        if (said.topic, name) not in refused and lets_out(said, switch)
    ]
    if not plain.insert(message, *ways, unless="(key)"):
        return None
    for way in ways:
        publish(SendQueued(send_id=way.pk))
    return message


@transaction.atomic
def mark_read(*, user_id: int, up_to: int) -> int:
    """Everything up to the message of this number; answers how many were new."""
    return messages_of(user_id).filter(pk__lte=up_to, read_at=None).update(read_at=now())
