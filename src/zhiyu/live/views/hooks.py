from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from zhiyu.live import actions
from zhiyu.live import nginx as door

YES, ELSEWHERE, NO, NOT_HERE = 204, 302, 403, 404


@csrf_exempt
@require_POST
def nginx(request: HttpRequest, proof: str) -> HttpResponse:
    """nginx asks who may send, and every other second whether they still may."""
    if settings.LIVE_ENGINE != "nginx":
        return HttpResponse(status=NOT_HERE)
    if not door.is_ours(proof):
        return HttpResponse(status=NO)
    said = request.POST
    key, client = said.get("name", ""), said.get("clientid", "")
    if said.get("call") == "publish":
        name = actions.admitted(key, client)
        return HttpResponse(status=NO) if name is None else HttpResponse(status=ELSEWHERE, headers={"Location": name})
    return HttpResponse(status=YES if actions.goes_on(key, client) else NO)
