"""What is said and asked."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyu.rooms.errors import MessageStateError, QuestionStateError


class Message(models.Model):
    """``n`` numbers what everybody may see; what waits for the host has none yet. ``key`` is the sender's own."""

    class State(models.TextChoices):
        SAID = "said", _("已发出")
        HELD = "held", _("等老师看")
        HIDDEN = "hidden", _("已删除")

    class Part(models.TextChoices):
        LEARNER = "", _("学员")
        HOST = "host", _("老师")
        ASSISTANT = "assistant", _("助教")

    MOVES: dict[State, set[State]] = {
        State.SAID: {State.HIDDEN},
        State.HELD: {State.SAID, State.HIDDEN},
        State.HIDDEN: set(),
    }

    room = models.ForeignKey("rooms.Room", on_delete=models.PROTECT, related_name="messages")
    n = models.PositiveIntegerField(null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=9, choices=Part, blank=True, default=Part.LEARNER)
    text = models.CharField(max_length=200)
    key = models.CharField(max_length=40)
    state = models.CharField(max_length=6, choices=State, default=State.SAID)
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "user", "key"], name="message_once"),
            models.UniqueConstraint(fields=["room", "n"], name="message_numbered_once"),
            models.CheckConstraint(condition=~Q(state="said") | Q(n__isnull=False), name="message_said_is_numbered"),
        ]
        indexes = [
            models.Index(fields=["room", "user", "-said_at"], name="message_by_person"),
            models.Index(fields=["room"], name="message_held", condition=Q(state="held")),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.n}"

    def move_to(self, state: "Message.State", *, n: int | None = None) -> None:
        if state not in self.MOVES[Message.State(self.state)]:
            raise MessageStateError
        self.state, self.n = state, n or self.n
        self.save(update_fields=["state", "n"])


class Question(models.Model):
    """``votes`` counts its ``Upvote`` rows and is only ever changed by UPDATE."""

    class State(models.TextChoices):
        OPEN = "open", _("等回答")
        ANSWERED = "answered", _("已回答")
        HIDDEN = "hidden", _("已收起")
        HELD = "held", _("等老师看")

    UNSEEN = {State.HIDDEN, State.HELD}  # by learners

    MOVES: dict[State, set[State]] = {
        State.HELD: {State.OPEN, State.HIDDEN},
        State.OPEN: {State.ANSWERED, State.HIDDEN},
        State.ANSWERED: {State.OPEN, State.HIDDEN},
        State.HIDDEN: {State.OPEN},
    }

    room = models.ForeignKey("rooms.Room", on_delete=models.PROTECT, related_name="questions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=200)
    key = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    votes = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "user", "key"], name="room_question_once")]
        indexes = [models.Index(fields=["room", "state", "-votes"], name="room_question_by_votes")]

    def __str__(self) -> str:
        return self.text

    def move_to(self, state: "Question.State") -> None:
        if state not in self.MOVES[Question.State(self.state)]:
            raise QuestionStateError
        self.state = state
        self.save(update_fields=["state"])


class Upvote(models.Model):
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="upvotes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "user"], name="upvote_once")]

    def __str__(self) -> str:
        return f"{self.question_id} {self.user_id}"
