"""The pictures of a set in its lesson's editor."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog import actions, queries
from zhiyu.catalog.models import Lesson
from zhiyu.kernel.errors import DomainError, Invalid
from zhiyu.media import files

CHANGES = ("up", "down", "remove", "caption", "position")


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
def photos(request: UserRequest, lesson_id: int) -> HttpResponse:
    """All of them; a post adds the uploaded one."""
    problem = ""
    if request.method == "POST":
        try:
            asset_id = UUID(request.POST.get("asset", ""))
        except ValueError:
            raise Invalid from None
        try:
            actions.add_photo(lesson_id=lesson_id, asset_id=asset_id, actor_id=request.user.pk)
        except DomainError as error:
            problem = str(error)
    return shown(request, queries.lesson(lesson_id), problem)


@require_POST
@staff("catalog.edit")
def photo(request: UserRequest, photo_id: int) -> HttpResponse:
    """One step up or down, to a place, away, or what is said of it."""
    found = queries.photo(photo_id)
    asked = {name: request.POST[name] for name in CHANGES if name in request.POST}
    who = request.user.pk
    if "remove" in asked:
        actions.remove_photo(photo_id=photo_id, actor_id=who)
    elif "caption" in asked:
        actions.caption_photo(photo_id=photo_id, caption=asked["caption"], actor_id=who)
    elif position := place_of(asked, found.position):
        actions.place_photo(photo_id=photo_id, position=position - 1, actor_id=who)
    return shown(request, queries.lesson(found.lesson_id))


def place_of(asked: dict[str, str], now_at: int) -> int:
    """Counted from 1; 0 for nowhere."""
    if "up" in asked:
        return now_at
    if "down" in asked:
        return now_at + 2
    said = asked.get("position", "")
    return int(said) + 1 if said.isdecimal() and said.isascii() and int(said) <= actions.MOST_PHOTOS else 0


def shown(request: UserRequest, lesson: Lesson, problem: str = "") -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        return redirect("catalog:lesson_edit", lesson_id=lesson.pk)
    context: dict[str, Any] = {"lesson": lesson, "kind": lesson.kind, "photos": queries.photos_of(lesson.pk)}
    context |= {"problem": problem, "unready": queries.unready_code(lesson)}
    return render(request, "catalog/parts/photos.html", context, status=422 if problem else 200)


@require_safe
@staff("catalog.edit")
def image(request: UserRequest, photo_id: int) -> HttpResponse:
    """For its editor alone: learners get it marked, by a ticket."""
    del request
    asset = queries.photo(photo_id).asset
    display = files.display_image(asset.pk)
    path, mime = (display, "image/webp") if display.exists() else (files.original(asset), asset.mime)
    response = HttpResponse(path.read_bytes(), content_type=mime)
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response
