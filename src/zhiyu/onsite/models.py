from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyu.onsite.errors import OnsiteStateError, SeatStateError
from zhiyu.platform.live import tell

DOOR = timedelta(hours=2)
"""How long before its begin and after its end people can sign in."""


class OnsiteClass(models.Model):
    """One class at one time and place. It is a lesson of its course: title, price and who may come are the lesson's.

    ``seats``: 0 for as many as come. ``numbers`` is the last number given to a seat; it makes the waiting line one.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("未开始")
        OVER = "over", _("已结束")
        CALLED_OFF = "called_off", _("已取消")

    MOVES: dict[State, set[State]] = {
        State.PLANNED: {State.OVER, State.CALLED_OFF},
        State.OVER: set(),
        State.CALLED_OFF: set(),
    }

    lesson = models.OneToOneField("catalog.Lesson", on_delete=models.PROTECT, related_name="onsite_class")
    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=120)
    place = models.CharField(max_length=120)
    directions = models.TextField(blank=True, default="")
    seats = models.PositiveIntegerField(default=0)
    numbers = models.PositiveIntegerField(default=0)
    # Until which moment everybody was told that it comes: a class that is moved is told of anew.
    day_told_for = models.DateTimeField(null=True)
    soon_told_for = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    # When its words last changed; seats come and go without it.
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["state", "starts_at"], name="onsite_by_state")]

    def __str__(self) -> str:
        return f"{self.lesson_id} {self.starts_at}"

    def move_to(self, state: "OnsiteClass.State") -> None:
        if state not in self.MOVES[OnsiteClass.State(self.state)]:
            raise OnsiteStateError
        self.state = state
        self.save(update_fields=["state", "updated_at"])
        tell("studio")

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def opens_at(self) -> datetime:
        return self.starts_at - DOOR

    @property
    def closes_at(self) -> datetime:
        return self.ends_at + DOOR


class Seat(models.Model):
    """One person's place in one class. ``number`` says who was first; who comes back after giving back is last.

    ``before``: what it was when they came, so that a tick by mistake can be undone.
    """

    class State(models.TextChoices):
        BOOKED = "booked", _("占好了")
        WAITING = "waiting", _("在排队")
        GIVEN_BACK = "given_back", _("让出了")
        CAME = "came", _("到了")

    class How(models.TextChoices):
        QR = "qr", _("扫码")
        STAFF = "staff", _("老师勾选")

    MOVES: dict[State, set[State]] = {
        State.WAITING: {State.BOOKED, State.GIVEN_BACK, State.CAME},
        State.BOOKED: {State.GIVEN_BACK, State.CAME},
        State.GIVEN_BACK: {State.BOOKED, State.WAITING, State.CAME},
        State.CAME: {State.BOOKED, State.WAITING, State.GIVEN_BACK},
    }
    TAKEN = (State.BOOKED, State.CAME)

    onsite_class = models.ForeignKey(OnsiteClass, on_delete=models.PROTECT, related_name="places")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.GIVEN_BACK)
    number = models.PositiveIntegerField(default=0)
    booked_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField(null=True)
    before = models.CharField(max_length=10, choices=State, blank=True, default="")
    how = models.CharField(max_length=6, choices=How, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["onsite_class", "user"], name="seat_once")]
        indexes = [models.Index(fields=["onsite_class", "state", "number"], name="seat_in_line")]

    def __str__(self) -> str:
        return f"{self.onsite_class_id} {self.user_id}"

    def move_to(self, state: "Seat.State") -> None:
        """The caller saves: what goes with the move is written with it."""
        if state not in self.MOVES[Seat.State(self.state)]:
            raise SeatStateError
        self.state = state
