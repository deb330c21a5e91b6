"""What is kept of a person's works: all of it is theirs, and goes with them."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiyu.accounts.belongings import Belonging
from zhiyu.works.models import Search, Work
from zhiyu.works.queries import searches_of, works_of


def lost(user_id: int) -> Sequence[str]:
    return [_("我的作品和原图：先下载原图")] if Work.objects.filter(owner=user_id).exists() else []


def export(user_id: int) -> dict[str, Any]:
    return {
        "kept": [
            {
                "code": one.code,
                "title": one.title,
                "note": one.note,
                "made_on": one.made_on,
                "audience": one.audience,
                "created_at": one.created_at,
                "hidden_because": one.hidden_because,
                "pictures": [
                    {"number": each.number, "name": each.asset.name, "sha256": each.asset.sha256}
                    for each in one.pictures.all()
                ],
            }
            for one in works_of(user_id)
        ],
        "searches": [
            {
                "name": one.name,
                "sha256": one.sha256,
                "place": one.place,
                "state": one.state,
                "created_at": one.created_at,
            }
            for one in searches_of(user_id)
        ],
    }


def forget(user_id: int) -> None:
    """Pages and pictures answer no more from now on; tidying takes the files, which nothing names any longer."""
    Search.objects.filter(owner=user_id).delete()
    Work.objects.filter(owner=user_id).delete()


WORKS = Belonging(key="works", export=export, lost=lost, forget=forget)
