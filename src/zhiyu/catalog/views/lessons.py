from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog import actions, queries
from zhiyu.catalog.errors import EditedElsewhere, LastLesson, WrongAsset
from zhiyu.catalog.forms import LessonForm, lesson_of
from zhiyu.catalog.markdown import render as render_markdown
from zhiyu.catalog.models import Lesson
from zhiyu.catalog.views.looks import lesson_shown
from zhiyu.media.queries import ladder_of, notes_of
from zhiyu.platform.looking import rehearsed


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
@rehearsed(lesson_shown)
def lesson_edit(request: UserRequest, lesson_id: int) -> HttpResponse:
    lesson = queries.lesson(lesson_id)
    form = LessonForm(request.POST or None, initial=lesson_of(lesson))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_lesson(
                lesson_id=lesson_id,
                actor_id=request.user.pk,
                seen_at=form.cleaned_data["seen_at"],
                **form.changes(),
            )
            actions.sell_lesson(
                lesson_id=lesson_id, price_fen=form.cleaned_data["alone_price"], actor_id=request.user.pk
            )
        except (EditedElsewhere, LastLesson, WrongAsset) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已保存。"))
            return redirect("catalog:lesson_edit", lesson_id=lesson_id)
    return render(request, "catalog/lesson.html", _context(lesson, form), status=422 if form.errors else 200)


def _context(lesson: Lesson, form: LessonForm) -> dict[str, Any]:
    outline = queries.whole_outline(lesson.chapter.course_id)
    before, after = outline.beside(lesson.pk)
    typed = form.data.get("body", "") if form.is_bound else lesson.body
    return {
        "lesson": lesson,
        "course": lesson.chapter.course,
        "form": form,
        "kind": form["kind"].value(),
        "before": before,
        "after": after,
        "photos": queries.photos_of(lesson.pk) if lesson.kind == Lesson.Kind.PHOTOS else (),
        "attachments": queries.attachments_of(lesson.pk),
        "preview_html": render_markdown(typed),
        "usual_preview": queries.usual_preview_of(lesson),
        "seen_at": lesson.updated_at.isoformat(),
        "unready": queries.unready_code(lesson),
        "ladder": ladder_of(lesson.asset_id) if lesson.asset_id else None,
        "notes": notes_of(lesson.asset_id) if lesson.asset_id else None,
    }


@require_POST
@staff("catalog.edit")
def body_preview(request: UserRequest) -> HttpResponse:
    """A text as learners will read it, while it is written."""
    html = render_markdown(request.POST.get("body", "")[:200_000])
    return render(request, "catalog/parts/body_preview.html", {"preview_html": html})
