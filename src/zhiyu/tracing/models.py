"""What is kept of leak tracing: where each film stands in its course's code, who was given what, what was asked."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyu.platform.live import tell
from zhiyu.tracing.errors import InquiryStateError


class Trace(models.Model):
    """One film's or sound's variants: segment n has the place ``first + n`` in the code of ``course`` and ``epoch``.
    Or the pages of a document, the pictures of a set: each has a seed of its own, and no place in any code.

    Stays when the file goes, since what was issued points here; so no foreign key to it. ``prints`` is what copies
    are found by, ``moving`` a byte a segment of a film (``looks``); ``count``, of segments or of pictures, is 0 until
    it was looked at. ``heard`` is what copies of a film's sound are found by, and ``heard_from`` the version from which
    on it is marked; 0 where it is not. ``colluders``: by which of the course's codes (``codes``), from the first look
    on. ``tries`` counts what was begun and never ended.
    """

    class Kind(models.TextChoices):
        FILM = "film", _("视频")
        SOUND = "sound", _("音频")
        PICTURES = "pictures", _("页面和图片")

    HEAVY = ("prints", "moving", "heard")

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.FILM, db_default=Kind.FILM)
    asset_id = models.UUIDField(unique=True)
    course = models.ForeignKey("catalog.Course", on_delete=models.PROTECT, related_name="+")
    epoch = models.PositiveIntegerField(default=1)
    first = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)
    colluders = models.PositiveSmallIntegerField(default=1, db_default=1)
    prints = models.BinaryField(default=b"")
    moving = models.BinaryField(default=b"")
    heard = models.BinaryField(default=b"", db_default=b"")
    heard_from = models.PositiveIntegerField(default=0, db_default=0)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    progress = models.PositiveSmallIntegerField(default=0, db_default=0)
    error = models.CharField(max_length=40, blank=True, default="", db_default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "epoch", "first"],
                condition=models.Q(count__gt=0) & ~models.Q(kind="pictures"),
                name="trace_place_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} at {self.first}"


class Issue(models.Model):
    """From ``at`` on this account was served this film by its code word, or these pages with its patterns.

    Never changed and never deleted. ``word`` is the SHA-256 of the letters, or of all the patterns' cells, so that the
    secret seed can be proved to be what it was.
    """

    trace = models.ForeignKey(Trace, on_delete=models.PROTECT, related_name="issues")
    version = models.PositiveIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    device_id = models.BigIntegerField(null=True)
    word = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trace", "version", "user"], name="issue_once")]

    def __str__(self) -> str:
        return f"{self.user_id} of {self.trace_id}.{self.version}"


class Inquiry(models.Model):
    """Whose copy is this? ``verdict`` is what the machine says, ``review`` what a person made of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("排队中")
        READING = "reading", _("正在读")
        DONE = "done", _("读完了")
        REFUSED = "refused", _("读不了")

    MOVES = {
        State.WAITING: {State.READING},
        State.READING: {State.READING, State.DONE, State.REFUSED},
        State.REFUSED: {State.WAITING},
    }

    class Review(models.TextChoices):
        OPEN = "open", _("等人复核")
        CONFIRMED = "confirmed", _("已确认")
        SET_ASIDE = "set_aside", _("不追究")

    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    asset = models.OneToOneField("media.Asset", on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    progress = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True, default="")
    trace = models.ForeignKey(Trace, on_delete=models.PROTECT, null=True, related_name="+")
    verdict = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    review = models.CharField(max_length=9, choices=Review, default=Review.OPEN)
    note = models.TextField(blank=True, default="")
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.state} {self.name}"

    def move_to(self, state: "Inquiry.State", **changes: Any) -> None:
        if state not in self.MOVES.get(Inquiry.State(self.state), set()):
            raise InquiryStateError
        self.state = state
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *changes])
        tell(f"inquiry:{self.pk}")
