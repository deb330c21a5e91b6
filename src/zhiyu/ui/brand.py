"""A school's colours from one hue. Every shade keeps the weight of the design's green, so text stays readable."""

import colorsys
import hashlib
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

DEFAULT_HUE = 158
READABLE = 4.5

# token: (saturation, relative luminance). Luminance, not lightness, decides contrast, whatever the hue.
LIGHT = {
    "brand": (0.81, 0.115),
    "brand-hover": (0.82, 0.082),
    "brand-soft": (0.42, 0.88),
    "brand-line": (0.38, 0.68),
    "brand-text": (0.81, 0.088),
}
DARK = {
    "brand": (0.6, 0.39),
    "brand-hover": (0.62, 0.47),
    "brand-soft": (0.47, 0.03),
    "brand-line": (0.42, 0.085),
    "brand-text": (0.63, 0.56),
    "on-brand": (0.69, 0.006),
}


def rgb(hue: float, saturation: float, lightness: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hls_to_rgb(hue % 360 / 360, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def luminance(colour: tuple[int, int, int]) -> float:
    """WCAG 2 relative luminance."""

    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004

    red, green, blue = map(linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def hexed(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def unhexed(text: str) -> tuple[int, int, int]:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def weighing(hue: float, saturation: float, weight: float) -> tuple[int, int, int]:
    """The colour of a hue that has this luminance, found by halving."""
    low, high = 0.0, 1.0
    for _ in range(14):
        middle = (low + high) / 2
        if luminance(rgb(hue, saturation, middle)) < weight:
            low = middle
        else:
            high = middle
    return rgb(hue, saturation, low)


def shades(hue: int, *, dark: bool = False) -> dict[str, str]:
    recipe = DARK if dark else LIGHT
    found = {name: hexed(weighing(hue, *mix)) for name, mix in recipe.items()}
    return {"on-brand": "#ffffff", **found}


@lru_cache(maxsize=360)
def css(hue: int) -> str:
    light = "".join(f"--{name}:{value};" for name, value in shades(hue).items())
    dark = "".join(f"--{name}:{value};" for name, value in shades(hue, dark=True).items())
    return (
        f":root,[data-theme=light]{{{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n"
        f"[data-theme=dark]{{{dark}}}\n"
    )


def address(hue: int) -> str:
    """Empty for the design's own hue, which the main stylesheet already holds."""
    if hue % 360 == DEFAULT_HUE:
        return ""
    mark = hashlib.sha256(css(hue % 360).encode()).hexdigest()[:8]
    return f"{reverse('ui:brand', args=[hue % 360])}?v={mark}"


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this address wherever no page names another: at files, at JSON."""
    del request
    response = redirect(static("ui/mark.svg"))
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def stylesheet(request: HttpRequest, hue: int) -> HttpResponse:
    del request
    response = HttpResponse(css(hue % 360), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
