from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiyu.commerce.errors import OrderStateError, RefundStateError


class Order(models.Model):
    class Status(models.TextChoices):
        PENDING = "pending", _("待支付")
        PAID = "paid", _("已支付")
        CLOSED = "closed", _("已关闭")
        PARTLY_REFUNDED = "partly_refunded", _("部分退款")
        REFUNDED = "refunded", _("已退款")

    MOVES = {
        Status.PENDING: {Status.PAID, Status.CLOSED},
        Status.CLOSED: {Status.PAID},
        Status.PAID: {Status.PARTLY_REFUNDED, Status.REFUNDED},
        Status.PARTLY_REFUNDED: {Status.PARTLY_REFUNDED, Status.REFUNDED},
    }

    no = models.CharField(max_length=32, unique=True)
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="orders")
    status = models.CharField(max_length=16, choices=Status, default=Status.PENDING)
    total_fen = models.PositiveIntegerField()
    refunded_fen = models.PositiveIntegerField(default=0)
    quote = models.JSONField()
    accepted = models.JSONField(default=list)
    channel = models.CharField(max_length=40, blank=True, default="")
    referrer = models.CharField(max_length=40, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(refunded_fen__lte=F("total_fen")), name="order_refund_within_total")
        ]
        indexes = [
            models.Index(fields=["buyer", "-id"], name="order_by_buyer"),
            models.Index(fields=["status", "-id"], name="order_by_status"),
            models.Index(fields=["expires_at"], name="order_to_close", condition=Q(status="pending")),
        ]

    def __str__(self) -> str:
        return self.no

    def move_to(self, status: "Order.Status", **stamps: Any) -> None:
        """Change the state and what goes with it (``paid_at`` …) in one statement."""
        if status not in self.MOVES.get(Order.Status(self.status), set()):
            raise OrderStateError
        self.status = status
        for name, value in stamps.items():
            setattr(self, name, value)
        self.save(update_fields=["status", *stamps])


class OrderLine(models.Model):
    """What was bought, as it was then: title, price, refund rule."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="order_lines")
    title = models.CharField(max_length=80)
    quantity = models.PositiveSmallIntegerField(default=1)
    unit_fen = models.PositiveIntegerField()
    total_fen = models.PositiveIntegerField()
    refunded_fen = models.PositiveIntegerField(default=0)
    refund_days = models.PositiveSmallIntegerField()
    refund_percent = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(refunded_fen__lte=F("total_fen")), name="line_refund_within_total")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def source(self) -> str:
        """The cause that its grants name."""
        return f"order_line:{self.pk}"


class PaymentAttempt(models.Model):
    """The intent to be paid, written before the provider is asked; one per order, provider and method."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="attempts")
    provider = models.CharField(max_length=24)
    method = models.CharField(max_length=12)
    out_trade_no = models.CharField(max_length=32, unique=True)
    amount_fen = models.PositiveIntegerField()
    answer = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "provider", "method"], condition=Q(closed_at__isnull=True), name="attempt_open_once"
            )
        ]

    def __str__(self) -> str:
        return self.out_trade_no


class Payment(models.Model):
    """Money that arrived. ``reference`` is the provider's own number and can arrive only once."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    attempt = models.ForeignKey(PaymentAttempt, on_delete=models.PROTECT, related_name="payments", null=True)
    provider = models.CharField(max_length=24)
    reference = models.CharField(max_length=64)
    amount_fen = models.PositiveIntegerField()
    paid_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "reference"], name="payment_once")]

    def __str__(self) -> str:
        return f"{self.provider}:{self.reference}"


class Refund(models.Model):
    """Money on its way back. ``no`` is the number the provider knows it by and never changes."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("待审核")
        APPROVED = "approved", _("已同意")
        PROCESSING = "processing", _("退款中")
        SUCCEEDED = "succeeded", _("已退款")
        ABNORMAL = "abnormal", _("退款异常")
        CLOSED = "closed", _("退款关闭")
        REJECTED = "rejected", _("未同意")

    MOVES = {
        Status.REQUESTED: {Status.APPROVED, Status.REJECTED},
        Status.APPROVED: {Status.PROCESSING, Status.SUCCEEDED, Status.ABNORMAL, Status.CLOSED},
        Status.PROCESSING: {Status.SUCCEEDED, Status.ABNORMAL, Status.CLOSED},
        Status.ABNORMAL: {Status.PROCESSING, Status.SUCCEEDED, Status.CLOSED},
    }

    class Reason(models.TextChoices):
        NOT_FOR_ME = "not_for_me", _("内容不适合我")
        NO_TIME = "no_time", _("最近没有时间学")
        TOO_HARD = "too_hard", _("跟不上，太难了")
        NOT_AS_DESCRIBED = "not_as_described", _("和介绍的不一样")
        BOUGHT_BY_MISTAKE = "bought_by_mistake", _("买错了")
        PAID_TOO_LATE = "paid_too_late", _("付款时订单已关闭")
        PAID_TWICE = "paid_twice", _("重复付款")

    # What a buyer may choose; the others are the house's own.
    BUYERS_REASONS = [
        Reason.NOT_FOR_ME,
        Reason.NO_TIME,
        Reason.TOO_HARD,
        Reason.NOT_AS_DESCRIBED,
        Reason.BOUGHT_BY_MISTAKE,
    ]
    # Money that bought nothing: it goes back without an undo, whatever else the order does.
    STRAY_REASONS = [Reason.PAID_TOO_LATE, Reason.PAID_TWICE]

    OPEN = [Status.REQUESTED, Status.APPROVED, Status.PROCESSING, Status.ABNORMAL]
    # Everything but an open question and a no: the undo has been done.
    UNDONE = [Status.APPROVED, Status.PROCESSING, Status.ABNORMAL, Status.SUCCEEDED, Status.CLOSED]

    no = models.CharField(max_length=32, unique=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds", null=True)
    # What a channel closed is asked for under a new number, once: the refund that follows names the closed one.
    follows = models.OneToOneField("self", on_delete=models.PROTECT, related_name="follower", null=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.REQUESTED)
    amount_fen = models.PositiveIntegerField()
    reason = models.CharField(max_length=20, choices=Reason)
    note = models.CharField(max_length=200, blank=True, default="")
    undo = models.JSONField(default=list)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    provider_reference = models.CharField(max_length=64, blank=True, default="")
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(status__in=["requested", "approved", "processing", "abnormal"])
                & ~Q(reason__in=["paid_too_late", "paid_twice"]),
                name="refund_open_once",
            ),
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(reason__in=["paid_too_late", "paid_twice"]) & ~Q(status="closed"),
                name="refund_stray_once",
            ),
        ]
        indexes = [models.Index(fields=["status", "-id"], name="refund_by_status")]

    def __str__(self) -> str:
        return self.no

    def move_to(self, status: "Refund.Status", **stamps: Any) -> None:
        if status not in self.MOVES.get(Refund.Status(self.status), set()):
            raise RefundStateError
        self.status = status
        for name, value in stamps.items():
            setattr(self, name, value)
        self.save(update_fields=["status", *stamps])

    @property
    def stuck(self) -> bool:
        """The channel would not, and nothing is under way instead: a person has to try again."""
        followed = self.status == self.Status.CLOSED and Refund.objects.filter(follows=self).exists()
        return self.status in {self.Status.ABNORMAL, self.Status.CLOSED} and not followed

    @property
    def stray(self) -> bool:
        return self.reason in self.STRAY_REASONS


class RefundLine(models.Model):
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="refund_lines")
    amount_fen = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.refund_id} {self.line_id}"
