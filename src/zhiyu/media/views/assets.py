"""Pictures for pages, which anybody may see, and the state of a file for its editor."""

from dataclasses import asdict
from pathlib import Path
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_GET, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.kernel.errors import NotFound
from zhiyu.media import actions, files, queries
from zhiyu.media.models import Asset
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
    del request
    asset = queries.asset(asset_id)
    if asset.kind != Asset.Kind.IMAGE:
        raise NotFound
    shown = files.display_image(asset_id)
    return picture(shown, "image/webp") if shown.exists() else picture(files.original(asset), asset.mime)


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
