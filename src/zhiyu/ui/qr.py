"""QR codes: drawn into a page, as a picture of its own, or as a file for print."""

import io
from functools import lru_cache

import segno
from django.utils.safestring import SafeString, mark_safe

TYPES = {"png": "image/png", "svg": "image/svg+xml"}
INK, PAPER = "#131a16", "#fff"


@lru_cache(maxsize=512)
def inline(text: str) -> SafeString:
    """An ``svg`` element of class ``qr`` that takes the width it is given; black on white in every theme."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        border=2, omitsize=True, dark=INK, light=PAPER, svgclass="qr", lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 -- segno draws it; the text is only modules of the code


def picture(text: str) -> str:
    """A ``data:`` address for an image, for what must not be kept: a factor's secret."""
    return str(segno.make(text, error="m").svg_data_uri(scale=5, border=2))


def file(address: str, form: str) -> bytes:
    """Survives print and a corner of dirt; large enough for a poster."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind=form, scale=12, border=2)
    return out.getvalue()
