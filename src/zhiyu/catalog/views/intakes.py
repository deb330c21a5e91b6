from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog import actions, intakes, queries
from zhiyu.catalog.errors import BadSeats, CourseInBundle
from zhiyu.catalog.intake_forms import IntakeForm, shown
from zhiyu.catalog.models import Course
from zhiyu.catalog.views.courses import STATE_TONES
from zhiyu.catalog.views.looks import intake_shown
from zhiyu.platform.looking import rehearsed


def of_course(course: Course, **more: Any) -> dict[str, Any]:
    return {"course": course, "tab": "intakes", "tones": STATE_TONES, "phase_of": intakes.phase_of, **more}


@require_safe
@staff("catalog.edit")
def intake_list(request: UserRequest, course_id: int) -> HttpResponse:
    course = queries.course(course_id)
    context = of_course(course, intakes=intakes.intakes_for_studio(course_id))
    return render(request, "catalog/intakes.html", context)


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
@rehearsed(intake_shown)
def intake_new(request: UserRequest, course_id: int) -> HttpResponse:
    """Filled in with the last one, moved on: most of the time it only has to be saved."""
    course = queries.course(course_id)
    offer = intakes.proposed(course)
    form = IntakeForm(request.POST or None, initial=shown(offer))
    if request.method == "POST" and form.is_valid():
        intake = actions.add_intake(course_id=course_id, actor_id=request.user.pk, **form.changes())
        messages.success(request, _("这一期建好了。看一眼学员会看到的样子，就可以开放报名。"))
        return redirect("catalog:intake_edit", intake_id=intake.pk)
    context = of_course(course, form=form, intake=None, earlier="name" in offer)
    return render(request, "catalog/intake.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
@rehearsed(intake_shown)
def intake_edit(request: UserRequest, intake_id: int) -> HttpResponse:
    intake = intakes.intake(intake_id)
    form = IntakeForm(request.POST or None, initial=shown(intakes.values_of(intake)))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_intake(intake_id=intake_id, actor_id=request.user.pk, **form.changes())
        except BadSeats as error:
            form.add_error("seats", _("已经有 %(taken)s 个名额被占用，名额不能比它少。") % error.extra)
        else:
            messages.success(request, _("已保存。"))
            return redirect("catalog:intake_edit", intake_id=intake_id)
    context = of_course(intake.course, form=form, intake=intake)
    return render(request, "catalog/intake.html", context, status=status_of(form))


@require_POST
@staff("catalog.edit")
def intake_publish(request: UserRequest, intake_id: int) -> HttpResponse:
    try:
        actions.publish_intake(intake_id=intake_id, actor_id=request.user.pk)
    except CourseInBundle as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已开放报名，课程页上就能看到这一期。"))
    return redirect("catalog:intakes", course_id=intakes.intake(intake_id).course_id)


@require_POST
@staff("catalog.edit")
def intake_close(request: UserRequest, intake_id: int) -> HttpResponse:
    intake = actions.close_intake(intake_id=intake_id, actor_id=request.user.pk)
    messages.success(request, _("已停止报名，报过名的学员照常上课。"))
    return redirect("catalog:intakes", course_id=intake.course_id)


def status_of(form: Any) -> int:
    return 422 if form.errors else 200
