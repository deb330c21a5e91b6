from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyu.messaging.errors import SendStateError
from zhiyu.messaging.templates import Topic


class Message(models.Model):
    """Something told to a person, once by ``key``. Its words come from the template when somebody reads them."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages")
    key = models.CharField(max_length=100, unique=True)
    template = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-id"], name="message_of_person"),
            models.Index(fields=["recipient"], name="message_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.key


class Send(models.Model):
    """A message on its way out by one channel. ``because`` is a word of ours, ``said`` one of the provider's."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("等发送")
        SENDING = "sending", _("正在发")
        SENT = "sent", _("已发出")
        UNSURE = "unsure", _("不确定")
        FAILED = "failed", _("没发出")
        SKIPPED = "skipped", _("没有发")

    MOVES = {
        Status.WAITING: {Status.SENDING, Status.SKIPPED},
        Status.SENDING: {Status.SENT, Status.UNSURE, Status.FAILED, Status.WAITING},
        Status.FAILED: {Status.WAITING},
    }

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="sends")
    channel = models.CharField(max_length=16)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    # When it was last handed to the channel, and when it came to its end.
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=12, blank=True, default="")
    said = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "channel"], name="send_once")]
        indexes = [
            models.Index(fields=["due_at"], name="send_due", condition=Q(status="waiting")),
            models.Index(fields=["begun_at"], name="send_begun"),
            models.Index(fields=["status", "-id"], name="send_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.message_id}"

    def move_to(self, status: "Send.Status", **stamps: Any) -> None:
        if status not in self.MOVES.get(Send.Status(self.status), set()):
            raise SendStateError
        self.status = status
        for name, value in stamps.items():
            setattr(self, name, value)
        self.save(update_fields=["status", *stamps])


class Switch(models.Model):
    """Whether the school lets a template leave by a channel, and the provider's number for its text."""

    template = models.CharField(max_length=60)
    channel = models.CharField(max_length=16)
    on = models.BooleanField(default=True)
    number = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "channel"], name="switch_once")]

    def __str__(self) -> str:
        return f"{self.template} {self.channel}"


class Refusal(models.Model):
    """A person wants nothing of a topic by a channel. No row: they have not said no."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="message_refusals")
    topic = models.CharField(max_length=12, choices=Topic)
    channel = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "topic", "channel"], name="refusal_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.topic} {self.channel}"
