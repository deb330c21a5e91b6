"""Who looked at what about people, and who changed who may: the audit, narrowed to what an owner must answer for."""

from django.db.models import Q, QuerySet

from zhiyu.platform.models import AuditEntry

LOOKED = (
    "phone.revealed",
    "account.exported",
    "orders.exported",
    "evidence.exported",
    "leak_evidence.exported",
    "tracing.asked",
    "tracing.reviewed",
    "invoices.exported",
    "codes.exported",
    "school.exported",
    "backup.downloaded",
)
CHANGED = (
    "role.given",
    "role.taken",
    "phone.changed",
    "email.bound",
    "email.unbound",
    "password.set",
    "identity.linked",
    "factor.added",
    "factor.removed",
    "factor.codes_renewed",
    "factor.recovery_used",
    "factor.reset",
    "account.closing",
    "account.kept",
    "account.closed",
)
KINDS = {"looked": LOOKED, "changed": CHANGED, "login": ("login", "device.signed_out", "identity.proved")}


def access_log(*, kind: str = "", actor_id: int | None = None) -> QuerySet[AuditEntry]:
    """Newest first. Logins only when asked for: there are many, and most say nothing."""
    actions = KINDS.get(kind, LOOKED + CHANGED)
    found = AuditEntry.objects.filter(action__in=actions)
    if actor_id is not None:
        found = found.filter(Q(actor_id=actor_id) | Q(target=f"user:{actor_id}"))
    return found.order_by("-id")
