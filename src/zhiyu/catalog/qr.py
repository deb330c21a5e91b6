import io

import segno

TYPES = {"png": "image/png", "svg": "image/svg+xml"}


def drawn(address: str, form: str) -> bytes:
    """A QR code that survives print and a logo's corner of dirt; large enough for a poster."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind=form, scale=12, border=2)
    return out.getvalue()
