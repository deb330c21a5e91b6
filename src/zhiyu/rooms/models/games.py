"""Polls and draws."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Poll(models.Model):
    room = models.ForeignKey("rooms.Room", on_delete=models.PROTECT, related_name="polls")
    title = models.CharField(max_length=80)
    multiple = models.BooleanField(default=False)
    key = models.CharField(max_length=40)
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "key"], name="poll_once"),
            models.UniqueConstraint(fields=["room"], condition=Q(closed_at=None), name="poll_one_open"),
        ]

    def __str__(self) -> str:
        return self.title


class Option(models.Model):
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    text = models.CharField(max_length=40)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class Vote(models.Model):
    """One person's answer to one poll; its ``Pick`` rows say which options."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "user"], name="vote_once")]

    def __str__(self) -> str:
        return f"{self.poll_id} {self.user_id}"


class Pick(models.Model):
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="picks")
    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="picks")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "option"], name="pick_once")]

    def __str__(self) -> str:
        return f"{self.vote_id} {self.option_id}"


class Draw(models.Model):
    """Announced with the hash of its seed, so that whoever draws cannot choose the seed after the names are known.
    ``entrants``: the numbers it was drawn among, as they were at that moment.
    """

    class Among(models.TextChoices):
        PRESENT = "present", _("现在在场的人")
        VOTED = "voted", _("答过投票的人")

    room = models.ForeignKey("rooms.Room", on_delete=models.PROTECT, related_name="draws")
    title = models.CharField(max_length=40)
    among = models.CharField(max_length=7, choices=Among, default=Among.PRESENT)
    places = models.PositiveSmallIntegerField(default=1)
    seed = models.CharField(max_length=64)
    seed_hash = models.CharField(max_length=64)
    key = models.CharField(max_length=40)
    entrants = ArrayField(models.BigIntegerField(), default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    drawn_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "key"], name="draw_once")]

    def __str__(self) -> str:
        return self.title


class Winner(models.Model):
    """Nobody wins twice in one room."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="winners")
    attendance = models.OneToOneField("rooms.Attendance", on_delete=models.PROTECT, related_name="winner")
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["draw", "place"], name="winner_one_a_place")]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.attendance_id}"
