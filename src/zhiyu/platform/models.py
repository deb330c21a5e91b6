from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class School(models.Model):
    """The one school of this installation and its public face. Row 1, made by migration."""

    name = models.CharField(_("名称"), max_length=40, default="我的学堂")
    slogan = models.CharField(_("一句话介绍"), max_length=80, blank=True, default="")
    teacher = models.CharField(_("主讲人"), max_length=40, blank=True, default="")
    about = models.TextField(_("关于"), blank=True, default="")
    hue = models.PositiveSmallIntegerField(_("主色"), default=158)
    service_phone = models.CharField(_("客服电话"), max_length=32, blank=True, default="")
    service_wechat = models.CharField(_("客服微信"), max_length=64, blank=True, default="")
    icp_no = models.CharField(_("ICP 备案号"), max_length=64, blank=True, default="")
    police_no = models.CharField(_("公安备案号"), max_length=64, blank=True, default="")
    telecom_no = models.CharField(_("增值电信业务经营许可证"), max_length=64, blank=True, default="")
    publishing_no = models.CharField(_("出版物经营许可证"), max_length=64, blank=True, default="")
    broadcast_no = models.CharField(_("广播电视节目制作经营许可证"), max_length=64, blank=True, default="")
    # Whether learners may thank a teacher with money.
    tipping = models.BooleanField(default=False, db_default=False)
    # On how many devices an account may watch, and on how many of them at once; 0: as many as it likes.
    device_limit = models.PositiveSmallIntegerField(default=5, db_default=5)
    player_limit = models.PositiveSmallIntegerField(default=1, db_default=1)
    # Whether a learner's name moves over what they watch.
    film_mark = models.BooleanField(default=True, db_default=True)
    opened_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """A fact, append-only. Written in the transaction that made it true."""

    name = models.CharField(max_length=80)
    payload = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.name}#{self.pk}"


class Delivery(models.Model):
    """One event on its way to one handler; the unique pair is what makes redelivery harmless.

    While it waits, ``due_at`` says from when it may be taken. Whoever takes it leaves null there and its own number
    among procrastinate's workers in ``claimed_by``.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("等待中")
        DONE = "done", _("已完成")
        PARKED = "parked", _("已搁置")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    handler = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True, default="")
    due_at = models.DateTimeField(null=True, db_default=Now())
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.BigIntegerField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="delivery_once")]
        indexes = [
            models.Index(fields=["state", "id"], name="delivery_open", condition=~Q(state="done")),
            models.Index(fields=["due_at"], name="delivery_due", condition=Q(state="waiting", due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} -> {self.handler}"


class AuditEntry(models.Model):
    """Who did what to which thing, from where. Actor is an id: this floor knows no user model."""

    actor_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=60)
    target = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=32, blank=True, default="")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["target", "id"], name="audit_target")]

    def __str__(self) -> str:
        return f"{self.action} {self.target}"


class IdempotencyKey(models.Model):
    """The answer once given to a write, so that the same write answers the same."""

    caller = models.CharField(max_length=80)
    key = models.CharField(max_length=128)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="idempotency_once")]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"
