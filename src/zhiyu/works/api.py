"""The twin of the pages of works."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, File, Form, Router, Status
from ninja.files import UploadedFile

from zhiyu.accounts.http import UserRequest, anyone_api, signed_in_api, staff_api
from zhiyu.kernel.cursors import stretch
from zhiyu.kernel.schema import Schema
from zhiyu.media.spooling import spooled
from zhiyu.works import actions, presenters, queries
from zhiyu.works.models import Search, Work
from zhiyu.works.queries import SCOPE

router = Router(tags=["works"])
PAGE = 30


class AboutIn(Schema):
    """``audience``: ``owner``, ``course`` (with ``course_id``) or ``link``; ``signed``: a line on what others see."""

    title: str = Field(min_length=1, max_length=80)
    note: str = Field(default="", max_length=2000)
    made_on: date | None = None
    audience: Literal["owner", "course", "link"] = "owner"
    course_id: int | None = None
    signed: bool = True

    def said(self) -> actions.Said:
        return actions.Said(**self.model_dump(include=set(AboutIn.model_fields)))


class WorkIn(AboutIn):
    """``key``: of the sender's choice; sent again it is the same work."""

    key: UUID


class PictureOut(Schema):
    """``url`` is what others see."""

    number: int
    url: str
    width: int
    height: int


class SeenOut(Schema):
    code: str
    title: str
    note: str
    owner: str
    made_on: date | None
    created_at: datetime
    pictures: list[PictureOut]


class WorkOut(SeenOut):
    """``hidden_because``: the school keeps it from others, and why."""

    id: int
    audience: str
    course_id: int | None
    line: str
    hidden_at: datetime | None
    hidden_because: str


class WorkList(Schema):
    items: list[WorkOut]
    next: str | None


class SeenList(Schema):
    items: list[SeenOut]
    next: str | None


class SearchIn(Schema):
    """``key``: of the sender's choice; sent again it is the same search."""

    key: UUID
    place: str = Field(default="", max_length=500)


class SearchOut(Schema):
    """``mine``: it shows a work of one's own; ``marked``: with the mark, so p * ``compared`` < 1e-6.

    ``kept``: the picture that was found elsewhere is still here; it goes thirty days after the search.
    """

    id: int
    state: str
    name: str
    sha256: str
    kept: bool
    place: str
    error: str
    said: str
    why: list[str]
    mine: bool
    marked: bool
    work: str
    number: int | None
    p: float
    expected: float
    compared: int
    created_at: datetime
    ended_at: datetime | None


class SearchList(Schema):
    items: list[SearchOut]
    next: str | None


class ReasonIn(Schema):
    reason: str = Field(min_length=1, max_length=200)


@router.get("/me/works", response=WorkList, auth=signed_in_api)
def my_works(request: UserRequest, cursor: str = "") -> WorkList:
    found = stretch(queries.works_of(request.user.pk), size=PAGE, before=cursor)
    return WorkList(items=[full(one) for one in found.rows], next=found.older)


@router.post("/me/works", response={201: WorkOut}, auth=signed_in_api)
def keep_work(request: UserRequest, body: Form[WorkIn], pictures: File[list[UploadedFile]]) -> Status[WorkOut]:
    with spooled(pictures) as taken:
        made = actions.keep_work(key=body.key, owner_id=request.user.pk, pictures=taken, said=body.said())
    return Status(201, full(queries.own_work(made.code, request.user.pk)))


@router.get("/me/works/searches", response=SearchList, auth=signed_in_api)
def my_searches(request: UserRequest, cursor: str = "") -> SearchList:
    found = stretch(queries.searches_of(request.user.pk), size=PAGE, before=cursor)
    return SearchList(items=[search_out(one) for one in found.rows], next=found.older)


@router.post("/me/works/searches", response={201: SearchOut}, auth=signed_in_api)
def search_for(request: UserRequest, body: Form[SearchIn], picture: File[UploadedFile]) -> Status[SearchOut]:
    with spooled([picture]) as [(path, name)]:
        made = actions.search_for(key=body.key, owner_id=request.user.pk, path=path, name=name, place=body.place)
    return Status(201, search_out(queries.search(made.pk, request.user.pk)))


@router.get("/me/works/searches/{int:search_id}", response=SearchOut, auth=signed_in_api)
def my_search(request: UserRequest, search_id: int) -> SearchOut:
    return search_out(queries.search(search_id, request.user.pk))


