"""What a person has been told, and what of it may also come to their phone."""

from django.contrib import messages as flashes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zhiyu.accounts.http import UserRequest, signed_in
from zhiyu.kernel.cursors import stretch
from zhiyu.messaging import actions, presenters, queries
from zhiyu.messaging.channels import SMS, channel

PAGE = 20


@never_cache
@require_safe
@signed_in
def my_messages(request: UserRequest) -> HttpResponse:
    """Looking at the newest is having read them; those that are new still say so this once."""
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    page = stretch(queries.messages_of(request.user.pk), size=PAGE, before=before, after=after)
    newest = page.newer is None and bool(page.rows)
    answer = render(request, "messaging/my_messages.html", {"page": page, "days": presenters.by_day(page.rows)})
    if newest and "messages" in request.user.marks:
        actions.mark_read(user_id=request.user.pk, up_to=page.rows[0].pk)
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def choices(request: UserRequest) -> HttpResponse:
    if request.method == "POST":
        actions.choose(user_id=request.user.pk, way=SMS, topics=request.POST.getlist("sms"))
        flashes.success(request, _("已保存。"))
        return redirect("messaging:choices")
    shown = {
        "topics": presenters.topics_of(queries.refused_by(request.user.pk)),
        "sms": channel(SMS).is_open(),
    }
    return render(request, "messaging/choices.html", shown)
