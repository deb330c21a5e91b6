from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.clock import now

WARNED: timedelta = timedelta(days=30)
"""So long ahead of its end a certificate is spoken of."""


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


class Certificate(models.Model):
    """Of certificate mode, in force while the app's, Alipay's and the roots are here. All of them are public."""

    class Role(models.TextChoices):
        APP = "app", _("应用公钥证书")
        ALIPAY = "alipay", _("支付宝公钥证书")
        ROOT = "root", _("支付宝根证书")

    account = models.CharField(max_length=32)
    role = models.CharField(max_length=8, choices=Role)
    sn = models.CharField(max_length=512)
    pem = models.TextField()
    expires_at = models.DateTimeField()
    fetched = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "role", "sn"], name="alipay_certificate_once")]

    def __str__(self) -> str:
        return f"{self.role} {self.sn[:32]}"

    @property
    def over(self) -> bool:
        return self.expires_at <= now()

    @property
    def ends_soon(self) -> bool:
        return self.expires_at <= now() + WARNED
