"""A room around one live class, who was in it, and what is offered there."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Room(models.Model):
    """``said`` numbers the messages without a gap, in the order in which they were committed; ``likes`` counts them.
    Both are only ever changed by UPDATE.
    """

    live_class = models.OneToOneField("live.LiveClass", on_delete=models.PROTECT, primary_key=True, related_name="+")
    slow_seconds = models.PositiveSmallIntegerField(default=0)
    quiet = models.BooleanField(default=False)
    said = models.PositiveIntegerField(default=0)
    likes = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"room {self.pk}"


class Attendance(models.Model):
    """Somebody who was there: from when until when, and for how many seconds of the class. Its id is their number."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0)
    liked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "user"], name="attendance_once")]
        indexes = [models.Index(fields=["room", "-last_at"], name="attendance_here")]

    def __str__(self) -> str:
        return f"{self.room_id} {self.user_id}"

    @property
    def minutes(self) -> int:
        return round(self.seconds / 60)


class Mute(models.Model):
    """Who may listen and not speak."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="mutes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "user"], name="muted_once")]

    def __str__(self) -> str:
        return f"{self.room_id} {self.user_id}"


class Card(models.Model):
    """A product that the host holds up. ``deal``: the limited offer that began with it, which ends by itself."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="cards")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    deal = models.ForeignKey("promotions.Deal", on_delete=models.PROTECT, related_name="+", null=True)
    key = models.CharField(max_length=40)
    shown_at = models.DateTimeField(auto_now_add=True)
    down_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "key"], name="card_once"),
            models.UniqueConstraint(fields=["room"], condition=Q(down_at=None), name="card_one_up"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.product_id}"


class Word(models.Model):
    """What the school does not want to stand in a chat unseen, as ``wording.plain`` reads it."""

    text = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.text
