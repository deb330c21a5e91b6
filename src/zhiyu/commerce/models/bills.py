from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Statement(models.Model):
    """A channel's bill of one day in Shanghai, and how far it agrees with our books."""

    provider = models.CharField(max_length=24)
    day = models.DateField()
    total_fen = models.BigIntegerField(default=0)
    refund_fen = models.BigIntegerField(default=0)
    fee_fen = models.BigIntegerField(default=0)
    booked_fee_fen = models.BigIntegerField(default=0)
    postings = models.PositiveIntegerField(default=0)
    asked = models.PositiveSmallIntegerField(default=0)
    ask_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True, default="")
    fetched_at = models.DateTimeField(null=True)
    matched_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "day"], name="statement_once")]
        indexes = [models.Index(fields=["-day"], name="statement_by_day")]

    def __str__(self) -> str:
        return f"{self.provider}/{self.day:%Y-%m-%d}"


class StatementRow(models.Model):
    """One line of a bill as the channel wrote it, and what of ours it speaks of. Of ours, each is spoken of once."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8)
    out_no = models.CharField(max_length=64)
    reference = models.CharField(max_length=64)
    amount_fen = models.BigIntegerField()
    fee_fen = models.BigIntegerField()
    at = models.DateTimeField()
    payment = models.OneToOneField(
        "commerce.Payment", on_delete=models.PROTECT, related_name="statement_row", null=True
    )
    refund = models.OneToOneField("commerce.Refund", on_delete=models.PROTECT, related_name="statement_row", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "number"], name="statement_row_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.reference}"


class Difference(models.Model):
    """Where a bill and our books do not agree. ``off_fen``: what the channel holds for us beyond our books."""

    class Kind(models.TextChoices):
        MISSING_HERE = "missing_here", _("账单上有，我们没有")
        MISSING_THERE = "missing_there", _("我们有，账单上没有")
        OTHER_AMOUNT = "other_amount", _("金额不同")

    class Because(models.TextChoices):
        """What explains it by itself; it may wait without standing in suspense."""

        NOTHING = "", _("还没有解释")
        MIDNIGHT = "midnight", _("在半夜前后，等第二天的账单")
        UNDER_WAY = "under_way", _("退款还在路上")

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="differences")
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=16, choices=Kind)
    because = models.CharField(max_length=12, choices=Because, blank=True, default="")
    off_fen = models.BigIntegerField()
    booked_fen = models.BigIntegerField(default=0)
    order = models.ForeignKey("commerce.Order", on_delete=models.PROTECT, related_name="+", null=True)
    found_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "key"], name="difference_once")]
        indexes = [models.Index(fields=["statement"], name="difference_open", condition=Q(settled_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
