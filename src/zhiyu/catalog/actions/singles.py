"""A lesson that can be bought without its course."""

from django.db import transaction

from zhiyu.catalog.actions.addresses import with_address
from zhiyu.catalog.actions.lessons import lock_lesson, note
from zhiyu.catalog.actions.ripple import course_changed
from zhiyu.catalog.actions.shelving import OUTSIDE
from zhiyu.catalog.models import Course, Lesson, Product, Single

# One thing is whole or not at all: it goes back while it was not opened.
UNOPENED = 0


@transaction.atomic
def sell_lesson(*, lesson_id: int, price_fen: int | None, actor_id: int | None) -> None:
    """By itself, beside its course; None: with the course only. Who bought it alone keeps it."""
    course, lesson = lock_lesson(lesson_id)
    single = Single.objects.select_related("product").filter(lesson=lesson).first()
    before = single.product.price_fen if single and single.offered else None
    if price_fen == before:
        return
    single = single or made(course, lesson)
    single.offered = price_fen is not None
    single.save(update_fields=["offered"])
    if price_fen is not None:
        single.product.price_fen = price_fen
        single.product.save(update_fields=["price_fen"])
    note(
        "lesson_sold_alone",
        course,
        lesson,
        actor_id,
        before={"price_fen": before},
        after={"price_fen": price_fen},
    )
    course_changed(course)


def made(course: Course, lesson: Lesson) -> Single:
    code = f"{course.product.code}-lesson-{lesson.pk}"
    product = with_address(
        Product,
        code,
        kind=Product.Kind.LESSON,
        title=lesson.title,
        outside_since=OUTSIDE,
        refund_percent=UNOPENED,
        leads_to=course.product,
    )
    return Single.objects.create(product=product, lesson=lesson, course=course)
