from typing import Any

from zhiyu.platform import plain
from zhiyu.platform.models import AuditEntry
from zhiyu.platform.request import current


def record(*, actor_id: int | None, action: str, target: str, **detail: Any) -> None:
    """Note who did what to which thing (``"order:2026…"``), from where. Call it inside the action."""
    plain.insert(entry(actor_id=actor_id, action=action, target=target, **detail))


def entry(*, actor_id: int | None, action: str, target: str, **detail: Any) -> AuditEntry:
    """The note before it is written, for an action that writes it in one statement with what it did."""
    here = current()
    return AuditEntry(
        actor_id=actor_id, action=action, target=target, detail=detail, address=here.address, request_id=here.id
    )
