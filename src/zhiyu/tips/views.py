from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zhiyu.accounts.http import UserRequest, signed_in, staff
from zhiyu.catalog.queries import lesson as live_lesson
from zhiyu.tips import actions, queries
from zhiyu.tips.forms import TipForm

PAGE_SIZE = 30


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def thanks(request: UserRequest, lesson_id: int) -> HttpResponse:
    lesson = live_lesson(lesson_id)
    queries.require_tipping(request.user, lesson)
    form = TipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        order = actions.give_tip(
            user=request.user, lesson_id=lesson_id, amount_fen=int(typed["amount"]), words=typed["words"]
        )
        back = reverse("storefront:lesson", args=[lesson_id])
        return redirect(reverse("commerce:pay", args=[order.no], query={"next": back}))
    context = {"form": form, "lesson": lesson, "course": lesson.chapter.course}
    return render(request, "tips/thanks.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@staff("tips.read")
def received(request: UserRequest) -> HttpResponse:
    page = Paginator(queries.tips_received(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "tips/received.html", {"page": page, "total_fen": queries.total_received()})
