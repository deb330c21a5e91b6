from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Progress(models.Model):
    """How far one person is in one lesson. ``ranges`` is merged, sorted ``[[from_s, to_s], …]``.

    ``completed_version`` is the outline version it was completed against; completion is never taken back.
    ``ranges`` is what players said. ``proven`` is what of it the server's clock left time for, ``reached`` where that
    has its first gap, ``pace`` the fastest speed that was reckoned with. ``proven`` is of the asset ``film``; of those
    that stood in the lesson before it is in ``shelved``, by their ids.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="progress")
    lesson = models.ForeignKey("catalog.Lesson", on_delete=models.PROTECT, related_name="+")
    position = models.FloatField(default=0.0)
    ranges = models.JSONField(default=list)
    watched_seconds = models.PositiveIntegerField(default=0)
    proven = models.JSONField(default=list, db_default=[])
    reached = models.FloatField(default=0.0, db_default=0.0)
    pace = models.PositiveSmallIntegerField(default=0, db_default=0)
    film = models.UUIDField(null=True)
    shelved = models.JSONField(default=dict, db_default={})
    completed_at = models.DateTimeField(null=True)
    completed_version = models.PositiveIntegerField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "lesson"], name="progress_once")]
        indexes = [models.Index(fields=["user", "-updated_at"], name="progress_latest")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.lesson_id}"


class ProvenDay(models.Model):
    """How much of a lesson was proven for the first time on one day of the school: what repeats is in no second day."""

    progress = models.ForeignKey(Progress, on_delete=models.CASCADE, related_name="days")
    on = models.DateField()
    ms = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["progress", "on"], name="proven_day_once")]

    def __str__(self) -> str:
        return f"{self.progress_id} {self.on} {self.ms}"


class Attention(models.Model):
    """A person's time, of which there is one: ``left_ms`` of it passed by ``at`` in ``lesson_id`` and is not used."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    lesson_id = models.BigIntegerField()
    left_ms = models.PositiveIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.lesson_id} {self.left_ms}"


class Favourite(models.Model):
    """What somebody wants to find again. A product may leave the shelf; the mark stays."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourites")
    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="favourites")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "product"], name="favourite_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.product_id}"


class Note(models.Model):
    """A passage of a book that somebody marked, kept by its own words and what stood around them.

    ``chapter`` and ``start`` (characters of its text) say where it was; the book may be edited since.
    """

    class Kind(models.TextChoices):
        BOOKMARK = "bookmark", _("书签")
        HIGHLIGHT = "highlight", _("划线")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    lesson = models.ForeignKey("catalog.Lesson", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    chapter = models.PositiveSmallIntegerField()
    start = models.PositiveIntegerField()
    quote = models.CharField(max_length=1000)
    before = models.CharField(max_length=32, blank=True, default="")
    after = models.CharField(max_length=32, blank=True, default="")
    note = models.CharField(max_length=2000, blank=True, default="")
    at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "lesson", "kind", "chapter", "start", "quote"], name="note_once")
        ]

    def __str__(self) -> str:
        return self.quote[:20]
