from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyu.coaching.errors import AppointmentStateError
from zhiyu.kernel.clock import now

SOON: Final = timedelta(minutes=15)
"""Before an appointment both are told, and its room opens."""
LATE: Final = timedelta(minutes=5)
STAYS: Final = timedelta(hours=4)
"""After its planned end the room is there for whoever talks on."""
LONGEST: Final = 480


class Delivery(models.Model):
    """A session that was given. Never changed or deleted: a mistake is followed by its ``Undoing``."""

    grant = models.ForeignKey("access.Grant", on_delete=models.PROTECT, related_name="deliveries")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_on = models.DateField()
    note = models.CharField(max_length=200, blank=True, default="")
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["-noted_at"], name="delivery_by_time")]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.given_on}"

    @property
    def undone(self) -> bool:
        return hasattr(self, "undoing")


class Undoing(models.Model):
    """A session noted by mistake, given back. Once."""

    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="undoing")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"not {self.delivery_id}"


class Appointment(models.Model):
    """One session of a purchase at a time, for its buyer and ``host``: in our room, or at a ``link`` elsewhere."""

    class State(models.TextChoices):
        PLANNED = "planned", _("约好了")
        DONE = "done", _("做过了")
        CALLED_OFF = "called_off", _("已取消")

    MOVES: dict[State, set[State]] = {
        State.PLANNED: {State.DONE, State.CALLED_OFF},
        State.DONE: set(),
        State.CALLED_OFF: set(),
    }

    grant = models.ForeignKey("access.Grant", on_delete=models.PROTECT, related_name="appointments")
    n = models.PositiveIntegerField()
    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    link = models.URLField(max_length=500, blank=True, default="")
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, null=True, related_name="appointment")
    # Goes up with each change: forms say which they saw, and each change is told once.
    version = models.PositiveIntegerField(default=1)
    soon_told_for = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "n"], name="appointment_once"),
            models.CheckConstraint(
                condition=Q(state="done", delivery__isnull=False) | (~Q(state="done") & Q(delivery__isnull=True)),
                name="appointment_done_is_noted",
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_at"], name="appointment_by_state")]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.starts_at}"

    def move_to(self, state: "Appointment.State", *also: str) -> None:
        if state not in self.MOVES[Appointment.State(self.state)]:
            raise AppointmentStateError
        self.state, self.version = state, self.version + 1
        self.save(update_fields=["state", "version", *also])

    @property
    def closes_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes) + STAYS

    @property
    def opens_at(self) -> datetime:
        return self.starts_at - SOON

    @property
    def stands(self) -> bool:
        """Something to go to: not called off, and not long over."""
        return self.state != Appointment.State.CALLED_OFF and now() < self.closes_at

    @property
    def is_open(self) -> bool:
        return self.stands and self.opens_at <= now()

    @property
    def may_be_noted(self) -> bool:
        return self.state == Appointment.State.PLANNED and self.opens_at <= now()


class Seat(models.Model):
    """How many signals somebody sent in a call since when: what is said in them is nowhere."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    said = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appointment", "person"], name="appointment_seat_once")]

    def __str__(self) -> str:
        return f"{self.appointment_id} {self.person_id}"
