from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog import actions, queries
from zhiyu.kernel.errors import DomainError, Invalid
from zhiyu.media.actions import try_again
from zhiyu.media.queries import ladder_of, notes_of


def _asset_id(request: UserRequest) -> UUID:
    try:
        return UUID(request.POST.get("asset", ""))
    except ValueError:
        raise Invalid from None


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
def lesson_media(request: UserRequest, lesson_id: int) -> HttpResponse:
    """The video or audio of a lesson and how far its packaging is; a post sets it, takes it away or tries it again."""
    problem = ""
    if request.method == "POST":
        change = _again if "again" in request.POST else _put(request)
        try:
            change(lesson_id, request.user.pk)
        except DomainError as error:
            problem = str(error)
        if not problem and request.headers.get("HX-Request") != "true":
            return redirect("catalog:lesson_edit", lesson_id=lesson_id)
    lesson = queries.lesson(lesson_id)
    context = {
        "lesson": lesson,
        "kind": lesson.kind,
        "unready": queries.unready_code(lesson),
        "ladder": ladder_of(lesson.asset_id) if lesson.asset_id else None,
        "notes": notes_of(lesson.asset_id) if lesson.asset_id else None,
        "problem": problem,
    }
    return render(request, "catalog/parts/media.html", context, status=422 if problem else 200)


def _put(request: UserRequest) -> Callable[[int, int], object]:
    asset_id = None if request.POST.get("asset") == "" else _asset_id(request)
    return lambda lesson_id, actor_id: actions.set_lesson_asset(
        lesson_id=lesson_id, asset_id=asset_id, actor_id=actor_id
    )


def _again(lesson_id: int, actor_id: int) -> None:
    if asset := queries.lesson(lesson_id).asset:
        try_again(asset_id=asset.pk, actor_id=actor_id)


@require_safe
@staff("catalog.edit")
def lesson_state(request: UserRequest, lesson_id: int) -> HttpResponse:
    """What a lesson still lacks, as the outline shows it while media are packaged."""
    lesson = queries.lesson(lesson_id)
    context = {"lesson": lesson, "todo": queries.unready_code(lesson)}
    return render(request, "catalog/parts/lesson_state.html", context)


@require_POST
@staff("catalog.edit")
def attachments(request: UserRequest, lesson_id: int) -> HttpResponse:
    actions.attach_file(lesson_id=lesson_id, asset_id=_asset_id(request), actor_id=request.user.pk)
    return _attachments(request, lesson_id)


@require_POST
@staff("catalog.edit")
def attachment_remove(request: UserRequest, attachment_id: int) -> HttpResponse:
    lesson_id = queries.attachment(attachment_id).lesson_id
    actions.detach_file(attachment_id=attachment_id, actor_id=request.user.pk)
    return _attachments(request, lesson_id)


def _attachments(request: UserRequest, lesson_id: int) -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        return redirect("catalog:lesson_edit", lesson_id=lesson_id)
    context = {"lesson": queries.lesson(lesson_id), "attachments": queries.attachments_of(lesson_id)}
    return render(request, "catalog/parts/attachments.html", context)
