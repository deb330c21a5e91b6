"""Generated covers: a title set in one of several designs, coloured by one hue."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

DESIGNS = ["grid", "rays", "arcs", "waves", "dots", "blocks", "strata", "orbit"]


def address(design: str, hue: int, title: str, sub: str = "") -> str:
    return f"{reverse('ui:cover', args=[design, hue % 360])}?{urlencode({'title': title, 'sub': sub})}"


def svg(design: str, hue: int, title: str, sub: str = "") -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 720"><rect width="1280" height="720"'
        f' fill="hsl({hue},70%,24%)"/><text x="90" y="380" font-size="96" fill="#fff">{escape(title)}</text></svg>'
    )


@require_safe
def image(request: HttpRequest, design: str, hue: int) -> HttpResponse:
    drawn = svg(design, hue, request.GET.get("title", "")[:80], request.GET.get("sub", "")[:60])
    response = HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
