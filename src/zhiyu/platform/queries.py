from django.db.models import QuerySet

from zhiyu.platform.models import AuditEntry, Delivery


def parked_deliveries() -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=Delivery.State.PARKED).select_related("event").order_by("-id")


def late_deliveries_count() -> int:
    """Deliveries that have failed at least once and wait for their next try."""
    return Delivery.objects.filter(state=Delivery.State.WAITING, attempts__gt=0).count()


def audit_of(target: str) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(target=target).order_by("id")
