"""Where learners find what is sold."""

from django.urls import reverse

from zhiyu.catalog.models import Course, Product
from zhiyu.catalog.writings import KINDS


def page_of(product: Product) -> str:
    """The page that shows it with its price; of what belongs to a course, the course's."""
    if product.kind == Product.Kind.PLAN:
        return reverse("storefront:plan", args=[product.variant.plan.code])
    if product.kind == Product.Kind.BUNDLE:
        return reverse("storefront:bundle", args=[product.code])
    if product.kind == Product.Kind.SERVICE:
        return reverse("storefront:package", args=[product.code])
    if product.kind == Product.Kind.LESSON:
        return reverse("storefront:lesson", args=[product.single.lesson_id])
    return page_of_course(course_of(product))


def page_of_course(course: Course) -> str:
    """Articles and e-books are courses with a page of their own."""
    kind = course.product.kind
    return reverse(f"storefront:{kind if kind in KINDS else 'course'}", args=[course.product.code])


def course_of(product: Product) -> Course:
    """The course that it is, is a part of, or is sold beside."""
    if product.kind == Product.Kind.LESSON:
        return product.single.course
    if product.kind == Product.Kind.INTAKE:
        return product.intake.course
    if product.deposit and product.counts_for is not None:
        return product.counts_for.course
    return product.tip_jar.course if product.tip else product.course
