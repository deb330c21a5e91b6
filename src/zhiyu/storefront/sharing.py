"""What a course page tells other machines: its one address, its QR code, its schema.org description."""

from functools import lru_cache
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from zhiyu.catalog.shelf import ShelfCourse
from zhiyu.platform.models import School

SHORTEST_ISO_UNIT = 60


def public_address(request: HttpRequest, path: str) -> str:
    """The address people pass on. A school on loopback is reached by whatever name its visitor used."""
    if settings.MODE == "production":
        return f"{settings.PUBLIC_URL}{path}"
    return request.build_absolute_uri(path)


@lru_cache(maxsize=512)
def qr_svg(address: str) -> SafeString:
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        border=2, omitsize=True, dark="#131a16", light="#fff", svgclass="qr", lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 -- segno draws paths; the address is encoded in them, not quoted


def structured_data(course: ShelfCourse, *, school: School, address: str, seconds: int) -> dict[str, Any]:
    """schema.org Course with its offer, as search engines read it."""
    product = course.product
    offer = {
        "@type": "Offer",
        "category": "Paid" if product.price_fen else "Free",
        "price": f"{product.price_fen // 100}.{product.price_fen % 100:02d}",
        "priceCurrency": "CNY",
        "url": address,
        "availability": "https://schema.org/SoldOut" if product.seats_left == 0 else "https://schema.org/InStock",
    }
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": product.title,
        "description": product.subtitle or course.outcome or product.title,
        "url": address,
        "inLanguage": "zh-Hans",
        "provider": {"@type": "Organization", "name": school.name},
        "offers": [offer],
        "hasCourseInstance": [
            {"@type": "CourseInstance", "courseMode": "Online", "courseWorkload": iso_duration(seconds)}
        ],
    }
    if course.teacher:
        described["hasCourseInstance"][0]["instructor"] = {"@type": "Person", "name": course.teacher}
    return described


def iso_duration(seconds: int) -> str:
    """ISO 8601: ``5400`` → ``PT1H30M``."""
    hours, minutes = divmod(max(seconds, SHORTEST_ISO_UNIT) // 60, 60)
    return f"PT{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes else ''}"
