"""A copy of a lesson's film or recording for whoever bought it: asked for, waited for, fetched."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhiyu.access.copies import ask_copy, fetch_copy, own_copy
from zhiyu.accounts.http import UserRequest, signed_in
from zhiyu.catalog.queries import lesson
from zhiyu.kernel.errors import DomainError
from zhiyu.media.downloads import download_copy
from zhiyu.storefront.copies import CopyState, state_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def copy(request: UserRequest, lesson_id: int) -> HttpResponse:
    """What the lesson page shows of it; a POST asks for it. Without the page's script a POST leads back there."""
    refused = ""
    if request.method == "POST":
        try:
            ask_copy(user=request.user, lesson_id=lesson_id)
        except DomainError as error:
            if error.status in {403, 404}:
                raise
            refused = str(error.message)
    state = state_of(own_copy(user=request.user, lesson_id=lesson_id))
    if not request.headers.get("HX-Request") and not refused:
        return redirect(f"{reverse('storefront:lesson', args=[lesson_id])}#copy")
    return shown(request, lesson_id, state, refused)


def shown(request: HttpRequest, lesson_id: int, state: CopyState, refused: str) -> HttpResponse:
    context = {"lesson": lesson(lesson_id), "copy": state, "refused": refused}
    whole = not request.headers.get("HX-Request")
    response = render(request, "storefront/copy_page.html" if whole else "storefront/copy.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
@signed_in
def copy_file(request: UserRequest, lesson_id: int) -> HttpResponse:
    device_id = request.device.pk if request.device else None
    found, name = fetch_copy(user=request.user, device_id=device_id, lesson_id=lesson_id)
    asked, only_if = request.headers.get("Range", ""), request.headers.get("If-Range", "")
    return download_copy(found, name, asked=asked, only_if=only_if)  # type: ignore[return-value]
