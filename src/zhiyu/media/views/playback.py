"""What a player fetches with its ticket: playlist, keys, segments."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from zhiyu.kernel.errors import NotFound
from zhiyu.media import files, gate, keys
from zhiyu.media.errors import PreviewEnded
from zhiyu.media.playlist import playlist as written_playlist
from zhiyu.media.queries import rendition
from zhiyu.media.views.problems import answers_problems

SEGMENT_AGE = 4 * 3600


@require_safe
@answers_problems
def playlist(request: HttpRequest, ticket: str) -> HttpResponse:
    claims = gate.admit_asking(request, ticket)
    found = rendition(asset_id=claims.asset_id, version=claims.version)
    text = written_playlist(found, segments=claims.segments)
    return private(HttpResponse(text, content_type="application/vnd.apple.mpegurl"))


@require_safe
@answers_problems
def key(request: HttpRequest, ticket: str, name: str, epoch: int) -> HttpResponse:
    claims = gate.admit_asking(request, ticket)
    found = rendition(asset_id=claims.asset_id, version=claims.version, name=name)
    epochs = {one for _duration, _bytes, one in found.segments}
    if epoch not in epochs:
        raise NotFound
    if epoch not in {one for _duration, _bytes, one in found.segments[: claims.segments]}:
        raise PreviewEnded
    opened = keys.content_key(asset_id=claims.asset_id, name=name, version=claims.version, epoch=epoch)
    return private(HttpResponse(opened, content_type="application/octet-stream"))


@require_safe
@answers_problems
def segment(request: HttpRequest, ticket: str, name: str, number: int) -> HttpResponseBase:
    claims = gate.admit(request, ticket)
    if number >= claims.segments:
        raise PreviewEnded
    path = files.segment(claims.asset_id, f"{name}.{claims.version}", number)
    response = sent(path, "video/mp2t")
    response.headers["Cache-Control"] = f"private, max-age={SEGMENT_AGE}"
    return response


def sent(path: Path, mime: str) -> HttpResponseBase:
    """The file itself, or its name for the nginx before us, which sends it in our place (``ZHIYU_X_ACCEL``)."""
    if settings.X_ACCEL:
        inside = path.relative_to(files.media_dir())
        return HttpResponse(content_type=mime, headers={"X-Accel-Redirect": f"{settings.X_ACCEL}{inside}"})
    try:
        content = path.open("rb")
    except FileNotFoundError:
        raise NotFound from None
    return FileResponse(content, content_type=mime)


def private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    return response
