from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyu.integrations.transfer.errors import TransferStateError


class Account(models.Model):
    """Where the money goes. One row; while it is not ``offered`` nobody is shown it."""

    offered = models.BooleanField(default=False)
    holder = models.CharField(max_length=100, blank=True, default="")
    bank = models.CharField(max_length=100, blank=True, default="")
    number = models.CharField(max_length=40, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return self.holder


class Transfer(models.Model):
    """One attempt to pay by bank. Only a person who has seen the money makes it ``taken``."""

    class State(models.TextChoices):
        OPEN = "open", _("等学员转账")
        SENT = "sent", _("待核对")
        TAKEN = "taken", _("已到账")
        CLOSED = "closed", _("已关闭")

    MOVES = {
        State.OPEN: {State.SENT, State.TAKEN, State.CLOSED},
        State.SENT: {State.OPEN, State.SENT, State.TAKEN},
        State.CLOSED: {State.SENT, State.TAKEN},  # money that was on its way when the order ended
    }

    attempt = models.OneToOneField("commerce.PaymentAttempt", on_delete=models.PROTECT, related_name="transfer")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    slip = models.ForeignKey("media.Asset", null=True, on_delete=models.PROTECT, related_name="+")
    payer = models.CharField(max_length=60, blank=True, default="")
    sent_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=200, blank=True, default="")
    reference = models.CharField(max_length=64, blank=True, default="")
    paid_fen = models.PositiveIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reference"], condition=~Q(reference=""), name="reference_once")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.state}"

    @property
    def remark(self) -> str:
        """What the payer writes beside the money, so that it is recognised."""
        return self.attempt.out_trade_no[-6:]

    def move_to(self, state: State, **stamps: object) -> None:
        if state not in self.MOVES.get(self.State(self.state), set()):
            raise TransferStateError
        self.state = state
        for name, value in stamps.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *stamps])


class Return(models.Model):
    """Money of a refund that a person has to send back by bank. ``no`` is the refund's."""

    no = models.CharField(max_length=32, unique=True)
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="returns")
    amount_fen = models.PositiveIntegerField()
    reference = models.CharField(max_length=64, blank=True, default="")
    asked_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(sent_at=None), name="return_waiting")]

    def __str__(self) -> str:
        return self.no
