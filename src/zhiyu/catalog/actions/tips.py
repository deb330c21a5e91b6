from django.db import transaction

from zhiyu.catalog.actions.addresses import with_address
from zhiyu.catalog.actions.ripple import lock_course
from zhiyu.catalog.actions.shelving import OUTSIDE
from zhiyu.catalog.models import Product, TipJar
from zhiyu.kernel.clock import now

TITLE = 80


@transaction.atomic
def tip_jar(*, course_id: int, title: str) -> TipJar:
    """The course's own, made when the first one thanks."""
    found = TipJar.objects.select_related("product").filter(course=course_id).first()
    if found is not None:
        return found
    course = lock_course(course_id)
    found = TipJar.objects.select_related("product").filter(course=course_id).first()
    if found is not None:
        return found
    product = with_address(
        Product,
        f"tip-{course.product.code}",
        kind=Product.Kind.TIP,
        title=title[:TITLE],
        status=Product.Status.PUBLISHED,
        published_at=now(),
        outside_since=OUTSIDE,
        refund_days=0,
    )
    return TipJar.objects.create(course=course, product=product)
