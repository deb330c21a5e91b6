from django.db import models


class RefundDefaults(models.Model):
    """The refund rule that new products begin with. Row 1."""

    days = models.PositiveSmallIntegerField(default=7)
    percent = models.PositiveSmallIntegerField(default=30)
    later_days = models.PositiveSmallIntegerField(default=365)

    def __str__(self) -> str:
        return f"{self.days}d{self.percent}+{self.later_days}"
