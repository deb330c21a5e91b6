from django.db import models


class AfterSale(models.Model):
    """Which refunds of what was never opened need nobody's decision. Row 1; null is no limit."""

    auto_fen = models.PositiveIntegerField(null=True)
    auto_most = models.PositiveSmallIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.auto_fen} {self.auto_most}"

    def lets(self, amount_fen: int, *, before: int) -> bool:
        """``before``: how often the buyer gave something back in the last 90 days."""
        small = self.auto_fen is None or amount_fen <= self.auto_fen
        return small and (self.auto_most is None or before < self.auto_most)
