from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Attempt(models.Model):
    """How one person stands in one part of a lesson's courseware, by what their browser reported.

    ``part`` is its key in the manifest, so that a corrected package keeps what was done. ``cmi`` is what the part keeps
    for itself; ``score`` is its last, of 1, ``best`` the best there was. ``session`` is the one window that may write,
    ``saved`` how many of its commits have come, ``session_seconds`` how much of ``seconds`` is of it.
    """

    class Completion(models.TextChoices):
        UNKNOWN = "unknown", _("已打开")
        INCOMPLETE = "incomplete", _("没做完")
        COMPLETED = "completed", _("已完成")

    class Success(models.TextChoices):
        UNKNOWN = "unknown", _("没有评判")
        FAILED = "failed", _("没通过")
        PASSED = "passed", _("通过")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    lesson = models.ForeignKey("catalog.Lesson", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=200)
    cmi = models.JSONField(default=dict)
    completion = models.CharField(max_length=12, choices=Completion, default=Completion.UNKNOWN)
    success = models.CharField(max_length=8, choices=Success, default=Success.UNKNOWN)
    score = models.FloatField(null=True)
    best = models.FloatField(null=True)
    seconds = models.PositiveIntegerField(default=0)
    rounds = models.PositiveIntegerField(default=1)
    session = models.UUIDField(null=True)
    session_seconds = models.PositiveIntegerField(default=0)
    session_at = models.DateTimeField(null=True)
    saved = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "lesson", "part"], name="attempt_once"),
            models.CheckConstraint(
                condition=Q(best__isnull=True, score__isnull=True) | Q(best__gte=0, best__lte=1),
                name="attempt_best_of_one",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=F("best")), name="attempt_best_is_best"
            ),
        ]
        indexes = [models.Index(fields=["lesson", "user"], name="attempt_of_lesson")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.lesson_id} {self.part}"

    @property
    def done(self) -> bool:
        return self.completed_at is not None
