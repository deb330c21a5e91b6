from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from zhiyu.accounts.http import anyone_api
from zhiyu.kernel.schema import Schema
from zhiyu.storefront.bases import hits
from zhiyu.storefront.queries import course_page

router = Router(tags=["courses"], auth=anyone_api)


class HitOut(Schema):
    """``text`` is what stands around the words; empty where nothing is written, and for a page that is not ``open``
    to the caller, which is found by its title."""

    lesson: int
    title: str
    text: str
    open: bool


class HitList(Schema):
    items: list[HitOut]
    next: str | None


@router.get("/courses/{slug}/find", response=HitList)
def find(request: HttpRequest, slug: str, query: Annotated[str, Query(max_length=60)] = "") -> HitList:
    found = hits(course_page(slug, request.user), query.strip(), request.user)
    items = [HitOut(lesson=one.lesson.pk, title=one.lesson.title, text=one.text, open=one.open) for one in found]
    return HitList(items=items, next=None)
