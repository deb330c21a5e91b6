"""Pictures for pages: those that anybody may see, and those of a text that was bought; the state of a file for its
editor.
"""

from dataclasses import asdict, replace
from pathlib import Path
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_GET, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.accounts.permissions import can
from zhiyu.kernel.errors import NotFound
from zhiyu.media import actions, files, images, pictures, queries, serving
from zhiyu.media.models import Asset
from zhiyu.media.views.playback import SEGMENT_AGE, sent
from zhiyu.media.views.problems import answers_problems

YEAR = 365 * 24 * 3600


def picture(path: Path, mime: str) -> FileResponse:
    """An asset never changes under its id, so a picture may be kept for ever."""
    try:
        content = path.open("rb")
    except FileNotFoundError:
        raise NotFound from None
    response = FileResponse(content, content_type=mime)
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response


@require_safe
@answers_problems
def image(request: HttpRequest, asset_id: UUID) -> HttpResponseBase:
    """To anybody where it stands in sight; what is in texts that are sold, or in none yet, to editors alone."""
    shown = shown_of(asset_id)
    if pictures.shown_to_all(asset_id):
        return picture(*shown)
    if not can(request.user, "catalog.edit"):
        raise NotFound
    response = picture(*shown)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
@answers_problems
def text_picture(request: HttpRequest, ticket: str, asset_id: UUID) -> HttpResponseBase:
    """One picture of a text for who bought it, with their own mark where the course is traced."""
    claims = pictures.admit(request, ticket, asset_id)
    path, mime = shown_of(asset_id)
    pen = serving.pen(replace(claims, asset_id=asset_id), 0)
    drawn = images.drawn_on(path, pen) if pen else None
    response = HttpResponse(drawn, content_type="image/webp") if drawn else sent(path, mime)
    response.headers["Cache-Control"] = f"private, max-age={SEGMENT_AGE}"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response


def shown_of(asset_id: UUID) -> tuple[Path, str]:
    """What pages show of a picture: the one that was made for them; of a moving GIF itself."""
    asset = queries.asset(asset_id)
    if asset.kind != Asset.Kind.IMAGE:
        raise NotFound
    shown = files.display_image(asset_id)
    return (shown, "image/webp") if shown.exists() else (files.original(asset), asset.mime)


@require_safe
@answers_problems
def poster(request: HttpRequest, asset_id: UUID) -> HttpResponseBase:
    del request
    return picture(files.poster(asset_id), "image/webp")


@require_GET
@answers_problems
@staff("catalog.edit")
def state(request: UserRequest, asset_id: UUID) -> HttpResponse:
    del request
    response = JsonResponse(asdict(queries.asset_state(asset_id)))
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@answers_problems
@staff("catalog.edit")
def package_again(request: UserRequest, asset_id: UUID) -> HttpResponse:
    actions.try_again(asset_id=asset_id, actor_id=request.user.pk)
    return JsonResponse(asdict(queries.asset_state(asset_id)))
