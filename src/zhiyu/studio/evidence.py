from django.http import HttpResponse

from zhiyu.accounts.http import UserRequest
from zhiyu.platform.actions import note_export
from zhiyu.studio import queries


def zip_of(request: UserRequest, no: str) -> HttpResponse:
    """Made whole first, then noted: the access log says who took it along, and when."""
    made = queries.evidence_of(no, by=str(request.user))
    note_export(actor_id=request.user.pk, what="evidence", order=no)
    return sent(made, f"evidence-{no}")


def zip_of_leak(request: UserRequest, inquiry_id: int) -> HttpResponse:
    made = queries.leak_evidence(inquiry_id, by=str(request.user))
    note_export(actor_id=request.user.pk, what="leak_evidence", inquiry=inquiry_id)
    return sent(made, f"leak-evidence-{inquiry_id}")


def sent(made: bytes, name: str) -> HttpResponse:
    head = {"Content-Disposition": f'attachment; filename="{name}.zip"'}
    return HttpResponse(made, content_type="application/zip", headers=head)
