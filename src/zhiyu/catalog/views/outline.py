"""Chapters and lessons on the first tab. Every change answers with the outline alone when htmx asked."""

from pathlib import PurePath

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog import actions, queries
from zhiyu.catalog.forms import KINDS, NewLessonForm, PlaceForm, TitleForm
from zhiyu.catalog.models import Lesson
from zhiyu.catalog.views.courses import STATE_TONES
from zhiyu.kernel.errors import Invalid

Wrong = dict[str, str]


def page(request: UserRequest, course_id: int, *, wrong: Wrong | None = None, said: str = "") -> HttpResponse:
    context = {
        "course": queries.course(course_id),
        "outline": queries.whole_outline(course_id),
        "kinds": KINDS,
        "unready": queries.unready_code,
        "wrong": wrong or {},
        "said": said,
        "tab": "outline",
        "tones": STATE_TONES,
    }
    part = request.headers.get("HX-Request") == "true"
    name = "catalog/parts/outline.html" if part else "catalog/outline.html"
    return render(request, name, context, status=200 if part or not wrong else 422)


def answer(request: UserRequest, course_id: int, said: str) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return page(request, course_id, said=said)
    return redirect("catalog:course_edit", course_id=course_id)


def refused(form: TitleForm, where: str) -> Wrong:
    return {"where": where, "text": form.errors["title"][0], "typed": form.data.get("title", "")}


@require_safe
@staff("catalog.edit")
def course_edit(request: UserRequest, course_id: int) -> HttpResponse:
    return page(request, course_id)


@require_POST
@staff("catalog.edit")
def chapter_add(request: UserRequest, course_id: int) -> HttpResponse:
    form = TitleForm(request.POST)
    if not form.is_valid():
        return page(request, course_id, wrong=refused(form, "chapter"))
    actions.add_chapter(course_id=course_id, title=form.cleaned_data["title"], actor_id=request.user.pk)
    return answer(request, course_id, _("已添加一章"))


@require_POST
@staff("catalog.edit")
def chapter_rename(request: UserRequest, chapter_id: int) -> HttpResponse:
    form = TitleForm(request.POST)
    if not form.is_valid():
        return page(request, queries.course_of_chapter(chapter_id), wrong=refused(form, f"rename-{chapter_id}"))
    title = form.cleaned_data["title"]
    chapter = actions.rename_chapter(chapter_id=chapter_id, title=title, actor_id=request.user.pk)
    return answer(request, chapter.course_id, _("已改名为“%(title)s”") % {"title": title})


@require_POST
@staff("catalog.edit")
def chapter_move(request: UserRequest, chapter_id: int) -> HttpResponse:
    place = _place(request)
    chapter = actions.move_chapter(chapter_id=chapter_id, position=place["position"], actor_id=request.user.pk)
    said = _("“%(title)s”移到了第 %(n)s 章") % {"title": chapter.title, "n": chapter.position + 1}
    return answer(request, chapter.course_id, said)


@require_POST
@staff("catalog.edit")
def chapter_remove(request: UserRequest, chapter_id: int) -> HttpResponse:
    course_id = queries.course_of_chapter(chapter_id)
    actions.remove_chapter(chapter_id=chapter_id, actor_id=request.user.pk)
    return answer(request, course_id, _("已移除一章"))


@require_POST
@staff("catalog.edit")
def lesson_add(request: UserRequest, chapter_id: int) -> HttpResponse:
    form = NewLessonForm(request.POST)
    course_id = queries.course_of_chapter(chapter_id)
    if not form.is_valid():
        return page(request, course_id, wrong=refused(form, f"lesson-{chapter_id}"))
    actions.add_lesson(
        chapter_id=chapter_id,
        title=form.cleaned_data["title"],
        kind=form.cleaned_data["kind"],
        actor_id=request.user.pk,
    )
    return answer(request, course_id, _("已添加一节课"))


@require_POST
@staff("catalog.edit")
def lesson_move(request: UserRequest, lesson_id: int) -> HttpResponse:
    place = _place(request)
    before = queries.lesson(lesson_id)
    lesson = actions.move_lesson(
        lesson_id=lesson_id,
        chapter_id=place["chapter"] or before.chapter_id,
        position=place["position"],
        actor_id=request.user.pk,
    )
    return answer(request, before.chapter.course_id, _moved(lesson))


@require_POST
@staff("catalog.edit")
def lesson_shift(request: UserRequest, lesson_id: int) -> HttpResponse:
    step = -1 if request.POST.get("step") == "-1" else 1
    lesson = actions.shift_lesson(lesson_id=lesson_id, step=step, actor_id=request.user.pk)
    return answer(request, queries.course_of_chapter(lesson.chapter_id), _moved(lesson))


@require_POST
@staff("catalog.edit")
def lesson_remove(request: UserRequest, lesson_id: int) -> HttpResponse:
    """With ``if_unused``, a lesson that has text or a file by now stays: it was made for a file that did not come."""
    lesson = queries.lesson(lesson_id)
    course_id = lesson.chapter.course_id
    if "if_unused" in request.POST and (lesson.asset_id or lesson.body):
        return page(request, course_id)
    actions.remove_lesson(lesson_id=lesson_id, actor_id=request.user.pk)
    return answer(request, course_id, _("已移除一节课"))


@require_POST
@staff("catalog.edit")
def lesson_from_file(request: UserRequest, course_id: int) -> JsonResponse:
    """A lesson for a file that is about to be uploaded; its name becomes the title."""
    name = PurePath(request.POST.get("name", "")).stem.strip()[:80]
    form = NewLessonForm({"title": name, "kind": request.POST.get("kind", "")})
    if not form.is_valid():
        raise Invalid
    chapter_id = queries.last_chapter(course_id)
    if chapter_id is None:
        chapter_id = actions.add_chapter(course_id=course_id, title=_("第一章"), actor_id=request.user.pk).pk
    lesson = actions.add_lesson(
        chapter_id=chapter_id, title=name, kind=form.cleaned_data["kind"], actor_id=request.user.pk
    )
    return JsonResponse(
        {
            "lesson": lesson.pk,
            "media": reverse("catalog:lesson_media", args=[lesson.pk]),
            "remove": reverse("catalog:lesson_remove", args=[lesson.pk]),
        }
    )


def _place(request: UserRequest) -> dict[str, int]:
    form = PlaceForm(request.POST)
    if not form.is_valid():
        raise Invalid
    return form.cleaned_data


def _moved(lesson: Lesson) -> str:
    words = {"title": lesson.title, "chapter": lesson.chapter.title or _("未命名的一章"), "n": lesson.position + 1}
    return _("“%(title)s”移到了“%(chapter)s”的第 %(n)s 节") % words
