"""Reads of intakes: what a course is sold by, and what the next one would look like."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from zhiyu.catalog.models import Course, Intake, Product
from zhiyu.kernel.clock import day_start, now
from zhiyu.kernel.errors import NotFound

WEEK = 7
# The first one: sold for two weeks, four weeks long, begins on a Monday.
AHEAD, LONG, SEATS = timedelta(days=14), timedelta(days=27), 30


def today() -> date:
    return day_start().date()


def phase_of(intake: Intake) -> Intake.Phase:
    return intake.phase(now(), today())


def intake(intake_id: int) -> Intake:
    found = Intake.objects.select_related("product", "course__product").filter(pk=intake_id).first()
    if found is None:
        raise NotFound
    return found


def intakes_for_studio(course_id: int) -> list[Intake]:
    """The last first."""
    return list(Intake.objects.filter(course=course_id).select_related("product").order_by("-number"))


def intakes_sold(course_id: int) -> list[Intake]:
    """What can be bought, will be, or is full; the one that begins first first."""
    found = Intake.objects.filter(
        course=course_id, product__status=Product.Status.PUBLISHED, product__sells_until__gt=now()
    )
    return list(found.select_related("product").order_by("starts_on", "pk"))


def next_open(intakes: Sequence[Intake]) -> Intake | None:
    """What buying the course means today."""
    return next((one for one in intakes if phase_of(one) == Intake.Phase.OPEN), None)


def sold_as(product: Product) -> Product:
    """A course that is sold by its intakes is the cheapest of them; everything else is itself."""
    if product.sold_alone or product.kind != Product.Kind.COURSE:
        return product
    found = Product.objects.filter(intake__course__product=product, status=Product.Status.PUBLISHED)
    return found.order_by("price_fen", "pk").first() or product


def next_soon(intakes: Sequence[Intake]) -> Intake | None:
    soon = [one for one in intakes if phase_of(one) == Intake.Phase.SOON]
    return min(soon, key=lambda one: (one.product.sells_from, one.pk), default=None)


def proposed(course: Course) -> dict[str, Any]:
    """The last one, moved by whole weeks to behind its end; the very first by rule of thumb."""
    last = Intake.objects.filter(course=course).select_related("product").order_by("-number").first()
    if last is None:
        begins = today() + AHEAD
        begins += timedelta(days=-begins.weekday() % WEEK)
        return {
            "starts_on": begins,
            "ends_on": begins + LONG,
            "sells_from": today(),
            "sells_until": begins - timedelta(days=1),
            "at_once": False,
            "seats": SEATS,
            "price_fen": course.product.price_fen,
        }
    weeks = -(-((last.ends_on - last.starts_on).days + 1) // WEEK)
    moved = values_of(last)
    for name in ("starts_on", "ends_on", "sells_from", "sells_until"):
        moved[name] += timedelta(days=weeks * WEEK)
    return moved | {"name": ""}


def values_of(intake: Intake) -> dict[str, Any]:
    product = intake.product
    first, after = product.sells_from, product.sells_until
    return {
        "name": intake.name,
        "starts_on": intake.starts_on,
        "ends_on": intake.ends_on,
        "sells_from": day_start(first).date(),
        "sells_until": day_start(after).date() - timedelta(days=1),
        "at_once": product.opens_at is None,
        "seats": product.stock,
        "price_fen": product.price_fen,
    }
