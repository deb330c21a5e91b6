from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog import actions, outlines, queries
from zhiyu.catalog.errors import AddressFixed, AddressTaken, BadSeats
from zhiyu.catalog.forms import IntroForm, NewCourseForm, intro_of
from zhiyu.catalog.models import Product
from zhiyu.catalog.price_forms import PriceForm, price_of
from zhiyu.catalog.refund_rules import refund_sentence
from zhiyu.catalog.views.looks import BUYING, course_at
from zhiyu.platform.looking import rehearsed
from zhiyu.ui.cover_art import DESIGNS
from zhiyu.ui.links import pages_may_have_keys

PAGE_SIZE = 20
STATE_TONES: Mapping[str, str] = {"draft": "plain", "published": "ok", "unpublished": "gold"}


@require_safe
@staff("catalog.edit")
def course_list(request: UserRequest) -> HttpResponse:
    status, query = request.GET.get("status", ""), request.GET.get("query", "").strip()
    courses = queries.courses_for_studio(status=status, query=query, kind=Product.Kind.COURSE)
    context = {
        "page": Paginator(courses, PAGE_SIZE).get_page(request.GET.get("page")),
        "counts": queries.course_status_counts(),
        "statuses": Product.Status.choices,
        "status": status,
        "query": query,
        "tones": STATE_TONES,
    }
    return render(request, "catalog/courses.html", context)


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
@rehearsed(course_at(""))
def course_new(request: UserRequest) -> HttpResponse:
    form = NewCourseForm(request.POST or None, initial={"linked": "linked" in request.GET})
    if request.method == "POST" and form.is_valid():
        course = actions.create_course(
            title=form.cleaned_data["title"],
            actor_id=request.user.pk,
            outline=outlines.parse(form.cleaned_data["outline"]),
            teacher=request.user.name,
            linked=form.cleaned_data["linked"],
        )
        messages.success(request, _("课程建好了，接下来给每节课放内容。"))
        return redirect("catalog:course_edit", course_id=course.pk)
    chapters = outlines.parse(form.data.get("outline", ""))
    return render(request, "catalog/course_new.html", {"form": form, "chapters": chapters}, status=_status(form))


@require_POST
@staff("catalog.edit")
def outline_proposal(request: UserRequest) -> HttpResponse:
    """How the pasted text will be cut, shown while it is typed."""
    chapters = outlines.parse(request.POST.get("outline", "")[:20_000])
    return render(request, "catalog/parts/proposal.html", {"chapters": chapters})


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
@rehearsed(course_at(""))
def course_intro(request: UserRequest, course_id: int) -> HttpResponse:
    course = queries.course(course_id)
    form = IntroForm(request.POST or None, course=course, initial=intro_of(course))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_course(course_id=course_id, actor_id=request.user.pk, **form.changes())
        except (AddressTaken, AddressFixed) as error:
            form.add_error("code", str(error))
        else:
            messages.success(request, _("介绍已保存。"))
            return redirect("catalog:course_intro", course_id=course_id)
    context = {"course": course, "form": form, "tab": "intro", "designs": DESIGNS, "tones": STATE_TONES}
    return render(request, "catalog/intro.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
@rehearsed(course_at(BUYING))
def course_price(request: UserRequest, course_id: int) -> HttpResponse:
    course = queries.course(course_id)
    form = PriceForm(request.POST or None, initial=price_of(course))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_course(course_id=course_id, actor_id=request.user.pk, **form.changes())
        except BadSeats as error:
            form.add_error("stock", _("已经有 %(taken)s 个名额被占用，名额不能比它少。") % error.extra)
        else:
            messages.success(request, _("价格与退款规则已保存。"))
            return redirect("catalog:course_price", course_id=course_id)
    context = {
        "course": course,
        "form": form,
        "tab": "price",
        "tones": STATE_TONES,
        "sentence": _sentence(form),
        "plain_http": not pages_may_have_keys(),
    }
    return render(request, "catalog/price.html", context, status=_status(form))


@require_safe
@staff("catalog.edit")
def refund_rule(request: UserRequest, course_id: int) -> HttpResponse:
    """The rule as learners will read it, while the numbers are typed."""
    form = PriceForm(request.GET, initial=price_of(queries.course(course_id)))
    return render(request, "catalog/parts/refund_rule.html", {"sentence": _sentence(form)})


def _sentence(form: PriceForm) -> str:
    typed: Mapping[str, Any] = form.initial
    if form.is_bound:
        form.is_valid()
        typed = form.cleaned_data
    if "refund_days" not in typed or "refund_percent" not in typed:
        return ""
    if typed.get("price") in {0, "0"}:
        return _("免费课程没有付款，不涉及退款。")
    later = typed.get("refund_later_days") or 0
    return refund_sentence(days=typed["refund_days"], percent=typed["refund_percent"], later_days=later)


def _status(form: Any) -> int:
    return 422 if form.errors else 200
