from django.conf import settings
from django.db import models


class Progress(models.Model):
    """How far one person is in one lesson. ``ranges`` is merged, sorted ``[[from_s, to_s], …]``.

    ``completed_version`` is the outline version it was completed against; completion is never taken back.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="progress")
    lesson = models.ForeignKey("catalog.Lesson", on_delete=models.PROTECT, related_name="+")
    position = models.FloatField(default=0.0)
    ranges = models.JSONField(default=list)
    watched_seconds = models.PositiveIntegerField(default=0)
    completed_at = models.DateTimeField(null=True)
    completed_version = models.PositiveIntegerField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "lesson"], name="progress_once")]
        indexes = [models.Index(fields=["user", "-updated_at"], name="progress_latest")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.lesson_id}"


class Favourite(models.Model):
    """What somebody wants to find again. A product may leave the shelf; the mark stays."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourites")
    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="favourites")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "product"], name="favourite_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.product_id}"
