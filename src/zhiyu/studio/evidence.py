from django.http import HttpResponse

from zhiyu.accounts.http import UserRequest
from zhiyu.platform.actions import note_export
from zhiyu.studio import queries


def zip_of(request: UserRequest, no: str) -> HttpResponse:
    """Made whole first, then noted: the access log says who took it along, and when."""
    made = queries.evidence_of(no, by=str(request.user))
    note_export(actor_id=request.user.pk, what="evidence", order=no)
    name = {"Content-Disposition": f'attachment; filename="evidence-{no}.zip"'}
    return HttpResponse(made, content_type="application/zip", headers=name)
