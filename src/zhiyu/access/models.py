from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Grant(models.Model):
    """Why someone may open something. Revoked, never deleted; access is the union of the live ones.

    ``source`` names the one cause (``order_line:17``, ``staff:3``); with the product it is unique, so that
    granting twice is granting once. ``valid_until`` null means for ever.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="grants")
    source = models.CharField(max_length=64)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    # Sessions that it gives, and how many of them were had; null: it is no service.
    sessions = models.PositiveSmallIntegerField(null=True)
    used = models.PositiveSmallIntegerField(default=0, db_default=0)
    # Time it was held before pauses moved its beginning: what was used of it, for refunds.
    used_before = models.DurationField(default=timedelta, db_default=timedelta())
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "product"], name="grant_once"),
            models.CheckConstraint(
                condition=Q(used=0) | Q(sessions__isnull=False, used__lte=F("sessions")), name="grant_not_overused"
            ),
        ]
        indexes = [models.Index(fields=["user", "product"], name="grant_live", condition=Q(revoked_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.user_id} {self.product_id} {self.source}"


class Consumption(models.Model):
    """The first time a lesson's whole content was served under a grant: what counts for refunds."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="consumptions")
    lesson = models.ForeignKey("catalog.Lesson", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    # From where and on what it was opened, for who has to prove it.
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=400, blank=True, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grant", "lesson"], name="consumed_once")]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.lesson_id}"


class Pause(models.Model):
    """A membership put aside from a moment to another: meanwhile its grants have not begun, and they end later.

    A grant's own dates say when it is live; this says why they moved. Resumed early, ``ends_at`` is that moment.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="pauses")
    plan = models.ForeignKey("catalog.Plan", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    resumed_at = models.DateTimeField(null=True)
    by_staff = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["user", "plan"], name="pause_of_plan")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.plan_id} {self.starts_at:%Y-%m-%d}"
