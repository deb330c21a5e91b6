"""Complaints, by the code that their sender has or for the people of the school."""

from django.db.models import Count, QuerySet

from zhiyu.complaints.models import Complaint
from zhiyu.kernel.errors import NotFound


def complaint_by_code(code: str) -> Complaint:
    found = Complaint.objects.prefetch_related("said").filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def complaints_of(sender_id: int) -> QuerySet[Complaint]:
    """Those sent while logged in; the newest first."""
    return Complaint.objects.filter(sender=sender_id).prefetch_related("said").order_by("-pk")


def has_complained(sender_id: int) -> bool:
    return Complaint.objects.filter(sender=sender_id).exists()


def complaint(complaint_id: int) -> Complaint:
    rows = Complaint.objects.select_related("picture", "sender", "decided_by").prefetch_related("said__author")
    found = rows.filter(pk=complaint_id).first()
    if found is None:
        raise NotFound
    return found


def complaints(*, state: str = "") -> QuerySet[Complaint]:
    """What waits, the most urgent first; of what is over, the newest first."""
    if state in Complaint.Status.values:
        found = Complaint.objects.filter(status=state)
    else:
        found = Complaint.objects.filter(status__in=Complaint.OPEN)
    return found.order_by("due_at", "pk") if state in {"", *Complaint.OPEN} else found.order_by("-pk")


def counts() -> dict[str, int]:
    """How many stand where, by state; under "" those that wait for the school."""
    rows = dict(Complaint.objects.values_list("status").annotate(Count("pk")))
    found = {state: rows.get(state, 0) for state in Complaint.Status.values}
    return found | {"": sum(found[state] for state in Complaint.OPEN)}
