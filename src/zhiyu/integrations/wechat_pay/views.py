from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from zhiyu.integrations.wechat_pay.account import account
from zhiyu.integrations.wechat_pay.actions import receive

OK = 200
LARGEST = 64 * 1024


@csrf_exempt
@require_POST
def notify(request: HttpRequest, name: str) -> HttpResponse:
    """WeChat Pay reports a payment or a refund of the account ``name``."""
    ours = account(name)
    if ours is None:
        return fail("no such account", 404)
    if len(request.body) > LARGEST:
        return fail("too large", 413)
    verdict = receive(account=ours, headers=request.headers, body=request.body)
    return HttpResponse(status=OK) if verdict.status == OK else fail(verdict.word, verdict.status)


def fail(message: str, status: int) -> JsonResponse:
    return JsonResponse({"code": "FAIL", "message": message}, status=status)
