from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.catalog.errors import WrongAsset
from zhiyu.catalog.models import Welcome
from zhiyu.media.models import Asset
from zhiyu.platform import audit

SCHOOL = (None,)


@transaction.atomic
def set_welcome(
    *,
    product_ids: Sequence[int | None] = SCHOOL,
    text: str,
    group_code_id: UUID | None,
    caption: str,
    actor_id: int | None,
) -> None:
    """What the payers of these products are told; None is the school's own. With nothing in it there is none."""
    if group_code_id and not Asset.objects.filter(pk=group_code_id, kind=Asset.Kind.IMAGE).exists():
        raise WrongAsset(_("群二维码要用图片。"))
    said: dict[str, Any] = {"text": text, "group_code_id": group_code_id, "caption": caption}
    for product_id in product_ids:
        of: dict[str, Any] = {"product_id": product_id}
        if text or group_code_id:
            Welcome.objects.update_or_create(**of, defaults=said)
        else:
            Welcome.objects.filter(product=product_id).delete()
        audit.record(
            actor_id=actor_id,
            action="catalog.welcome_set",
            target=f"product:{product_id}" if product_id else "school",
            group_code=str(group_code_id or ""),
        )
