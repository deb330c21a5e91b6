from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyu.imports.errors import RunStateError
from zhiyu.platform.live import tell


class Run(models.Model):
    """One export that somebody handed in, and how far it came. ``notes`` are sentences for the creator.

    What came once (``Brought``) is passed over by every later one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("排队中")
        RUNNING = "running", _("正在搬")
        DONE = "done", _("搬好了")
        REFUSED = "refused", _("没有搬成")

    MOVES = {
        State.WAITING: {State.RUNNING},
        State.RUNNING: {State.RUNNING, State.DONE, State.REFUSED},
        State.REFUSED: {State.WAITING},
    }

    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    asset = models.OneToOneField("media.Asset", on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    # In which what went wrong is told to whoever handed it in.
    language = models.CharField(max_length=10, default="zh-hans")
    done = models.PositiveIntegerField(default=0)
    whole = models.PositiveIntegerField(default=0)
    # How many it brought in all, and how many it found to have come before.
    came = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list)
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.state} {self.name}"

    def move_to(self, state: "Run.State", **changes: Any) -> None:
        if state not in self.MOVES.get(Run.State(self.state), set()):
            raise RunStateError
        self.state = state
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *changes])
        tell(f"import:{self.pk}")


class Brought(models.Model):
    """A text or course that came from elsewhere. ``origin`` is its name there, and it comes once."""

    origin = models.CharField(max_length=500, unique=True)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="brought")
    course = models.OneToOneField("catalog.Course", on_delete=models.CASCADE, related_name="+")
    # What the creator should look at: pictures that could not be had, short codes of plug-ins.
    notes = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.origin
