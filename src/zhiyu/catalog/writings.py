"""Reads of articles and e-books."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhiyu.catalog.models import Course, Lesson, Product
from zhiyu.catalog.queries import courses_on_sale
from zhiyu.kernel.errors import NotFound
from zhiyu.media.models import Asset

KINDS = (Product.Kind.ARTICLE, Product.Kind.EBOOK)


@dataclass(frozen=True)
class Writing:
    """``whole`` is what is sold, ``sample`` what anybody may have of an e-book."""

    course: Course
    whole: Lesson
    sample: Lesson | None

    @property
    def kind(self) -> str:
        return self.course.product.kind


def writing(course_id: int) -> Writing:
    course = Course.objects.select_related("product").filter(pk=course_id, product__kind__in=KINDS).first()
    if course is None:
        raise NotFound
    lessons = list(
        Lesson.objects.select_related("asset").filter(chapter__course=course, removed_at=None).order_by("-position")
    )
    return Writing(course=course, whole=lessons[0], sample=lessons[1] if len(lessons) > 1 else None)


def writings_on_sale(kind: str) -> QuerySet[Course]:
    return courses_on_sale(kind=kind)


def lesson_of_article(code: str) -> int:
    """An article's page is its one lesson's."""
    found = (
        Lesson.objects.filter(
            chapter__course__product__code=code, chapter__course__product__kind=Product.Kind.ARTICLE, removed_at=None
        )
        .values_list("pk", flat=True)
        .first()
    )
    if found is None:
        raise NotFound(_("没有这篇文章，或者它已经下架。"))
    return found


def files_of(asset_ids: Collection[UUID]) -> dict[UUID, Asset]:
    return Asset.objects.in_bulk(list(asset_ids))
