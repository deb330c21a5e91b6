"""What the school says by itself: its words, which of them leave by text message, and what became of each."""

from typing import Any

from django.contrib import messages as flashes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.kernel.cursors import stretch
from zhiyu.messaging import actions, presenters, queries
from zhiyu.messaging import templates as registered
from zhiyu.messaging.channels import SMS
from zhiyu.messaging.errors import NumberMissing
from zhiyu.messaging.forms import SwitchForm
from zhiyu.platform.school import school

PAGE = 50
SHOWN = {
    "tone_of": presenters.tone_of,
    "because": presenters.because_words,
    "title_of": presenters.title_of,
}


@never_cache
@require_safe
@staff("learners.read")
def template_list(request: UserRequest) -> HttpResponse:
    switches = queries.switches()
    rows = [(one, presenters.sms_of(one, switches)) for one in registered.templates()]
    shown = {"rows": rows, "failed": queries.failed_lately().count()}
    return render(request, "messaging/studio_templates.html", shown)


@never_cache
@require_safe
@staff("learners.read")
def template(request: UserRequest, template: str) -> HttpResponse:
    return template_page(request, template)


def template_page(request: UserRequest, name: str, form: SwitchForm | None = None) -> HttpResponse:
    one = registered.template(name)
    way = presenters.way_of(one, queries.switches_of(one)[SMS])
    shown: dict[str, Any] = {
        "one": one,
        "why": registered.WHY[one.topic],
        "words": registered.rendered(one, one.sample),
        "way": way,
        "form": form or (SwitchForm(initial={"on": way.on, "number": way.number}) if way else None),
    }
    if way:
        text = f"【{school().name}】{presenters.sample_text(one, SMS)}"
        shown |= {"text": text, "pieces": presenters.parts(len(text)), "draft": presenters.text_to_approve(one, SMS)}
    return render(request, "messaging/studio_template.html", shown, status=422 if form else 200)


@require_POST
@staff("settings.edit")
def switch(request: UserRequest, template: str) -> HttpResponse:
    form = SwitchForm(request.POST)
    if not form.is_valid():
        return template_page(request, template, form)
    try:
        actions.set_switch(template=template, way=SMS, actor_id=request.user.pk, **form.cleaned_data)
    except NumberMissing as refusal:
        form.add_error("number", str(refusal))
        return template_page(request, template, form)
    flashes.success(request, _("已保存。"))
    return redirect("messaging:studio_template", template=template)


@never_cache
@require_safe
@staff("learners.read")
def sends(request: UserRequest) -> HttpResponse:
    status = request.GET.get("status", "")
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    page = stretch(queries.sends_for_studio(status=status), size=PAGE, before=before, after=after)
    first = not (status or before or after)
    shown = {
        **SHOWN,
        "page": page,
        "status": status,
        "pills": presenters.pills(status),
        "failed": list(queries.failed_lately()) if first else [],
    }
    return render(request, "messaging/studio_sends.html", shown)


@require_POST
@staff("learners.read")
def retry(request: UserRequest, send_id: int) -> HttpResponse:
    actions.retry(send_id=send_id, actor_id=request.user.pk)
    flashes.success(request, _("会再发一次，结果稍后在这里看。"))
    return redirect("messaging:studio_sends")
