from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Wallet(models.Model):
    """What of a learner's money the school keeps, because they chose so. The books hold the same on ``wallet:``."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="wallet")
    balance_fen = models.IntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(balance_fen__gte=0), name="wallet_never_below_nothing")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.balance_fen}"


class WalletEntry(models.Model):
    """One movement, and what was there after it. ``source`` is its one cause, so that it happens once."""

    class Kind(models.TextChoices):
        REFUND = "refund", _("退款到余额")
        SPENT = "spent", _("下单抵扣")
        RELEASED = "released", _("订单没有付成，退回")
        PAID_OUT = "paid_out", _("退回原支付")

    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind)
    amount_fen = models.IntegerField()
    balance_fen = models.IntegerField()
    source = models.CharField(max_length=80, unique=True)
    order = models.ForeignKey("commerce.Order", on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.source} {self.amount_fen}"
