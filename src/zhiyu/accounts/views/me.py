from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markdown_it import MarkdownIt

from zhiyu.accounts import actions, queries
from zhiyu.accounts.agreement_texts import every_text
from zhiyu.accounts.forms import ProfileForm
from zhiyu.accounts.http import UserRequest, keep_preferences, sign_out, signed_in
from zhiyu.accounts.models import Device
from zhiyu.accounts.presenters import agreement_in, device_name, notice_words
from zhiyu.ui import preferences

NOTICES = 10


@require_safe
def agreement(request: HttpRequest, key: str) -> HttpResponse:
    """The newest version by key, or one that was accepted earlier by its full id."""
    found = [text for text in every_text() if key in {text.key, text.id}]
    if not found:
        raise Http404
    text = agreement_in(max(found, key=lambda one: one.version))
    body = mark_safe(MarkdownIt("commonmark", {"html": False}).render(text.body))  # noqa: S308 -- our own file, HTML off
    return render(request, "accounts/agreement.html", {"text": text, "body": body})


@require_safe
@signed_in
def devices(request: UserRequest) -> HttpResponse:
    found = sorted(queries.devices_of(request.user.pk), key=lambda device: device != request.device)
    notices = list(queries.notices_of(request.user.pk)[:NOTICES])
    context = {
        "devices": [(device, device_name(device.user_agent)) for device in found],
        "current": request.device,
        "notices": [(one, notice_words(one)) for one in notices],
    }
    answer = render(request, "accounts/devices.html", context)
    if request.user.has_news:
        actions.see_notices(user_id=request.user.pk, device=request.device)
    return answer


@require_POST
@signed_in
def device_sign_out(request: UserRequest, device_id: int) -> HttpResponse:
    if request.device and request.device.pk == device_id:
        sign_out(request)
        messages.success(request, _("已退出登录。"))
        return redirect("/")
    actions.sign_out_device(user=request.user, device_id=device_id, because=Device.Ended.ELSEWHERE)
    messages.success(request, _("那台设备已退出登录。"))
    return redirect("accounts:devices")


@require_http_methods(["GET", "POST"])
@signed_in
def settings_page(request: UserRequest) -> HttpResponse:
    user = request.user
    shown = preferences.chosen(request)
    initial = {"name": user.name, "text_size": shown.text, "language": shown.language}
    form = ProfileForm(request.POST or None, initial=initial)
    if form.is_valid():
        request.user = actions.edit_profile(user_id=request.user.pk, **form.cleaned_data)
        with override(request.user.language):
            messages.success(request, _("已保存。"))
        response = redirect("accounts:settings")
        keep_preferences(request, response, always=True)
        return response
    context = {"form": form, "identities": queries.identities_of(request.user.pk)}
    return render(request, "accounts/settings.html", context, status=422 if form.errors else 200)
