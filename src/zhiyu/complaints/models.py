import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyu.complaints.errors import ComplaintStateError
from zhiyu.kernel.clock import now
from zhiyu.platform.live import tell

ANSWER_WITHIN = timedelta(days=7)


def new_code() -> str:
    """Who has it reads the complaint: 128 bits, in no list of ours for outsiders."""
    return secrets.token_urlsafe(16)


class Complaint(models.Model):
    """Somebody says that something in the school is against their right or against the law (Civil Code, article 1195).

    Anybody may, without an account: ``code`` in an address is how they come back to it. ``key`` is the form's own, so
    that one sent twice is one. What was said stays as it was said; only the person's leaving clears who they were.
    """

    class Kind(models.TextChoices):
        COPYRIGHT = "copyright", _("侵犯著作权（抄袭、盗用、搬运）")
        PERSON = "person", _("侵犯肖像、名誉或隐私")
        UNLAWFUL = "unlawful", _("违法或不良内容")
        OTHER = "other", _("别的")

    class Capacity(models.TextChoices):
        OWN = "own", _("我自己的权利")
        AGENT = "agent", _("我受权利人委托")
        WITNESS = "witness", _("我只是看到了")

    class Status(models.TextChoices):
        SENT = "sent", _("已收到")
        LOOKING = "looking", _("正在核实")
        UPHELD = "upheld", _("成立，已处理")
        REJECTED = "rejected", _("不成立")
        WITHDRAWN = "withdrawn", _("已撤回")

    OPEN = [Status.SENT, Status.LOOKING]
    MOVES = {
        Status.SENT: {Status.LOOKING, Status.UPHELD, Status.REJECTED, Status.WITHDRAWN},
        Status.LOOKING: {Status.UPHELD, Status.REJECTED, Status.WITHDRAWN},
        # More proof came.
        Status.REJECTED: {Status.LOOKING},
    }

    code = models.CharField(max_length=22, unique=True, default=new_code, editable=False)
    key = models.UUIDField(unique=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.SENT)
    kind = models.CharField(max_length=10, choices=Kind)
    place = models.CharField(max_length=500)
    words = models.TextField(max_length=3000)
    proof = models.TextField(max_length=2000, blank=True, default="")
    picture = models.ForeignKey("media.Asset", on_delete=models.SET_NULL, null=True, related_name="+")
    capacity = models.CharField(max_length=8, choices=Capacity)
    name = models.CharField(max_length=60)
    contact = models.CharField(max_length=120)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    # What the school said in the end, to who complained.
    answer = models.TextField(max_length=1000, blank=True, default="")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["upheld", "rejected"]) | ~Q(answer=""), name="complaint_decided_with_words"
            )
        ]
        indexes = [models.Index(fields=["status", "due_at"], name="complaint_by_status")]

    def __str__(self) -> str:
        return f"complaint {self.pk}"

    def move_to(self, status: "Complaint.Status", **stamps: Any) -> None:
        if status not in self.MOVES.get(Complaint.Status(self.status), set()):
            raise ComplaintStateError
        self.status = status
        for name, value in stamps.items():
            setattr(self, name, value)
        self.save(update_fields=["status", *stamps])
        tell("studio")

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_at < now()

    @property
    def may_add(self) -> bool:
        """Whether who complained can say more: also to a no, which is then looked at again."""
        return self.is_open or self.status == self.Status.REJECTED


class Word(models.Model):
    """What one side said to the other after the complaint was sent. ``author`` is somebody of the school's, or null."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="said")
    by_school = models.BooleanField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField(max_length=1000)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"word {self.pk} of {self.complaint_id}"
