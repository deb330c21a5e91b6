"""What a player fetches with its ticket: master playlist, a rendition's playlist, keys, segments."""

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.media import actions, captions, documents, files, gate, keys, serving, streaming, thumbs, wrapping
from zhiyu.media.cdn import ORIGIN_HEADER, Cdn
from zhiyu.media.errors import KeyMustBeWrapped, PreviewEnded
from zhiyu.media.models import Rendition
from zhiyu.media.playlist import master_playlist, media_playlist, small_of
from zhiyu.media.queries import Level, levels_of, pages_of, rendition, subtitle, subtitles_of, thumbs_of
from zhiyu.media.views.problems import answers_problems
from zhiyu.ui.csp import origin

SEGMENT_AGE = 4 * 3600
CIPHERTEXT_AGE = 30 * 24 * 3600
MOST_WORDS = 60


@require_safe
@answers_problems
def master(request: HttpRequest, ticket: str) -> HttpResponse:
    claims = gate.admit_first(request, ticket)
    if claims.reached and (growing := streaming.master(claims)):
        return listed(growing)
    return listed(master_playlist(levels(claims)))


@require_safe
@answers_problems
def playlist(request: HttpRequest, ticket: str, name: str) -> HttpResponse:
    claims = gate.admit_asking(request, ticket)
    if claims.reached:
        return listed(streaming.playlist(claims, name))
    found = rendition_of(claims, name)
    return listed(media_playlist(found, segments=claims.segments, names=serving.issue(claims, found)))


@require_safe
@answers_problems
def key(request: HttpRequest, ticket: str, name: str, epoch: int) -> HttpResponse:
    claims = gate.admit_asking(request, ticket)
    found = rendition_of(claims, name)
    media_ms = sum(duration for duration, _bytes, one in found.segments if one == epoch)
    if not media_ms:
        raise NotFound
    if epoch not in {one for _duration, _bytes, one in found.segments[: claims.segments]}:
        raise PreviewEnded
    to = request.GET.get("to")
    if claims.wrapped and to is None:
        raise KeyMustBeWrapped
    if claims.counted and claims.reached:
        actions.give_key_on_air(nonce=claims.play)
    elif claims.counted:
        actions.give_key(nonce=claims.play, key=f"{name}/{epoch}", media_ms=media_ms)
    opened = keys.content_key(asset_id=claims.asset_id, name=name, version=claims.version, epoch=epoch)
    if to is not None:
        opened = wrapping.wrapped(opened, to=to, address=request.path)
    return private(HttpResponse(opened, content_type="application/octet-stream"))


def levels(claims: gate.TicketClaims) -> list[Level]:
    found = levels_of(asset_id=claims.asset_id, version=claims.version)
    return small_of(found) if claims.small else found


def rendition_of(claims: gate.TicketClaims, name: str) -> Rendition:
    if claims.reached:
        return streaming.as_far(claims, name)
    if claims.small and name not in {one.name for one in levels(claims)}:
        raise NotFound
    return rendition(asset_id=claims.asset_id, version=claims.version, name=name)


@require_http_methods(["POST", "DELETE"])
@answers_problems
def seat(request: HttpRequest, ticket: str) -> HttpResponse:
    """A player tells that it plays, takes the place of the one before it (``?take``), or leaves."""
    claims = gate.admit_asking(request, ticket)
    if claims.counted and request.method == "DELETE":
        actions.leave_seat(nonce=claims.play)
    elif claims.counted:
        actions.keep_seat(nonce=claims.play, take="take" in request.GET, on_air=claims.reached)
    return private(HttpResponse(status=204))


@require_safe
@answers_problems
def segment(request: HttpRequest, ticket: str, name: str, number: int) -> HttpResponseBase:
    """``?here``: from us, whatever a store elsewhere has; a player asks so when it could not fetch from there."""
    claims = gate.admit(request, ticket)
    if name in files.ENDINGS:  # what is stored whole, and in the clear, leaves by no door of films
        raise NotFound
    if number >= claims.segments:
        raise PreviewEnded
    if claims.reached:
        streaming.require_out(claims, name, number)
    if "here" not in request.GET and (elsewhere := serving.offsite_address(claims, name, number)):
        return private(HttpResponseRedirect(elsewhere))
    folder = streaming.FOLDER if name == streaming.NAME else serving.folder(claims, name, number)
    if settings.CDN:
        path_there = reverse("media:ciphertext", args=[claims.asset_id, *folder.rsplit(".", 1), number])
        address = Cdn(**settings.CDN).signed(path_there, at=int(now().timestamp()))
        return private(HttpResponseRedirect(address))
    path = files.segment(claims.asset_id, folder, number)
    response = sent(path, "video/mp2t")
    response.headers["Cache-Control"] = f"private, max-age={SEGMENT_AGE}"
    return response


