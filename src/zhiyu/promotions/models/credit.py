"""Money paid for one thing that counts towards another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiyu.promotions.market import CreditKind


class Credit(models.Model):
    """``fen`` may be taken off ``product``'s price. ``source``: the order line, of ``paid_for``, that it was paid on.

    ``used_fen`` is on orders and only ever changed by conditional UPDATE. ``paid_fen`` of the buyer's money stands
    behind it; the first order to use it has that money behind its own price, and ``unspent_fen`` is what no order has.
    """

    class Kinds(models.TextChoices):
        TRIAL = CreditKind.TRIAL.value, _("学费可抵")
        DEPOSIT = CreditKind.DEPOSIT.value, _("定金")
        UPGRADE = CreditKind.UPGRADE.value, _("会员升级")

    kind = models.CharField(max_length=8, choices=Kinds)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="credits")
    source = models.CharField(max_length=64, unique=True)
    paid_for = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    fen = models.PositiveIntegerField()
    used_fen = models.PositiveIntegerField(default=0)
    paid_fen = models.PositiveIntegerField()
    unspent_fen = models.PositiveIntegerField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    # A deposit that its buyer gives up if it is not used by then.
    kept_from = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(used_fen__lte=F("fen")), name="credit_never_overused"),
            models.CheckConstraint(condition=Q(unspent_fen__lte=F("paid_fen")), name="credit_money_whole"),
        ]
        indexes = [
            models.Index(fields=["user", "product"], name="credit_by_user"),
            models.Index(
                fields=["paid_for"],
                name="credit_deposits",
                condition=Q(kind="deposit", voided_at=None, unspent_fen__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.fen}"


class CreditUse(models.Model):
    """What one order takes of a credit: off the price of ``product``, with ``paid_fen`` of money behind it."""

    credit = models.ForeignKey(Credit, on_delete=models.PROTECT, related_name="uses")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+", db_index=False)
    order_no = models.CharField(max_length=32)
    off_fen = models.PositiveIntegerField()
    paid_fen = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    paid_at = models.DateTimeField(null=True)
    given_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["credit", "order_no"], name="credit_use_once")]
        indexes = [models.Index(fields=["order_no"], name="credit_use_by_order")]

    def __str__(self) -> str:
        return f"{self.credit_id} {self.order_no}"
