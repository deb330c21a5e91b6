from datetime import datetime
from enum import StrEnum

from django.db import models
from django.db.models import F, Q


class PreSale(models.Model):
    """A course sold before it is there: a deposit until its product stops selling, the balance between two moments.

    ``worth_fen`` is what the deposit counts for. ``keeps``: who has not paid the balance by the end has no right to
    the deposit any more; otherwise it goes back by itself.
    """

    class Phase(StrEnum):
        DEPOSIT = "deposit"
        WAIT = "wait"
        BALANCE = "balance"
        OVER = "over"
        OFF = "off"

    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="presales")
    deposit = models.OneToOneField("catalog.Product", on_delete=models.PROTECT, related_name="presale")
    worth_fen = models.PositiveIntegerField()
    pays_from = models.DateTimeField()
    pays_until = models.DateTimeField()
    keeps = models.BooleanField(default=False)
    cancelled_at = models.DateTimeField(null=True)
    # When those who paid a deposit were told that the balance is open, and that it will end.
    told_open_at = models.DateTimeField(null=True)
    told_end_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pays_until__gt=F("pays_from")), name="presale_ends_after_it_opens")
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.pays_from:%Y-%m-%d}"

    def phase(self, at: datetime) -> "PreSale.Phase":
        """Where it stands. ``deposit`` is read with it."""
        if self.cancelled_at is not None:
            return self.Phase.OFF
        if at >= self.pays_until:
            return self.Phase.OVER
        if at >= self.pays_from:
            return self.Phase.BALANCE
        return self.Phase.DEPOSIT if self.deposit.selling(at) else self.Phase.WAIT
