from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog import actions, queries
from zhiyu.catalog.errors import NotReady
from zhiyu.catalog.models import Course
from zhiyu.catalog.pages import page_of_course
from zhiyu.catalog.refund_rules import refund_sentence
from zhiyu.catalog.views.courses import STATE_TONES
from zhiyu.catalog.views.looks import course_at
from zhiyu.kernel.errors import NotFound
from zhiyu.platform.looking import rehearsed
from zhiyu.ui import qr
from zhiyu.ui.links import public_address


def address_of(request: HttpRequest, course: Course) -> str:
    return public_address(request, page_of_course(course))


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
@rehearsed(course_at(""))
def course_publish(request: UserRequest, course_id: int) -> HttpResponse:
    """What is still missing, each with the page where it is mended; the share kit once it is on sale."""
    status = 200
    if request.method == "POST":
        try:
            actions.publish(course_id=course_id, actor_id=request.user.pk)
        except NotReady:
            status = 422
        else:
            messages.success(request, _("已上架，现在可以分享了。"))
            return redirect("catalog:course_publish", course_id=course_id)
    course = queries.course(course_id)
    product = course.product
    context = {
        "course": course,
        "missing": queries.publish_check(course),
        "lesson_count": len(queries.whole_outline(course_id).lessons),
        "address": address_of(request, course),
        "sentence": refund_sentence(
            days=product.refund_days, percent=product.refund_percent, later_days=product.refund_later_days
        ),
        "tab": "publish",
        "tones": STATE_TONES,
    }
    return render(request, "catalog/publish.html", context, status=status)


@require_POST
@staff("catalog.edit")
def course_unpublish(request: UserRequest, course_id: int) -> HttpResponse:
    actions.unpublish(course_id=course_id, actor_id=request.user.pk)
    messages.success(request, _("已下架：买过的人照常学习，新的人买不到。"))
    return redirect("catalog:course_publish", course_id=course_id)


@require_safe
@staff("catalog.edit")
def course_preview(request: UserRequest, course_id: int) -> HttpResponse:
    """As a learner would see it if it were put on sale as it is."""
    context = {"course": queries.course(course_id), "tab": "", "tones": STATE_TONES}
    return render(request, "catalog/preview.html", context)


@require_safe
@staff("catalog.edit")
def course_qr(request: UserRequest, course_id: int, form: str) -> HttpResponse:
    if form not in qr.TYPES:
        raise NotFound
    course = queries.course(course_id)
    response = HttpResponse(qr.file(address_of(request, course), form), content_type=qr.TYPES[form])
    response.headers["Content-Disposition"] = f'inline; filename="{course.product.code}.{form}"'
    return response
