"""What a course page tells other machines: its one address, its QR code, its schema.org description."""

from typing import Any

from zhiyu.catalog.shelf import ShelfCourse
from zhiyu.platform.models import School

SHORTEST_ISO_UNIT = 60


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
