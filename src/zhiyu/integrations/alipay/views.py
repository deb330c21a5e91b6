from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from zhiyu.integrations.alipay.account import account
from zhiyu.integrations.alipay.actions import receive

OK = 200
LARGEST = 64 * 1024
TAKEN = "success"
"""These seven letters and nothing else end Alipay's repetitions."""


@csrf_exempt
@require_POST
def notify(request: HttpRequest, name: str) -> HttpResponse:
    """Alipay reports a payment or a refund of the account ``name``."""
    ours = account(name)
    if ours is None:
        return told("no such account", 404)
    if len(request.body) > LARGEST:
        return told("too large", 413)
    verdict = receive(account=ours, body=request.body)
    return told(TAKEN if verdict.status == OK else f"fail: {verdict.word}", verdict.status)


def told(word: str, status: int) -> HttpResponse:
    return HttpResponse(word, status=status, content_type="text/plain; charset=utf-8")
