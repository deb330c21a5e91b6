"""What access keeps about a person: what they bought. It is theirs until the account goes, and is said before."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiyu.access.models import Grant
from zhiyu.access.queries import entitlements_of
from zhiyu.accounts.belongings import Belonging
from zhiyu.kernel.clock import now


def lost(user_id: int) -> Sequence[str]:
    return [
        _("《%(title)s》，买过的，注销后不能再看") % {"title": one.product.title}
        for one in entitlements_of(user_id)
        if one.own
    ]


def export(user_id: int) -> list[dict[str, Any]]:
    rows = Grant.objects.filter(user=user_id).select_related("product").order_by("pk")
    return [
        {
            "product": one.product.code,
            "title": one.product.title,
            "from": one.valid_from,
            "until": one.valid_until,
            "revoked_at": one.revoked_at,
        }
        for one in rows
    ]


def forget(user_id: int) -> None:
    Grant.objects.filter(user=user_id, revoked_at__isnull=True).update(
        revoked_at=now(), revoked_because="account_closed"
    )


OWNED = Belonging(key="owned", export=export, lost=lost, forget=forget)
