"""What a reader of a book fetches with its ticket: chapters, their pictures, places of words."""

from io import BytesIO

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from zhiyu.kernel.errors import NotFound
from zhiyu.media import files, gate, images, serving
from zhiyu.media.books import finding, reading
from zhiyu.media.errors import PreviewEnded
from zhiyu.media.models import Rendition
from zhiyu.media.queries import chapter_of, rendition, texts_of
from zhiyu.media.views.playback import MOST_WORDS, SEGMENT_AGE, private
from zhiyu.media.views.problems import answers_problems


def shown(request: HttpRequest, ticket: str, number: int) -> tuple[gate.TicketClaims, Rendition]:
    """The book, when the ticket shows this chapter of it."""
    claims = gate.admit_asking(request, ticket)
    found = rendition(asset_id=claims.asset_id, version=claims.version, name=reading.NAME)
    if number >= min(claims.segments, len(found.segments)):
        raise PreviewEnded if claims.preview else NotFound
    return claims, found


@require_safe
@answers_problems
def chapter(request: HttpRequest, ticket: str, number: int) -> HttpResponse:
    claims, _book = shown(request, ticket, number)
    found = chapter_of(claims.asset_id, number)
    return private(JsonResponse({"number": number, "title": found.title, "html": found.html}))


@require_safe
@answers_problems
def picture(request: HttpRequest, ticket: str, number: int, picture: int) -> HttpResponse:
    claims, book = shown(request, ticket, number)
    content = reading.picture(files.segment(book.asset_id, book.folder, number), picture)
    if content is None:
        raise NotFound
    pen = serving.pen(claims, reading.number_of(number, picture))
    drawn = images.drawn_on(BytesIO(content), pen) if pen else None
    response = HttpResponse(drawn or content, content_type="image/webp")
    response.headers["Cache-Control"] = f"private, max-age={SEGMENT_AGE}"
    return response


@require_safe
@answers_problems
def find(request: HttpRequest, ticket: str) -> HttpResponse:
    """Where in a book some words stand, as far as the ticket shows it."""
    claims = gate.admit_asking(request, ticket)
    words = " ".join(request.GET.get("query", "").split())[:MOST_WORDS]
    found = finding.places_of(words, texts_of(claims.asset_id)[: claims.segments])
    items = [{"chapter": one.chapter, "start": one.start, "end": one.end, "text": one.text} for one in found]
    return private(JsonResponse({"items": items}))
