"""What is kept of a person: that they were served films of their own, and since when. It names nobody by itself."""

from typing import Any

from zhiyu.accounts.belongings import Belonging
from zhiyu.tracing.models import Issue


def export(user_id: int) -> list[dict[str, Any]]:
    rows = Issue.objects.filter(user=user_id).select_related("trace").order_by("pk")
    return [{"film": str(one.trace.asset_id), "version": one.version, "at": one.at} for one in rows]


ISSUED = Belonging(key="traced_films", export=export)
