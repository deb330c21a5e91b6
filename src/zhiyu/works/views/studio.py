"""学员作品: what learners show to others, for those who answer complaints."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.works import actions, queries
from zhiyu.works.forms import ReasonForm
from zhiyu.works.models import Work
from zhiyu.works.queries import SCOPE

PAGE_SIZE = 30


@never_cache
@require_safe
@staff(SCOPE)
def works(request: UserRequest) -> HttpResponse:
    hidden = request.GET.get("state") == "hidden"
    page = Paginator(queries.shown_works(hidden=hidden), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "works/studio.html", {"page": page, "hidden": hidden, "counts": queries.counts()})


@never_cache
@require_safe
@staff(SCOPE)
def work(request: UserRequest, work_id: int) -> HttpResponse:
    return shown(request, work_id, ReasonForm())


def shown(request: UserRequest, work_id: int, form: ReasonForm) -> HttpResponse:
    filled = {"one": queries.shown_work(work_id), "form": form}
    return render(request, "works/studio_work.html", filled, status=422 if form.errors else 200)


@require_POST
@staff(SCOPE)
def hide(request: UserRequest, work_id: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return shown(request, work_id, form)
    actions.hide_work(work_id=work_id, actor_id=request.user.pk, reason=form.cleaned_data["reason"])
    messages.success(request, _("已经收起来，只有作者看得到，也告诉了作者。"))
    return redirect("works:studio_work", work_id=work_id)


@require_POST
@staff(SCOPE)
def show(request: UserRequest, work_id: int) -> HttpResponse:
    found = actions.show_again(work_id=work_id, actor_id=request.user.pk)
    messages.success(request, _("已经放回，也告诉了作者。"))
    if found.audience == Work.Audience.OWNER:
        return redirect("works:works")
    return redirect("works:studio_work", work_id=work_id)
