from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.integrations.alipay import actions, queries
from zhiyu.integrations.alipay.account import account
from zhiyu.integrations.alipay.errors import CertificateRefused
from zhiyu.integrations.alipay.forms import CertificatesForm

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
    verdict = actions.receive(account=ours, body=request.body)
    return told(TAKEN if verdict.status == OK else f"fail: {verdict.word}", verdict.status)


def told(word: str, status: int) -> HttpResponse:
    return HttpResponse(word, status=status, content_type="text/plain; charset=utf-8")


@never_cache
@require_http_methods(["GET", "POST"])
@staff("settings.edit")
def certificates(request: UserRequest) -> HttpResponse:
    """Which mode is in force, and the three certificates that certificate mode takes."""
    form = CertificatesForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            actions.save_certificates(actor_id=request.user.pk, texts=form.texts())
        except CertificateRefused as error:
            form.add_error(f"{error.field}_file", str(error))
        else:
            messages.success(request, _("三份证书互相对得上，已改用公钥证书模式。"))
            return redirect("alipay:certificates")
    shown = {"form": form, "trust": queries.trust(), "roles": form.ROLES}
    return render(request, "alipay/certificates.html", shown, status=422 if form.errors else 200)


@require_POST
@staff("settings.edit")
def leave_certificates(request: UserRequest) -> HttpResponse:
    try:
        actions.leave_certificates(actor_id=request.user.pk)
        messages.success(request, _("已改回公钥模式。"))
    except CertificateRefused as error:
        messages.error(request, str(error))
    return redirect("alipay:certificates")
