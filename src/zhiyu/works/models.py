"""Learners' own works: the pictures, who may see them, and where copies of them were looked for."""

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyu.platform.live import tell
from zhiyu.works.errors import SearchStateError


def new_code() -> str:
    """Who has it finds the page: 128 bits, in no list."""
    return secrets.token_urlsafe(16)


class Work(models.Model):
    """Belongs to who made it and never ends by itself: neither with the access to its course nor with the course.

    ``key`` is the form's own, so that one sent twice is one. ``line`` is what is written on what others see, and may
    be empty; the mark that is not seen is always there. ``hidden_at``: the school keeps it from others.
    """

    class Audience(models.TextChoices):
        OWNER = "owner", _("只有我")
        COURSE = "course", _("这门课的同学")
        LINK = "link", _("知道地址的人")

    code = models.CharField(max_length=22, unique=True, default=new_code, editable=False)
    key = models.UUIDField(unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey("catalog.Course", on_delete=models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=80)
    note = models.TextField(max_length=2000, blank=True, default="")
    made_on = models.DateField(null=True)
    audience = models.CharField(max_length=6, choices=Audience, default=Audience.OWNER)
    line = models.CharField(max_length=80, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_because = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["audience", "-id"], name="work_by_audience")]

    def __str__(self) -> str:
        return self.title


class Picture(models.Model):
    """``asset`` is the original, for its owner alone. ``prints`` is what copies are found by; empty: not yet."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="pictures")
    number = models.PositiveSmallIntegerField()
    asset = models.OneToOneField("media.Asset", on_delete=models.PROTECT, related_name="+")
    prints = models.BinaryField(default=b"")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["work", "number"], name="work_picture_once")]

    def __str__(self) -> str:
        return f"{self.work_id}/{self.number}"


class Search(models.Model):
    """Is this picture from elsewhere one of mine? ``verdict`` is what was read, and stays when the work goes.

    The picture itself (``asset``) goes after a while; ``name`` and ``sha256`` say which it was.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("排队中")
        READING = "reading", _("正在找")
        DONE = "done", _("找完了")
        REFUSED = "refused", _("读不了")

    MOVES = {
        State.WAITING: {State.READING},
        State.READING: {State.READING, State.DONE, State.REFUSED},
    }

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    asset = models.OneToOneField("media.Asset", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200, default="", db_default="")
    sha256 = models.CharField(max_length=64, default="", db_default="")
    place = models.CharField(max_length=500, blank=True, default="")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    picture = models.ForeignKey(Picture, on_delete=models.SET_NULL, null=True, related_name="+")
    verdict = models.JSONField(default=dict)
    error = models.TextField(blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "created_at"], name="work_search_of")]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"

    def move_to(self, state: "Search.State", **changes: Any) -> None:
        if state not in self.MOVES.get(Search.State(self.state), set()):
            raise SearchStateError
        self.state = state
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *changes])
        tell(f"work_search:{self.pk}")
