from django.conf import settings
from django.db import models


class Delivery(models.Model):
    """A session that was given. Never changed or deleted: a mistake is followed by its ``Undoing``."""

    grant = models.ForeignKey("access.Grant", on_delete=models.PROTECT, related_name="deliveries")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_on = models.DateField()
    note = models.CharField(max_length=200, blank=True, default="")
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["-noted_at"], name="delivery_by_time")]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.given_on}"

    @property
    def undone(self) -> bool:
        return hasattr(self, "undoing")


class Undoing(models.Model):
    """A session noted by mistake, given back. Once."""

    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="undoing")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"not {self.delivery_id}"
