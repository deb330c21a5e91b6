from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyu.gifts.errors import CodeStateError, GiftStateError
from zhiyu.kernel.clock import now

TO_CLAIM = timedelta(days=30)


class Batch(models.Model):
    """Redeem codes made together: what they open, until when, how many of them one person may use."""

    title = models.CharField(_("名称"), max_length=40)
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    prefix = models.CharField(max_length=8, blank=True, default="")
    size = models.PositiveIntegerField()
    per_person = models.PositiveSmallIntegerField(default=1)
    valid_until = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True, default="")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title

    @property
    def over(self) -> bool:
        return self.valid_until is not None and self.valid_until <= now()


class Code(models.Model):
    """Good once. ``key`` is what all ways to write it have in common; ``nth`` of its batch that its person used."""

    class State(models.TextChoices):
        FREE = "free", _("未使用")
        REDEEMED = "redeemed", _("已兑换")
        REVOKED = "revoked", _("已作废")

    MOVES = {State.FREE: {State.REDEEMED, State.REVOKED}, State.REDEEMED: {State.REVOKED}}

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=24)
    key = models.CharField(max_length=24, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.FREE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="codes", null=True)
    nth = models.PositiveSmallIntegerField(null=True)
    redeemed_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="redeemed") | Q(user__isnull=False, nth__isnull=False, redeemed_at__isnull=False),
                name="code_redeemed_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(state="free") | Q(user__isnull=True), name="code_free_is_nobodys"),
            models.UniqueConstraint(
                fields=["batch", "user", "nth"], condition=Q(state="redeemed"), name="code_per_person"
            ),
        ]
        indexes = [models.Index(fields=["batch", "state", "-id"], name="code_by_state")]

    def __str__(self) -> str:
        return self.code

    @property
    def source(self) -> str:
        """The cause that its grants name."""
        return f"code:{self.pk}"

    def move_to(self, state: "Code.State", **stamps: Any) -> None:
        if state not in self.MOVES.get(Code.State(self.state), set()):
            raise CodeStateError
        self.state = state
        for name, value in stamps.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *stamps])


class Gift(models.Model):
    """One line of an order that is for somebody else: who brings ``token`` first gets what it gives."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等人领")
        CLAIMED = "claimed", _("已领走")
        RETURNED = "returned", _("已退回")

    MOVES = {State.WAITING: {State.CLAIMED, State.RETURNED}, State.CLAIMED: {State.RETURNED}}

    line = models.OneToOneField("commerce.OrderLine", on_delete=models.PROTECT, related_name="gift")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="gifts_given")
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="gifts_received", null=True
    )
    token = models.CharField(max_length=32, unique=True)
    from_name = models.CharField(max_length=24, blank=True, default="")
    message = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(receiver__isnull=False, claimed_at__isnull=False),
                name="gift_claimed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(receiver__isnull=True), name="gift_waiting_is_nobodys"
            ),
        ]
        indexes = [
            models.Index(fields=["giver", "-id"], name="gift_by_giver"),
            models.Index(fields=["receiver", "-id"], name="gift_by_receiver"),
            models.Index(fields=["id"], name="gift_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.state}"

    @property
    def until(self) -> datetime:
        """Until when it can be claimed; it may not be paid yet."""
        return (self.line.order.paid_at or now()) + TO_CLAIM

    @property
    def over(self) -> bool:
        return self.until <= now()

    def move_to(self, state: "Gift.State", **stamps: Any) -> None:
        if state not in self.MOVES.get(Gift.State(self.state), set()):
            raise GiftStateError
        self.state = state
        for name, value in stamps.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *stamps])
