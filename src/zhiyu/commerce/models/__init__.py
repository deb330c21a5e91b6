from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Reverse
from django.utils.translation import gettext_lazy as _

from zhiyu.commerce.errors import OrderStateError, RefundStateError
from zhiyu.commerce.models.after_sale import AfterSale
from zhiyu.commerce.models.bills import Difference, Statement, StatementRow
from zhiyu.commerce.models.exchange import Exchange
from zhiyu.commerce.models.wallet import Wallet, WalletEntry
from zhiyu.kernel.clock import now
from zhiyu.platform import plain
from zhiyu.platform.live import tell

__all__ = [
    "AfterSale",
    "Difference",
    "Exchange",
    "Order",
    "OrderLine",
    "Payment",
    "PaymentAttempt",
    "Refund",
    "RefundLine",
    "Statement",
    "StatementRow",
    "Wallet",
    "WalletEntry",
]


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
    # What of it the buyer's balance pays.
    balance_fen = models.PositiveIntegerField(default=0, db_default=0)
    quote = models.JSONField()
    accepted = models.JSONField(default=list)
    channel = models.CharField(max_length=40, blank=True, default="")
    referrer = models.CharField(max_length=40, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    # When the clock tries to close it next: at its expiry, then with growing patience, then never.
    close_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(refunded_fen__lte=F("total_fen")), name="order_refund_within_total")
        ]
        indexes = [
            models.Index(fields=["buyer", "-id"], name="order_by_buyer"),
            models.Index(fields=["-created_at", "-id"], name="order_by_time"),
            models.Index(fields=["status", "-created_at", "-id"], name="order_by_status_time"),
            models.Index(fields=["close_at"], name="order_close_at", condition=Q(status="pending")),
            models.Index(fields=["paid_at"], name="order_by_payday", condition=Q(paid_at__isnull=False)),
            # The number's end, as people read it out: by what it begins with when turned round.
            models.Index(OpClass(Reverse("no"), name="text_pattern_ops"), name="order_by_no_end"),
        ]

    def __str__(self) -> str:
        return self.no

    @property
    def due_fen(self) -> int:
        """What a channel has to bring."""
        return self.total_fen - self.balance_fen

    @property
    def seconds_to_pay(self) -> int:
        return max(0, int((self.expires_at - now()).total_seconds()))

    @property
    def to_buyer(self) -> bool:
        """Whether its buyer is who it is for."""
        return all(line.to_buyer for line in self.lines.all())

    def move_to(self, status: "Order.Status", **stamps: Any) -> None:
        """Change the state and what goes with it (``paid_at`` …) in one statement."""
        if status not in self.MOVES.get(Order.Status(self.status), set()):
            raise OrderStateError
        self.status = status
        for name, value in stamps.items():
            setattr(self, name, value)
        plain.update(self, "status", *stamps)
        tell(f"order:{self.no}")


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
    later_days = models.PositiveSmallIntegerField(null=True)
    # The products in a bundle when it was ordered; null: it is one product.
    parts = models.JSONField(null=True)
    # The approval that let its buyer order it.
    application = models.ForeignKey(
        "screening.Application", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    # False: paying gives the buyer nothing. An app above says whom it is for, with grants of the line's own source.
    to_buyer = models.BooleanField(default=True)

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

    @property
    def refund_later_days(self) -> int:
        return self.later_days or 0

    @property
    def given(self) -> list[int]:
        """The products that paying for it gives."""
        return [self.product_id] if self.parts is None else self.parts


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
    # When the channel is asked what became of it; null: no more.
    ask_at = models.DateTimeField(null=True)
    # The channel has not said for days whether it is paid: a person has to look.
    stuck_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "provider", "method"], condition=Q(closed_at__isnull=True), name="attempt_open_once"
            )
        ]
        indexes = [
            models.Index(fields=["ask_at"], name="attempt_to_ask", condition=Q(ask_at__isnull=False)),
            models.Index(fields=["stuck_at"], name="attempt_stuck", condition=Q(stuck_at__isnull=False)),
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
    # Another amount than was asked: it bought nothing and stands in suspense until a person clears it.
    suspended = models.BooleanField(default=False)
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "reference"], name="payment_once")]
        indexes = [
            models.Index(fields=["provider", "paid_at"], name="payment_by_day"),
            models.Index(
                fields=["paid_at"], name="payment_takings", include=["id", "amount_fen"], condition=Q(suspended=False)
            ),
            models.Index(fields=["id"], name="payment_stuck", condition=Q(suspended=True) & Q(cleared_at__isnull=True)),
        ]

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
        Status.CLOSED: {Status.SUCCEEDED},  # only by a person who gave the money back another way
    }

    class Reason(models.TextChoices):
        NOT_FOR_ME = "not_for_me", _("内容不适合我")
        NO_TIME = "no_time", _("最近没有时间学")
        TOO_HARD = "too_hard", _("跟不上，太难了")
        NOT_AS_DESCRIBED = "not_as_described", _("和介绍的不一样")
        BOUGHT_BY_MISTAKE = "bought_by_mistake", _("买错了")
        NOT_TAKEN = "not_taken", _("一直没有人领")
        PAID_TOO_LATE = "paid_too_late", _("付款时订单已关闭")
        PAID_TWICE = "paid_twice", _("重复付款")
        PAID_OTHER_AMOUNT = "paid_other_amount", _("付款金额与订单不一致")
        PAID_OUT = "paid_out", _("余额退回原支付")
        EXCHANGED = "exchanged", _("换成别的商品")
        PRE_SALE_OFF = "pre_sale_off", _("预售取消")
        BALANCE_NOT_PAID = "balance_not_paid", _("没有付尾款")

    # What a buyer may choose; the others are the house's own.
    BUYERS_REASONS = [
        Reason.NOT_FOR_ME,
        Reason.NO_TIME,
        Reason.TOO_HARD,
        Reason.NOT_AS_DESCRIBED,
        Reason.BOUGHT_BY_MISTAKE,
    ]
    # What was not asked for as a refund.
    HOUSE_REASONS = [
        *(Reason.PAID_OUT, Reason.EXCHANGED, Reason.NOT_TAKEN),
        *(Reason.PRE_SALE_OFF, Reason.BALANCE_NOT_PAID),
    ]
    # Money that bought nothing: it goes back without an undo, whatever else the order does.
    STRAY_REASONS = [Reason.PAID_TOO_LATE, Reason.PAID_TWICE, Reason.PAID_OTHER_AMOUNT]

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
    # What of it goes to the buyer's balance and not through a channel.
    balance_fen = models.PositiveIntegerField(default=0, db_default=0)
    reason = models.CharField(max_length=20, choices=Reason)
    note = models.CharField(max_length=200, blank=True, default="")
    undo = models.JSONField(default=list)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    provider_reference = models.CharField(max_length=64, blank=True, default="")
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    # Since when the channel is asked (the decision, unless a person began anew), and when next; null: no more.
    asked_at = models.DateTimeField(null=True)
    ask_at = models.DateTimeField(null=True)
    # The channel would not or did not answer, and nothing is under way instead: a person has to act.
    stuck_at = models.DateTimeField(null=True)
    # Given back by a person on another way than the channel.
    outside = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(status__in=["requested", "approved", "processing", "abnormal"])
                & ~Q(reason__in=["paid_too_late", "paid_twice", "paid_other_amount"]),
                name="refund_open_once",
            ),
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(reason__in=["paid_too_late", "paid_twice", "paid_other_amount"]) & ~Q(status="closed"),
                name="refund_stray_once",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-id"], name="refund_by_status"),
            models.Index(fields=["ask_at"], name="refund_to_ask", condition=Q(ask_at__isnull=False)),
            models.Index(fields=["stuck_at"], name="refund_stuck", condition=Q(stuck_at__isnull=False)),
            models.Index(fields=["settled_at"], name="refund_by_day", condition=Q(status="succeeded")),
            models.Index(
                fields=["payment"],
                name="refund_of_stray",
                condition=Q(reason__in=["paid_too_late", "paid_twice", "paid_other_amount"]),
            ),
        ]

    def __str__(self) -> str:
        return self.no

    def move_to(self, status: "Refund.Status", **stamps: Any) -> None:
        if status not in self.MOVES.get(Refund.Status(self.status), set()):
            raise RefundStateError
        self.status = status
        for name, value in stamps.items():
            setattr(self, name, value)
        self.save(update_fields=["status", *stamps])
        tell(f"refund:{self.no}")

    @property
    def asked_since(self) -> datetime:
        return self.asked_at or self.decided_at or self.requested_at

    @property
    def stuck(self) -> bool:
        return self.stuck_at is not None

    @property
    def channel_fen(self) -> int:
        return self.amount_fen - self.balance_fen

    @property
    def payout(self) -> bool:
        """Money of a balance on its way back to where it came from: what it once bought was given back before."""
        return self.reason == self.Reason.PAID_OUT

    @property
    def stray(self) -> bool:
        return self.reason in self.STRAY_REASONS


class RefundLine(models.Model):
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="refund_lines")
    amount_fen = models.PositiveIntegerField()
    # All of its price comes back, and with it what was paid before and counted.
    whole = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return f"{self.refund_id} {self.line_id}"
