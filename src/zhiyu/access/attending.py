"""Whose intake is which: what somebody booked, begun or not."""

from dataclasses import dataclass
from datetime import datetime

from zhiyu.access.models import Grant
from zhiyu.catalog.models import Intake, Product
from zhiyu.kernel.clock import now
from zhiyu.platform.plain import together

BOOKED = """
    from access_grant g join catalog_intake i on i.product_id = g.product_id
    join catalog_course c on c.id = i.course_id join catalog_product p on p.id = c.product_id
    where g.user_id = %(user)s and g.revoked_at is null and (g.valid_until is null or g.valid_until > %(at)s)
      and (%(course)s::bigint is null or i.course_id = %(course)s)
    order by i.ends_on desc, g.id desc
"""


@dataclass(frozen=True)
class Booking:
    """An intake that somebody is in. ``course``: the course's product. ``opens_at``: since when it is open to them."""

    intake: Intake
    course: Product
    opens_at: datetime

    @property
    def waiting(self) -> bool:
        return self.opens_at > now()


def bookings_of(user_id: int | None, *, course_id: int | None = None) -> list[Booking]:
    """The one that ends last first. One statement; nobody has none."""
    if user_id is None:
        return []
    asked = {"user": user_id, "at": now(), "course": course_id}
    found = together({"g": Grant, "i": Intake, "p": Product}, BOOKED, asked)
    return [Booking(intake=intake, course=course, opens_at=grant.valid_from) for grant, intake, course in found]
