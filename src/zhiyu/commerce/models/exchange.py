from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyu.commerce.errors import ExchangeStateError
from zhiyu.platform.live import tell


class Exchange(models.Model):
    """One thing bought for another: what is left of the old line becomes credit for a new order.

    ``offered``: the school agrees; the buyer has yet to see the price and to confirm the rule of the new one.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("待审核")
        OFFERED = "offered", _("等学员确认")
        DONE = "done", _("已换")
        REFUSED = "refused", _("未同意")

    MOVES = {
        Status.ASKED: {Status.OFFERED, Status.REFUSED},
        Status.OFFERED: {Status.DONE, Status.REFUSED},
    }
    OPEN = [Status.ASKED, Status.OFFERED]

    line = models.ForeignKey("commerce.OrderLine", on_delete=models.PROTECT, related_name="exchanges")
    wanted = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=Status)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    # How the old line was given back, and what was bought for it.
    refund = models.OneToOneField("commerce.Refund", on_delete=models.PROTECT, related_name="exchange", null=True)
    order = models.OneToOneField("commerce.Order", on_delete=models.PROTECT, related_name="exchange", null=True)
    value_fen = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(status__in=["asked", "offered"]), name="exchange_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.line_id} -> {self.wanted_id}"

    def move_to(self, status: "Exchange.Status", **stamps: Any) -> None:
        if status not in self.MOVES.get(Exchange.Status(self.status), set()):
            raise ExchangeStateError
        self.status = status
        for name, value in stamps.items():
            setattr(self, name, value)
        self.save(update_fields=["status", *stamps])
        tell(f"order:{self.line.order.no}")
