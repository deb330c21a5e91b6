"""What learning keeps about a person: how far they are and what they marked, which nobody else needs."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiyu.accounts.belongings import Belonging
from zhiyu.learning.models import Attention, Favourite, Note, Progress


def lost(user_id: int) -> Sequence[str]:
    return [_("学习进度和学完的记录")] if Progress.objects.filter(user=user_id).exists() else []


def export(user_id: int) -> list[dict[str, Any]]:
    rows = Progress.objects.filter(user=user_id).select_related("lesson").order_by("pk")
    return [{"lesson": one.lesson.title, "position": one.position, "completed_at": one.completed_at} for one in rows]


def forget(user_id: int) -> None:
    Attention.objects.filter(user=user_id).delete()
    Progress.objects.filter(user=user_id).delete()


PROGRESS = Belonging(key="progress", export=export, lost=lost, forget=forget)


def lost_favourites(user_id: int) -> Sequence[str]:
    return [_("收藏的课程")] if Favourite.objects.filter(user=user_id).exists() else []


def export_favourites(user_id: int) -> list[dict[str, Any]]:
    rows = Favourite.objects.filter(user=user_id).select_related("product").order_by("pk")
    return [{"product": one.product.title, "at": one.at} for one in rows]


def forget_favourites(user_id: int) -> None:
    Favourite.objects.filter(user=user_id).delete()


FAVOURITES = Belonging(key="favourites", export=export_favourites, lost=lost_favourites, forget=forget_favourites)


def lost_notes(user_id: int) -> Sequence[str]:
    return [_("书里的划线、书签和笔记")] if Note.objects.filter(user=user_id).exists() else []


def export_notes(user_id: int) -> list[dict[str, Any]]:
    rows = Note.objects.filter(user=user_id).select_related("lesson").order_by("pk")
    return [{"lesson": one.lesson.title, "quote": one.quote, "note": one.note, "at": one.at} for one in rows]


def forget_notes(user_id: int) -> None:
    Note.objects.filter(user=user_id).delete()


NOTES = Belonging(key="notes", export=export_notes, lost=lost_notes, forget=forget_notes)
