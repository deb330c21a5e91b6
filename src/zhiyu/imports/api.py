"""The twin of the pages of moving in."""

from datetime import datetime
from uuid import UUID

from ninja import Router, Status

from zhiyu.accounts.http import UserRequest, staff_api
from zhiyu.imports import actions, queries
from zhiyu.imports.models import Brought, Run
from zhiyu.kernel.cursors import number_in
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent

router = Router(tags=["imports"])
PAGE = 30


class ImportIn(Schema):
    """``asset``: an upload that is whole (``Zhiyu-Asset``): a WordPress XML, a Ghost JSON, or a ZIP of either."""

    asset: UUID


class ImportOut(Schema):
    """``whole`` things were found, ``done`` of them are through; ``known`` of these had come before, ``came`` now."""

    id: int
    state: str
    name: str
    whole: int
    done: int
    came: int
    known: int
    notes: list[str]
    error: str
    created_at: datetime
    ended_at: datetime | None


class ImportList(Schema):
    items: list[ImportOut]
    next: str | None


class BroughtOut(Schema):
    """``notes``: what its creator should look at before it is published."""

    course: int
    kind: str
    code: str
    title: str
    status: str
    notes: list[str]


class BroughtList(Schema):
    items: list[BroughtOut]
    next: str | None


@router.post("/studio/imports", response={201: ImportOut}, auth=staff_api("catalog.edit"))
@idempotent()
def hand_in(request: UserRequest, body: ImportIn) -> Status[ImportOut]:
    made = actions.hand_in(asset_id=body.asset, actor_id=request.user.pk)
    return Status(201, import_out(queries.run(made.pk)))


@router.get("/studio/imports", response=ImportList, auth=staff_api("catalog.edit"))
def list_imports(request: UserRequest, cursor: str = "") -> ImportList:
    del request
    start = number_in(cursor)
    found = list(queries.runs()[start : start + PAGE + 1])
    more = str(start + PAGE) if len(found) > PAGE else None
    return ImportList(items=[import_out(one) for one in found[:PAGE]], next=more)


@router.get("/studio/imports/{int:run_id}", response=ImportOut, auth=staff_api("catalog.edit"))
def read_import(request: UserRequest, run_id: int) -> ImportOut:
    del request
    return import_out(queries.run(run_id))


@router.get("/studio/imports/{int:run_id}/brought", response=BroughtList, auth=staff_api("catalog.edit"))
def list_brought(request: UserRequest, run_id: int, cursor: str = "") -> BroughtList:
    del request
    queries.run(run_id)
    start = number_in(cursor)
    found = list(queries.brought(run_id)[start : start + PAGE + 1])
    more = str(start + PAGE) if len(found) > PAGE else None
    return BroughtList(items=[brought_out(one) for one in found[:PAGE]], next=more)


@router.post("/studio/imports/{int:run_id}/again", response=ImportOut, auth=staff_api("catalog.edit"))
@idempotent()
def run_again(request: UserRequest, run_id: int) -> ImportOut:
    actions.run_again(run_id=run_id, actor_id=request.user.pk)
    return import_out(queries.run(run_id))


def import_out(one: Run) -> ImportOut:
    return ImportOut(
        id=one.pk,
        state=one.state,
        name=one.name,
        whole=one.whole,
        done=one.done,
        known=one.known,
        came=one.came,
        notes=one.notes,
        error=one.error,
        created_at=one.created_at,
        ended_at=one.ended_at,
    )


def brought_out(one: Brought) -> BroughtOut:
    product = one.course.product
    return BroughtOut(
        course=one.course_id,
        kind=product.kind,
        code=product.code,
        title=product.title,
        status=product.status,
        notes=one.notes,
    )
