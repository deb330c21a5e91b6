from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyu.live.errors import LiveStateError
from zhiyu.platform.live import tell


class Series(models.Model):
    """Classes that were planned together: each has its row and its lesson, and is moved or called off by itself."""

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", _("每周")
        MONTHLY = "monthly", _("每月")

    rhythm = models.CharField(max_length=8, choices=Rhythm)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.rhythm} {self.pk}"


class LiveClass(models.Model):
    """One class at one time. It is a lesson of its course: title, price and who may watch are the lesson's.

    ``asset`` is the recording, or, where ``is_film``, the film that is shown as if it were live. Once the class has
    ended, it is the lesson's own film.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("未开始")
        LIVE = "live", _("直播中")
        ENDED = "ended", _("已结束")
        CALLED_OFF = "called_off", _("已取消")

    MOVES: dict[State, set[State]] = {
        State.PLANNED: {State.LIVE, State.CALLED_OFF},
        State.LIVE: {State.ENDED},
        State.ENDED: set(),
        State.CALLED_OFF: set(),
    }

    lesson = models.OneToOneField("catalog.Lesson", on_delete=models.PROTECT, related_name="live_class")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, related_name="classes")
    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    asset = models.OneToOneField("media.Asset", on_delete=models.SET_NULL, null=True, related_name="+")
    is_film = models.BooleanField(default=False)
    # Until which moment everybody was told that it comes: a class that is moved is told of anew.
    day_told_for = models.DateTimeField(null=True)
    soon_told_for = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["state", "starts_at"], name="live_by_state")]

    def __str__(self) -> str:
        return f"{self.lesson_id} {self.starts_at}"

    def move_to(self, state: "LiveClass.State") -> None:
        if state not in self.MOVES[LiveClass.State(self.state)]:
            raise LiveStateError
        self.state = state
        self.save(update_fields=["state", "updated_at"])
        tell(f"live:{self.pk}")
        tell("studio")

    @property
    def ends_at(self) -> datetime:
        """As planned."""
        return self.starts_at + timedelta(minutes=self.minutes)


class StreamKey(models.Model):
    """Which of a class's keys is good: ``number`` goes up when a new one is made, and those before are refused."""

    live_class = models.OneToOneField(LiveClass, on_delete=models.CASCADE, related_name="stream_key")
    number = models.PositiveIntegerField(default=1)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.live_class_id} no. {self.number}"


class Signal(models.Model):
    """What comes in from the teacher's computer, as it was last heard of."""

    # In a codec that nobody plays; or what the disk does not take: for viewers, for the recording, or neither.
    UNPLAYABLE, UNSEEN, UNKEPT, BOTH = "codec", "unseen", "unkept", "unseen_unkept"
    OF_DISK = (UNSEEN, UNKEPT, BOTH)

    live_class = models.OneToOneField(LiveClass, on_delete=models.CASCADE, related_name="signal")
    heard_at = models.DateTimeField()
    # Null once it was cut: not even the connection is there.
    connected_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    kbps = models.PositiveIntegerField(default=0)
    # Why nobody could play it, or what of it the disk does not take.
    problem = models.CharField(max_length=16, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.live_class_id} {self.heard_at}"


class Missed(models.Model):
    """What of a class came in and is not in its recording, for the disk did not take it."""

    live_class = models.ForeignKey(LiveClass, on_delete=models.CASCADE, related_name="missed")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["live_class", "began_at"], name="live_missed_once")]

    def __str__(self) -> str:
        return f"{self.live_class_id} {self.began_at}"


class Push(models.Model):
    """One time that a teacher sent to Tencent, by Tencent's own number for it, as far as it was told."""

    sequence = models.CharField(max_length=64, unique=True)
    live_class = models.ForeignKey(LiveClass, on_delete=models.CASCADE, related_name="pushes")
    key_number = models.PositiveIntegerField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # We found nothing to pull any more and were not told why.
    presumed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.live_class_id} {self.sequence}"


class CloudRecording(models.Model):
    """A file that Tencent made of a class, by Tencent's own number for it, as it was first told."""

    file_id = models.CharField(max_length=64, unique=True)
    live_class = models.ForeignKey(LiveClass, on_delete=models.CASCADE, related_name="recordings")
    key_number = models.PositiveIntegerField()
    format = models.CharField(max_length=8)
    url = models.TextField()
    size = models.PositiveBigIntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.live_class_id} {self.file_id}"


class CloudReplay(models.Model):
    """That somebody wants a class's replay made of Tencent's recording, and what came of it."""

    live_class = models.OneToOneField(LiveClass, on_delete=models.CASCADE, related_name="cloud_replay")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asset = models.ForeignKey("media.Asset", on_delete=models.SET_NULL, null=True, related_name="+")
    # Begun and not ended, whatever ended it.
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    # Why not: it may be asked for again.
    problem = models.CharField(max_length=16, blank=True, default="")
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.live_class_id} {self.problem}"

    @property
    def is_coming(self) -> bool:
        return self.done_at is None and not self.problem
