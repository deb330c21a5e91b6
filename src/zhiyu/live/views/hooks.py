from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from zhiyu.live import actions
from zhiyu.live import nginx as door
from zhiyu.live.tencent import notices

YES, ELSEWHERE, UNREADABLE, NO, NOT_HERE = 204, 302, 400, 403, 404
LONGEST = 16 << 10


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


@csrf_exempt
@require_POST
def tencent(request: HttpRequest) -> HttpResponse:
    """Tencent tells us who began to send, who left, what it recorded. What is of nobody here is answered alike, or it
    came again.
    """
    if settings.LIVE_ENGINE != "tencent":
        return HttpResponse(status=NOT_HERE)
    try:
        notice = notices.read(request.body if len(request.body) <= LONGEST else b"")
    except notices.Unreadable:
        return HttpResponse(status=UNREADABLE)
    if not notices.is_theirs(notice):
        return HttpResponse(status=NO)
    (actions.recorded if notice.film else actions.noted)(notice)
    return JsonResponse({"code": 0})
