"""Links between the pages of a course, as its readers follow them."""

from django.urls import reverse

from zhiyu.catalog.links import resolved
from zhiyu.catalog.shelf import ShelfCourse


def with_links(text: str, course: ShelfCourse) -> str:
    """In a knowledge base its ``[[titles]]`` as links; of two pages of one title the first is meant."""
    if not course.linked or "[[" not in text:
        return text
    addresses = {one.title: reverse("storefront:lesson", args=[one.pk]) for one in reversed(course.lessons)}
    return resolved(text, addresses)
