"""What courseware keeps about a person: their scores and where they stopped, which nobody else needs."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiyu.accounts.belongings import Belonging
from zhiyu.courseware.models import Attempt


def lost(user_id: int) -> Sequence[str]:
    return [_("互动课件的成绩")] if Attempt.objects.filter(user=user_id).exists() else []


def export(user_id: int) -> list[dict[str, Any]]:
    rows = Attempt.objects.filter(user=user_id).select_related("lesson").order_by("pk")
    return [
        {
            "lesson": one.lesson.title,
            "part": one.part,
            "best": one.best,
            "success": one.success,
            "seconds": one.seconds,
            "completed_at": one.completed_at,
            "state": one.cmi,
        }
        for one in rows
    ]


def forget(user_id: int) -> None:
    Attempt.objects.filter(user=user_id).delete()


SCORES = Belonging(key="exercises", export=export, lost=lost, forget=forget)
