from django.db import models


class Notification(models.Model):
    """A notification as it came, kept before anything acts on it, with the verdict it then got."""

    account = models.CharField(max_length=32)
    headers = models.JSONField()
    body = models.BinaryField()
    notification_id = models.CharField(max_length=64, blank=True, default="")
    event_type = models.CharField(max_length=40, blank=True, default="")
    verdict = models.CharField(max_length=40, default="received")
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "notification_id"],
                condition=models.Q(verdict="accepted"),
                name="notification_accepted_once",
            )
        ]
        indexes = [models.Index(fields=["notification_id"], name="notification_by_id")]

    def __str__(self) -> str:
        return f"{self.event_type} {self.verdict}"


class PlatformCertificate(models.Model):
    """A certificate WeChat Pay signs with, as it last said itself. Public; proved when it was fetched."""

    account = models.CharField(max_length=32)
    serial = models.CharField(max_length=64)
    pem = models.TextField()
    expires_at = models.DateTimeField()
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "serial"], name="platform_certificate_once")]

    def __str__(self) -> str:
        return self.serial


class CertificateRenewal(models.Model):
    """When an account's certificates were last asked for, and last learnt."""

    account = models.CharField(max_length=32, unique=True)
    asked_at = models.DateTimeField()
    renewed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.account
