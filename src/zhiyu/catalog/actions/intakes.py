"""Intakes: the same course for one group after the other, each with its days, seats and price."""

from datetime import date, datetime, time, timedelta
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from zhiyu.catalog.actions.addresses import with_address
from zhiyu.catalog.actions.courses import set_stock
from zhiyu.catalog.actions.ripple import OF_COURSE, lock_course
from zhiyu.catalog.actions.shelving import OUTSIDE
from zhiyu.catalog.bundles import sold_in_bundles
from zhiyu.catalog.errors import BadDays, CourseInBundle, CourseNotOnSale
from zhiyu.catalog.models import Course, Intake, Opens, Product
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import audit
from zhiyu.platform.live import tell

TITLE = 80
DESCRIBED = ["title", "price_fen", "sells_from", "sells_until", "opens_at", *OF_COURSE]


class IntakeChanges(TypedDict):
    """Days are days in Shanghai; ``sells_until`` and ``ends_on`` are the last ones. ``at_once``: opens when bought."""

    name: str
    starts_on: date
    ends_on: date
    sells_from: date
    sells_until: date
    at_once: bool
    seats: int | None
    price_fen: int


@transaction.atomic
def add_intake(*, course_id: int, actor_id: int | None, **changes: Unpack[IntakeChanges]) -> Intake:
    """The next one, still a draft."""
    course = lock_course(course_id)
    number = (course.intakes.aggregate(last=Max("number"))["last"] or 0) + 1
    product = with_address(
        Product,
        f"{course.product.code}-{number}",
        kind=Product.Kind.INTAKE,
        title=course.product.title,
        outside_since=OUTSIDE,
    )
    Opens.objects.create(opener=product, opened=course.product)
    days = {"starts_on": changes["starts_on"], "ends_on": changes["ends_on"]}
    require_order(changes)
    intake = Intake.objects.create(course=course, product=product, number=number, name=changes["name"], **days)
    audit.record(actor_id=actor_id, action="catalog.intake_added", target=f"course:{course.pk}", number=number)
    return edit_intake(intake_id=intake.pk, actor_id=actor_id, **changes)


@transaction.atomic
def edit_intake(*, intake_id: int, actor_id: int | None, **changes: Unpack[IntakeChanges]) -> Intake:
    """For those who buy from now on; who bought it keeps the moment at which it opens for them."""
    intake = locked(intake_id)
    require_order(changes)
    product = intake.product
    intake.name = changes["name"] or _("第 %(n)s 期") % {"n": intake.number}
    intake.starts_on, intake.ends_on = changes["starts_on"], changes["ends_on"]
    intake.save(update_fields=["name", "starts_on", "ends_on"])
    before = product.price_fen
    set_stock(product, changes["seats"])
    describe(product, intake, changes)
    audit.record(
        actor_id=actor_id,
        action="catalog.intake_edited",
        target=f"course:{intake.course_id}",
        number=intake.number,
        before={"price_fen": before},
        after={"price_fen": product.price_fen},
    )
    tell("studio")
    return intake


@transaction.atomic
def publish_intake(*, intake_id: int, actor_id: int | None) -> Intake:
    """From its first day of selling on it can be bought. A course with intakes is sold by them, not by itself."""
    intake = locked(intake_id)
    product = intake.product
    if intake.course.product.status != Product.Status.PUBLISHED:
        raise CourseNotOnSale
    if product.status != Product.Status.PUBLISHED:
        if bundles := sold_in_bundles(intake.course.product_id):
            raise CourseInBundle.of(bundles)
        product.move_to(Product.Status.PUBLISHED)
        product.published_at = product.published_at or now()
        product.save(update_fields=["published_at"])
        Product.objects.filter(pk=intake.course.product_id).update(sold_alone=False)
        told(intake, action="catalog.intake_published", actor_id=actor_id)
    return intake


@transaction.atomic
def close_intake(*, intake_id: int, actor_id: int | None) -> Intake:
    """Nobody new gets in; who is in stays."""
    intake = locked(intake_id)
    if intake.product.status == Product.Status.PUBLISHED:
        intake.product.move_to(Product.Status.UNPUBLISHED)
        told(intake, action="catalog.intake_closed", actor_id=actor_id)
    return intake


def close_all(course: Course, *, actor_id: int | None) -> None:
    """With its course, in the caller's transaction."""
    open_ones = course.intakes.filter(product__status=Product.Status.PUBLISHED).select_related("product")
    for intake in open_ones.order_by("pk"):
        intake.product.move_to(Product.Status.UNPUBLISHED)
        told(intake, action="catalog.intake_closed", actor_id=actor_id)


def told(intake: Intake, *, action: str, actor_id: int | None) -> None:
    audit.record(actor_id=actor_id, action=action, target=f"course:{intake.course_id}", number=intake.number)
    tell("studio")


def locked(intake_id: int) -> Intake:
    """Under its course's row, as everything of a course."""
    found = Intake.objects.filter(pk=intake_id).values_list("course_id", flat=True).first()
    if found is None:
        raise NotFound
    course: Course = lock_course(found)
    intake = Intake.objects.select_related("product").get(pk=intake_id)
    intake.course = course
    return intake


def require_order(changes: IntakeChanges) -> None:
    """It may be sold while it runs, but not after it."""
    if not changes["sells_from"] <= changes["sells_until"] <= changes["ends_on"] >= changes["starts_on"]:
        raise BadDays


def describe(product: Product, intake: Intake, changes: IntakeChanges) -> None:
    course = intake.course.product
    ending = f" · {intake.name}"
    product.title = course.title[: TITLE - len(ending)] + ending
    product.price_fen = changes["price_fen"]
    product.sells_from, product.sells_until = midnight(changes["sells_from"]), midnight(changes["sells_until"], 1)
    product.opens_at = None if changes["at_once"] else midnight(changes["starts_on"])
    for name in OF_COURSE:
        setattr(product, name, getattr(course, name))
    product.save(update_fields=DESCRIBED)


def midnight(day: date, later: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=later), time(), SHANGHAI)
