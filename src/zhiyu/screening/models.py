from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.clock import now
from zhiyu.platform.live import tell
from zhiyu.screening.errors import ApplicationStateError


class Screen(models.Model):
    """What a product asks before it can be bought. Whether it asks at all is the product's own ``by_application``."""

    product = models.OneToOneField("catalog.Product", on_delete=models.PROTECT, related_name="screen")
    # How long an approval can be paid for.
    pay_days = models.PositiveSmallIntegerField(default=7)
    # After how many days who was declined may apply again; null: not again.
    again_days = models.PositiveSmallIntegerField(null=True, default=30)
    # How many approvals may wait for payment at once; null: any number.
    open_limit = models.PositiveSmallIntegerField(null=True)
    # Moves when the questions do: answers are to the questions that their writer saw.
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"screen of {self.product_id}"


class Question(models.Model):
    class Kind(models.TextChoices):
        SHORT = "short", _("一句话")
        LONG = "long", _("一段话")
        CHOICE = "choice", _("选一个")

    screen = models.ForeignKey(Screen, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.LONG)
    required = models.BooleanField(default=True)
    options = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["screen", "position"], name="question_once")]

    def __str__(self) -> str:
        return self.text


class Application(models.Model):
    """A person asks for a product. Its answers keep the questions as they were; only the person's leaving clears them.

    ``order_no`` is the order that the approval is held by or was used for: an approval buys once.
    """

    class Status(models.TextChoices):
        SENT = "sent", _("等老师看")
        APPROVED = "approved", _("已通过")
        DECLINED = "declined", _("未通过")
        WITHDRAWN = "withdrawn", _("已撤回")
        EXPIRED = "expired", _("过期没付款")
        USED = "used", _("已报名")

    MOVES = {
        Status.SENT: {Status.APPROVED, Status.DECLINED, Status.WITHDRAWN},
        Status.APPROVED: {Status.USED, Status.EXPIRED, Status.WITHDRAWN},
    }
    LIVE = [Status.SENT, Status.APPROVED]

    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="applications")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications")
    status = models.CharField(max_length=12, choices=Status, default=Status.SENT)
    # A list of {"asked", "answer"}.
    answers = models.JSONField(default=list)
    sent_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    # What the teacher said to the applicant.
    words = models.CharField(max_length=300, blank=True, default="")
    pay_until = models.DateTimeField(null=True)
    # When who was declined may apply again; null with a no: not again.
    again_from = models.DateTimeField(null=True)
    order_no = models.CharField(max_length=32, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["applicant", "product"],
                condition=Q(status__in=["sent", "approved"]),
                name="application_live_once",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(pay_until__isnull=False), name="application_approved_until"
            ),
            models.CheckConstraint(condition=~Q(status="used") | ~Q(order_no=""), name="application_used_by_order"),
        ]
        indexes = [
            models.Index(fields=["status", "-id"], name="application_by_status"),
            models.Index(fields=["pay_until"], name="application_to_expire", condition=Q(status="approved")),
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"

    def move_to(self, status: "Application.Status", **stamps: Any) -> None:
        if status not in self.MOVES.get(Application.Status(self.status), set()):
            raise ApplicationStateError
        self.status = status
        for name, value in stamps.items():
            setattr(self, name, value)
        self.save(update_fields=["status", *stamps])
        tell("studio")

    def good_at(self, at: datetime) -> bool:
        """Whether an order can be placed on it."""
        return self.status == self.Status.APPROVED and self.pay_until is not None and self.pay_until > at

    @property
    def standing(self) -> "Application.Status":
        """As its reader takes it: an approval whose time is over is over, unless an order that waits holds it."""
        over = self.status == self.Status.APPROVED and not self.order_no and not self.good_at(now())
        return self.Status.EXPIRED if over else self.Status(self.status)

    @property
    def standing_words(self) -> str:
        return str(self.standing.label)

    @property
    def may_apply_again(self) -> bool:
        """Whether its end leaves the way open for another one."""
        if self.standing == self.Status.DECLINED:
            return self.again_from is not None and self.again_from <= now()
        return self.standing not in self.LIVE
