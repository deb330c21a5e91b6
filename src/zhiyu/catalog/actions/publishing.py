from dataclasses import asdict

from django.db import transaction

from zhiyu.catalog.actions.intakes import close_all
from zhiyu.catalog.actions.ripple import course_changed, lock_course
from zhiyu.catalog.errors import NotReady
from zhiyu.catalog.models import Course, Product
from zhiyu.catalog.queries import publish_check
from zhiyu.kernel.clock import now
from zhiyu.platform import audit, rehearsing


@transaction.atomic
def publish(*, course_id: int, actor_id: int | None) -> Course:
    """Put a course on sale and write its outline down. What is missing comes in ``NotReady.extra["missing"]``."""
    course = lock_course(course_id)
    if course.product.status == Product.Status.PUBLISHED:
        return course
    missing = publish_check(course)
    if missing and not rehearsing.running():
        raise NotReady(extra={"missing": [asdict(one) for one in missing]})
    course.product.move_to(Product.Status.PUBLISHED)
    if course.product.published_at is None:
        course.product.published_at = now()
        course.product.save(update_fields=["published_at"])
    audit.record(actor_id=actor_id, action="catalog.course_published", target=f"course:{course.pk}")
    course_changed(course)
    return course


@transaction.atomic
def unpublish(*, course_id: int, actor_id: int | None) -> Course:
    """Off the shelf: nobody new can buy it, who has it keeps it."""
    course = lock_course(course_id)
    if course.product.status == Product.Status.UNPUBLISHED:
        return course
    course.product.move_to(Product.Status.UNPUBLISHED)
    close_all(course, actor_id=actor_id)
    audit.record(actor_id=actor_id, action="catalog.course_unpublished", target=f"course:{course.pk}")
    course_changed(course)
    return course
