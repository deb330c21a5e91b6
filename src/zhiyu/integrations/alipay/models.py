from django.db import models


class Notification(models.Model):
    """A notification as it came, kept before anything acts on it, with the verdict it then got."""

    account = models.CharField(max_length=32)
    body = models.BinaryField()
    notify_id = models.CharField(max_length=128, blank=True, default="")
    trade_status = models.CharField(max_length=32, blank=True, default="")
    verdict = models.CharField(max_length=40, default="received")
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "notify_id"],
                condition=models.Q(verdict="accepted"),
                name="alipay_notification_accepted_once",
            )
        ]
        indexes = [models.Index(fields=["notify_id"], name="alipay_notification_by_id")]

    def __str__(self) -> str:
        return f"{self.trade_status} {self.verdict}"