@router.get("/me/works/{code}", response=WorkOut, auth=signed_in_api)
def my_work(request: UserRequest, code: str) -> WorkOut:
    return full(queries.own_work(code, request.user.pk))


@router.put("/me/works/{code}", response=WorkOut, auth=signed_in_api)
def change_work(request: UserRequest, code: str, body: AboutIn) -> WorkOut:
    actions.change_work(code=code, owner_id=request.user.pk, said=body.said())
    return full(queries.own_work(code, request.user.pk))


@router.post("/me/works/{code}/pictures", response=WorkOut, auth=signed_in_api)
def add_pictures(request: UserRequest, code: str, pictures: File[list[UploadedFile]]) -> WorkOut:
    with spooled(pictures) as taken:
        actions.add_pictures(code=code, owner_id=request.user.pk, pictures=taken)
    return full(queries.own_work(code, request.user.pk))


@router.delete("/me/works/{code}", response={204: None}, auth=signed_in_api)
def remove_work(request: UserRequest, code: str) -> Status[None]:
    actions.remove_work(code=code, owner_id=request.user.pk)
    return Status(204, None)


@router.get("/works/{code}", response=SeenOut, auth=anyone_api)
def work(request: HttpRequest, code: str) -> SeenOut:
    return seen(queries.seen_work(code, request.user))


@router.get("/courses/{slug}/works", response=SeenList, auth=signed_in_api)
def works_of_course(request: UserRequest, slug: str, cursor: str = "") -> SeenList:
    course = queries.course_by_slug(slug, request.user)
    found = stretch(queries.works_in(course), size=PAGE, before=cursor)
    return SeenList(items=[seen(one) for one in found.rows], next=found.older)


@router.get("/studio/works", response=WorkList, auth=staff_api(SCOPE))
def studio_works(request: UserRequest, state: Literal["", "hidden"] = "", cursor: str = "") -> WorkList:
    """What learners show to others."""
    del request
    found = stretch(queries.shown_works(hidden=state == "hidden"), size=PAGE, before=cursor)
    return WorkList(items=[for_school(one) for one in found.rows], next=found.older)


@router.post("/studio/works/{int:work_id}/hide", response=WorkOut, auth=staff_api(SCOPE))
def hide(request: UserRequest, work_id: int, body: ReasonIn) -> WorkOut:
    return for_school(actions.hide_work(work_id=work_id, actor_id=request.user.pk, reason=body.reason))


@router.post("/studio/works/{int:work_id}/show", response=WorkOut, auth=staff_api(SCOPE))
def show(request: UserRequest, work_id: int) -> WorkOut:
    return for_school(actions.show_again(work_id=work_id, actor_id=request.user.pk))


def facts(one: Work) -> dict[str, object]:
    pictures = [
        PictureOut(
            number=each.number,
            url=presenters.picture_address(one, each.number),
            width=each.asset.width,
            height=each.asset.height,
        )
        for each in one.pictures.all()
    ]
    names = ("code", "title", "note", "made_on", "created_at")
    return {name: getattr(one, name) for name in names} | {"owner": str(one.owner), "pictures": pictures}


def seen(one: Work) -> SeenOut:
    return SeenOut.model_validate(facts(one))


def full(one: Work) -> WorkOut:
    names = ("audience", "course_id", "line", "hidden_at", "hidden_because")
    more = {name: getattr(one, name) for name in names}
    return WorkOut.model_validate(facts(one) | more | {"id": one.pk})


def for_school(one: Work) -> WorkOut:
    """What its owner keeps to themselves by now is known by its title alone."""
    told = full(one)
    return told.model_copy(update={"note": "", "pictures": []}) if one.audience == Work.Audience.OWNER else told


def search_out(one: Search) -> SearchOut:
    found = presenters.found_of(one)
    same = {
        name: getattr(one, name) for name in ("name", "sha256", "state", "place", "error", "created_at", "ended_at")
    }
    told = {
        "said": found.said if found else "",
        "why": found.why if found else [],
        "mine": bool(found and found.mine),
        "marked": bool(found and found.marked),
        "p": found.p if found else 1.0,
        "expected": found.expected if found else 1.0,
        "compared": found.compared if found else 0,
    }
    where = (
        {"work": one.picture.work.code, "number": one.picture.number} if one.picture else {"work": "", "number": None}
    )
    return SearchOut.model_validate(same | told | where | {"id": one.pk, "kept": one.asset_id is not None})