@require_safe
@answers_problems
def ciphertext(request: HttpRequest, asset_id: UUID, name: str, version: int, number: int) -> HttpResponseBase:
    """A segment for the CDN, which shows that it is the one; to anybody else there is nothing here."""
    cdn = Cdn(**settings.CDN) if settings.CDN else None
    if cdn is None or not cdn.asks(request.headers.get(ORIGIN_HEADER)) or name in files.ENDINGS:
        raise NotFound
    response = sent(files.segment(asset_id, f"{name}.{version}", number), "video/mp2t")
    response.headers["Cache-Control"] = f"public, max-age={CIPHERTEXT_AGE}, immutable"
    response.headers["Access-Control-Allow-Origin"] = origin(settings.PUBLIC_URL)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
@answers_problems
def thumbs_index(request: HttpRequest, ticket: str) -> HttpResponse:
    claims = gate.admit_asking(request, ticket)
    found, count = seek_pictures(claims)
    index = {"every": found.every_ms / 1000, "count": count, "across": thumbs.ACROSS}
    return private(JsonResponse(index | {"width": found.width, "height": thumbs.HEIGHT}))


@require_safe
@answers_problems
def thumbs_strip(request: HttpRequest, ticket: str, number: int) -> HttpResponseBase:
    claims = gate.admit(request, ticket)
    found, count = seek_pictures(claims)
    if number not in thumbs.strips(found.count):
        raise NotFound
    pictures = min(count - number * thumbs.ACROSS, thumbs.ACROSS)
    if pictures <= 0:
        raise PreviewEnded
    path = thumbs.path(claims.asset_id, number)
    if count < found.count and pictures < thumbs.ACROSS:
        response: HttpResponseBase = HttpResponse(thumbs.beginning(path, pictures), content_type="image/jpeg")
    else:
        response = sent(path, "image/jpeg")
    response.headers["Cache-Control"] = f"private, max-age={SEGMENT_AGE}"
    return response


@require_safe
@answers_problems
def subtitles_index(request: HttpRequest, ticket: str) -> HttpResponse:
    claims = gate.admit_asking(request, ticket)
    found = [{"language": one.language, "name": one.get_language_display()} for one in subtitles_of(claims.asset_id)]
    return private(JsonResponse({"items": found}))


@require_safe
@answers_problems
def subtitles(request: HttpRequest, ticket: str, language: str) -> HttpResponse:
    """``[[start_ms, end_ms, text], …]`` as far as the ticket shows the film."""
    claims = gate.admit_asking(request, ticket)
    if claims.reached:
        raise NotFound
    cues = subtitle(asset_id=claims.asset_id, language=language).cues
    return private(JsonResponse({"cues": captions.within(cues, shown_ms(claims)) if claims.preview else cues}))


def shown_ms(claims: gate.TicketClaims) -> int:
    segments = rendition(asset_id=claims.asset_id, version=claims.version).segments[: claims.segments]
    return sum(duration for duration, _bytes, _epoch in segments)


def seek_pictures(claims: gate.TicketClaims) -> tuple[thumbs.Thumbs, int]:
    """All there are, and how many of them a ticket shows; of a stream none, which would show what comes."""
    if claims.reached:
        raise NotFound
    found = thumbs_of(claims.asset_id)
    if not claims.preview:
        return found, found.count
    return found, thumbs.within(every_ms=found.every_ms, count=found.count, shown_ms=shown_ms(claims))


@require_safe
@answers_problems
def page(request: HttpRequest, ticket: str, number: int) -> HttpResponse:
    """One page of a document with the name of who looks on it."""
    claims = gate.admit_asking(request, ticket)
    found = rendition(asset_id=claims.asset_id, version=claims.version, name=documents.NAME)
    if number >= min(claims.segments, len(found.segments)):
        raise PreviewEnded if claims.preview else NotFound
    path = files.segment(claims.asset_id, found.folder, number)
    shown = documents.marked(path, mark_for(request), pen=serving.pen(claims, number))
    response = HttpResponse(shown, content_type="image/webp")
    response.headers["Cache-Control"] = f"private, max-age={SEGMENT_AGE}"
    return response


def mark_for(request: HttpRequest) -> str:
    """Who looks, and on which day; what somebody without a login sees is the school's to show."""
    user, day = request.user, f"{localtime(now()):%Y-%m-%d}"
    if not user.is_authenticated:
        return day
    return " ".join(filter(None, [user.name, user.masked_phone, day]))


@require_safe
@answers_problems
def find(request: HttpRequest, ticket: str) -> HttpResponse:
    """Where in a document some words stand, as far as the ticket shows it."""
    claims = gate.admit_asking(request, ticket)
    words = " ".join(request.GET.get("query", "").split())[:MOST_WORDS]
    found = documents.places_of(words, pages_of(claims.asset_id)[: claims.segments])
    return private(JsonResponse({"items": [{"page": one.page, "text": one.text} for one in found]}))


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


def listed(text: str) -> HttpResponse:
    return private(HttpResponse(text, content_type="application/vnd.apple.mpegurl"))


def private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    return response
