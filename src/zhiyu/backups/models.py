from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyu.backups.errors import BackupStateError


class Schedule(models.Model):
    """When backups are made by themselves, where to, and how many stay. Row 1, made on first use."""

    class Target(models.TextChoices):
        FOLDER = "folder", _("本机文件夹")
        STORE = "store", _("S3 对象存储")

    enabled = models.BooleanField(_("每晚自动备份"), default=False)
    hour = models.PositiveSmallIntegerField(_("几点开始"), default=3, validators=[MaxValueValidator(23)])
    keep_daily = models.PositiveSmallIntegerField(
        _("每天的留几份"), default=7, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    keep_weekly = models.PositiveSmallIntegerField(_("每周的留几份"), default=4, validators=[MaxValueValidator(520)])
    target = models.CharField(_("存到哪里"), max_length=8, choices=Target, default=Target.FOLDER)
    folder = models.CharField(_("文件夹"), max_length=400, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.target} {self.hour}:00"


class Backup(models.Model):
    """One backup that the school made by itself: good only after it was read back whole."""

    class State(models.TextChoices):
        RUNNING = "running", _("正在备份")
        GOOD = "good", _("完好")
        FAILED = "failed", _("没有成功")
        REMOVED = "removed", _("已清理")

    MOVES = {
        State.RUNNING: {State.GOOD, State.FAILED},
        State.GOOD: {State.REMOVED, State.FAILED},
    }

    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    place = models.CharField(max_length=600)
    asked_by = models.BigIntegerField(null=True)
    size = models.BigIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(default=0)
    counts = models.JSONField(default=dict)
    missing = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=400, blank=True, default="")
    started_at = models.DateTimeField(auto_now_add=True)
    verified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="running"), name="backup_one_at_once")
        ]
        indexes = [models.Index(fields=["state", "-id"], name="backup_by_state")]

    def __str__(self) -> str:
        return f"{self.state} {self.place}"

    def move_to(self, state: "Backup.State", **stamps: Any) -> None:
        if state not in self.MOVES.get(Backup.State(self.state), set()):
            raise BackupStateError
        self.state = state
        for name, value in stamps.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *stamps])

    @property
    def file_name(self) -> str:
        return self.place.rsplit("/", 1)[-1]
