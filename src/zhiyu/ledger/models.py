from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Account(models.Model):
    class Kind(models.TextChoices):
        ASSET = "asset", _("资产")
        LIABILITY = "liability", _("负债")
        INCOME = "income", _("收入")
        EXPENSE = "expense", _("费用")

    code = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)

    def __str__(self) -> str:
        return self.code


class Journal(models.Model):
    """One balanced booking. Append-only by trigger; ``source`` is the one thing it books, once."""

    source = models.CharField(max_length=80, unique=True)
    memo = models.CharField(max_length=120)
    posted_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.source


class Line(models.Model):
    """Debit positive, credit negative, in fen; a journal's lines sum to zero (deferred trigger)."""

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="lines")
    amount_fen = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount_fen=0), name="line_says_something")]

    def __str__(self) -> str:
        return f"{self.journal_id} {self.account_id} {self.amount_fen}"


class Seal(models.Model):
    """The hash chain over committed journals; ``number`` has no gaps.

    ``marks`` holds ``[line id, digest]`` of each line, so that a changed line is named and not only its journal.
    """

    number = models.BigIntegerField(primary_key=True)
    journal = models.OneToOneField(Journal, on_delete=models.PROTECT, related_name="seal")
    marks = models.JSONField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"#{self.number}"
