"""Closing an account, thinking again, and taking one's data along."""

import io
import zipfile

import orjson
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhiyu.accounts import actions
from zhiyu.accounts.forms import CloseForm
from zhiyu.accounts.http import UserRequest, recently_proved, signed_in


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@recently_proved
def close(request: UserRequest) -> HttpResponse:
    told = actions.farewell(request.user.pk)
    form = CloseForm(request.POST or None)
    if form.is_valid() and not told.stops:
        actions.ask_to_close(user_id=request.user.pk, device=request.device)
        messages.success(request, _("已经收到。7 天内随时可以撤销。"))
        return redirect("accounts:close")
    context = {"form": form, "told": told, "closing_at": request.user.closing_at}
    return render(request, "accounts/close.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def keep(request: UserRequest) -> HttpResponse:
    actions.keep_account(user_id=request.user.pk)
    messages.success(request, _("注销撤销了，账号照常使用。"))
    return redirect("accounts:settings")


@never_cache
@require_POST
@signed_in
@recently_proved
def export(request: UserRequest) -> HttpResponse:
    """One JSON file a section, in a zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for section, content in actions.export_own_data(user_id=request.user.pk).items():
            archive.writestr(f"{section}.json", orjson.dumps(content, option=orjson.OPT_INDENT_2, default=str))
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return response
