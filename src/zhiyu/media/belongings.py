"""What media keeps about a person: what of what they bought was played, on which device and from which network."""

from typing import Any

from zhiyu.accounts.belongings import Belonging
from zhiyu.media.actions.copies import forget_copies
from zhiyu.media.models import Pace, Play, Reviewed


def export(user_id: int) -> list[dict[str, Any]]:
    rows = Play.objects.filter(user=user_id).order_by("pk")
    return [
        {
            "lesson": one.lesson_id,
            "from": one.began_at,
            "until": one.last_at,
            "network": one.network,
            "seconds": one.media_ms // 1000,
            "downloaded": one.taken,
        }
        for one in rows
    ]


def forget(user_id: int) -> None:
    forget_copies(user_id)
    Play.objects.filter(user=user_id).delete()
    Pace.objects.filter(user=user_id).delete()
    Reviewed.objects.filter(user=user_id).delete()


PLAYS = Belonging(key="plays", export=export, forget=forget)
