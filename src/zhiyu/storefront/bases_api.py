from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from zhiyu.accounts.http import anyone_api
from zhiyu.kernel.schema import Schema
from zhiyu.storefront.bases import hits
from zhiyu.storefront.queries import course_page

router = Router(tags=["courses"], auth=anyone_api)


class HitOut(Schema):
    """``text`` is what stands around the words; empty for a page that the caller may not read, found by its title."""

    lesson: int
    title: str
    text: str


class HitList(Schema):
    items: list[HitOut]
    next: str | None


@router.get("/courses/{slug}/find", response=HitList)
def find(request: HttpRequest, slug: str, query: Annotated[str, Query(max_length=60)] = "") -> HitList:
    found = hits(course_page(slug, request.user), query.strip())
    return HitList(
        items=[HitOut(lesson=one.lesson.pk, title=one.lesson.title, text=one.text) for one in found], next=None
    )
