from typing import Any

from zhiyu.platform.models import AuditEntry
from zhiyu.platform.request import current


def record(*, actor_id: int | None, action: str, target: str, **detail: Any) -> None:
    """Note who did what to which thing (``"order:2026…"``), from where. Call it inside the action."""
    here = current()
    AuditEntry.objects.create(
        actor_id=actor_id,
        action=action,
        target=target,
        detail=detail,
        address=here.address,
        request_id=here.id,
    )
