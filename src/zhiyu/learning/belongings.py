"""What learning keeps about a person: how far they are, which nobody else needs."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiyu.accounts.belongings import Belonging
from zhiyu.learning.models import Progress


def lost(user_id: int) -> Sequence[str]:
    return [_("学习进度和学完的记录")] if Progress.objects.filter(user=user_id).exists() else []


def export(user_id: int) -> list[dict[str, Any]]:
    rows = Progress.objects.filter(user=user_id).select_related("lesson").order_by("pk")
    return [{"lesson": one.lesson.title, "position": one.position, "completed_at": one.completed_at} for one in rows]


def forget(user_id: int) -> None:
    Progress.objects.filter(user=user_id).delete()


PROGRESS = Belonging(key="progress", export=export, lost=lost, forget=forget)
