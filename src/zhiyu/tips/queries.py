"""Who may thank whom, and what came in."""

from django.db.models import QuerySet, Sum

from zhiyu.access.queries import right_to
from zhiyu.access.standing import Person, Right
from zhiyu.catalog.models import Lesson, Product
from zhiyu.commerce.models import OrderLine
from zhiyu.platform.school import school
from zhiyu.tips.errors import NoTips


def require_tipping(user: Person, lesson: Lesson) -> None:
    """The school and the course want it, and the lesson is open to who asks."""
    wanted = school().tipping and not lesson.chapter.course.tips_off
    if not wanted or right_to(user, lesson) == Right.NONE:
        raise NoTips


def tips_received() -> QuerySet[OrderLine]:
    """The last first, each with its buyer, its course and its words."""
    paid = OrderLine.objects.filter(product__kind=Product.Kind.TIP, order__paid_at__isnull=False)
    known = paid.select_related("order__buyer", "order__tip__lesson", "product__tip_jar__course__product")
    return known.order_by("-order__paid_at", "-pk")


def total_received() -> int:
    return tips_received().aggregate(fen=Sum("total_fen"))["fen"] or 0
