"""Messages leave the school: claimed and committed, handed over, then the outcome written down.

What is handed over twice may arrive twice, so a row goes back to waiting only when the channel said that it did not
leave, or when a person looked at why it failed.
"""

from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import override
from procrastinate.contrib.django import app

from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.messaging.channels import (
    ChannelBusy,
    ChannelMisconfigured,
    ChannelRefused,
    ChannelUnsure,
    Letter,
    channel,
    text_for,
)
from zhiyu.messaging.events import SendQueued
from zhiyu.messaging.models import Send
from zhiyu.messaging.presenters import letter_facts
from zhiyu.messaging.queries import due_sends, lets_out, refused_by, switches_of
from zhiyu.messaging.quiet import allowed_from
from zhiyu.messaging.templates import Template, written_as
from zhiyu.platform import audit
from zhiyu.platform.bus import publish

log = structlog.get_logger(__name__)
Status = Send.Status
MOST_TRIES = 6
A_PERSON_A_DAY = 10
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Longer than any channel is waited for.
SILENCE = timedelta(minutes=10)
AT_ONCE = 100
LANGUAGE = "zh-hans"


def send_due() -> int:
    """Those whose hour has come, the longest due first."""
    return sum(send(send_id=pk) for pk in list(due_sends().values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def queue(*, send_id: int) -> None:
    """For a thread that waits for channels only: a slow one keeps no other event waiting."""
    app.configure_task("messaging.send", queue="messages").defer(send_id=send_id)


def send(*, send_id: int) -> bool:
    """Outside any transaction. Answers whether it was handed over now."""
    letter = take(send_id=send_id)
    if letter is None:
        return False
    way, sheet = letter
    try:
        channel(way).send(sheet)
    except ChannelBusy as error:
        put_off(send_id=send_id, said=str(error))
    except ChannelUnsure as error:
        end(send_id=send_id, status=Status.UNSURE, because="silence", said=str(error))
    except ChannelRefused as error:
        end(send_id=send_id, status=Status.FAILED, because="refused", said=str(error))
    except ChannelMisconfigured as error:
        end(send_id=send_id, status=Status.FAILED, because="settings", said=str(error))
    else:
        end(send_id=send_id, status=Status.SENT)
    return True


@transaction.atomic
def take(*, send_id: int) -> tuple[str, Letter] | None:
    """Claim what is due; None when it is not, when somebody else has it, or when it is not to be sent after all."""
    found = Send.objects.select_for_update(of=["self"]).filter(pk=send_id).select_related("message__recipient").first()
    at = now()
    if found is None or found.status != Status.WAITING or found.due_at > at:
        return None
    later = allowed_from(at + HOUR) if spent(found.channel) else allowed_from(at)
    if later > at:
        found.due_at = later
        found.save(update_fields=["due_at"])
        return None
    said, person = written_as(found.message.template, found.message.version), found.message.recipient
    to = channel(found.channel).address_of(person) if person.is_active and not person.closed_at else ""
    if said is None or (because := why_not(found, said, to)):
        found.move_to(Status.SKIPPED, ended_at=at, because="" if said is None else because)
        return None
    found.move_to(Status.SENDING, begun_at=at, attempts=found.attempts + 1)
    number = switches_of(said)[found.channel].number
    with override(LANGUAGE):
        facts = letter_facts(said, found.message.facts, found.channel)
        text = str(text_for(said, found.channel)) % facts
    return found.channel, Letter(to=to, text=text, number=number, facts=facts)


def spent(way: str) -> bool:
    """The school pays for so many a day and no more; codes have a number of their own."""
    today = Send.objects.filter(channel=way, begun_at__gt=now() - DAY).count()
    if today >= settings.SMS_DAILY_LIMIT:
        log.error("message daily limit reached", channel=way, limit=settings.SMS_DAILY_LIMIT)
        return True
    return False


def why_not(found: Send, said: Template, to: str) -> str:
    """Between being told and being sent, people change their minds and schools their switches."""
    person_id = found.message.recipient_id
    if not to:
        return "no_address"
    if (said.topic, found.channel) in refused_by(person_id):
        return "unwanted"
    if not lets_out(said, switches_of(said)[found.channel]):
        return "switched_off"
    lately = Send.objects.filter(message__recipient=person_id, channel=found.channel, begun_at__gt=now() - DAY)
    return "" if lately.exclude(pk=found.pk).count() < A_PERSON_A_DAY else "too_many"


@transaction.atomic
def put_off(*, send_id: int, said: str) -> None:
    """Again in 1, 2, 4 … minutes, never by night; after the last try it has failed."""
    found = Send.objects.select_for_update().get(pk=send_id)
    log.warning("message put off", send=send_id, channel=found.channel, reason=said)
    if found.attempts >= MOST_TRIES:
        found.move_to(Status.FAILED, ended_at=now(), because="busy", said=said[:120])
        return
    later = now() + timedelta(minutes=2 ** (found.attempts - 1))
    found.move_to(Status.WAITING, due_at=allowed_from(later), because="busy", said=said[:120])


@transaction.atomic
def end(*, send_id: int, status: Send.Status, because: str = "", said: str = "") -> None:
    found = Send.objects.select_for_update().get(pk=send_id)
    if because:
        log.warning("message not sent", send=send_id, channel=found.channel, because=because, reason=said)
    found.move_to(status, ended_at=now(), because=because, said=said[:120])


@transaction.atomic
def give_up_on_left() -> int:
    """Whoever had them was killed: nobody knows whether they left, so they are not sent again."""
    left = Send.objects.select_for_update(skip_locked=True).filter(status=Status.SENDING, begun_at__lt=now() - SILENCE)
    found = list(left)
    for one in found:
        one.move_to(Status.UNSURE, ended_at=now(), because="silence")
    return len(found)


@transaction.atomic
def retry(*, send_id: int, actor_id: int) -> Send:
    """After somebody mended the cause. Asked twice it is sent once."""
    found = Send.objects.select_for_update().filter(pk=send_id).first()
    if found is None:
        raise NotFound
    if found.status in {Status.WAITING, Status.SENDING}:
        return found
    found.move_to(Status.WAITING, due_at=allowed_from(now()), attempts=0, ended_at=None, because="", said="")
    publish(SendQueued(send_id=found.pk))
    audit.record(actor_id=actor_id, action="message.retried", target=f"send:{found.pk}")
    return found
