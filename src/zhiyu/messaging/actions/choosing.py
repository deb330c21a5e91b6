"""What a person does not want on their phone, and what the school lets out."""

from collections.abc import Collection

from django.db import transaction

from zhiyu.messaging.channels import channel, text_for
from zhiyu.messaging.errors import NoSuchWords, NumberMissing
from zhiyu.messaging.models import Refusal, Switch
from zhiyu.messaging.queries import PERSONAL
from zhiyu.messaging.templates import template as template_of
from zhiyu.platform import audit


@transaction.atomic
def choose(*, user_id: int, way: str, topics: Collection[str]) -> None:
    """Of the topics one may choose, these come by the channel ``way`` and no others."""
    wanted = [topic for topic in PERSONAL if topic in topics]
    Refusal.objects.filter(person_id=user_id, channel=way, topic__in=wanted).delete()
    Refusal.objects.bulk_create(
        [Refusal(person_id=user_id, channel=way, topic=topic) for topic in PERSONAL if topic not in wanted],
        ignore_conflicts=True,
    )


@transaction.atomic
def set_switch(*, template: str, way: str, on: bool, number: str, actor_id: int) -> Switch:
    """``number`` is the provider's for this text; without it a channel that wants one stays off."""
    said = template_of(template)
    if not text_for(said, way):
        raise NoSuchWords
    number = number.strip()
    if on and not number and channel(way).needs_number:
        raise NumberMissing
    Switch.objects.get_or_create(template=template, channel=way)
    switch = Switch.objects.select_for_update().get(template=template, channel=way)
    if (switch.on, switch.number) == (on, number):
        return switch
    switch.on, switch.number = on, number
    switch.save(update_fields=["on", "number"])
    audit.record(actor_id=actor_id, action="message.switched", target=f"template:{template}", channel=way, on=on)
    return switch
