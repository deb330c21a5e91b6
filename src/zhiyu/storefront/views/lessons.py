from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhiyu.access.actions import open_file, open_lesson
from zhiyu.accounts.http import UserRequest, keep_visitor, signed_in
from zhiyu.learning.actions import mark_complete
from zhiyu.media.gate import file_response
from zhiyu.storefront.queries import Shown, lesson_page


@require_safe
def lesson(request: HttpRequest, lesson_id: int) -> HttpResponse:
    found = lesson_page(lesson_id, request.user)
    if found.shown == Shown.WHOLE and found.text:
        open_lesson(user=request.user, lesson=found.lesson)
    before, after = found.neighbours
    shown = {
        "found": found,
        "lesson": found.lesson,
        "course": found.course,
        "page": found.page,
        "before": before,
        "after": after,
    }
    response = render(request, "storefront/lesson.html", shown)
    keep_visitor(request, response)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
@signed_in
def complete(request: UserRequest, lesson_id: int) -> HttpResponse:
    mark_complete(user_id=request.user.pk, lesson_id=lesson_id)
    return redirect("storefront:lesson", lesson_id=lesson_id)


@require_safe
def file(request: HttpRequest, lesson_id: int, attachment_id: int) -> FileResponse:
    """A lesson's attachment, for those who may open the lesson."""
    found = open_file(user=request.user, lesson_id=lesson_id, attachment_id=attachment_id)
    return file_response(found.asset, found.title)
