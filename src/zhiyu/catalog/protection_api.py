"""The twin of what a course's page says of the protection of its films."""

from typing import Literal

from ninja import Router

from zhiyu.accounts.http import UserRequest, staff_api
from zhiyu.catalog import actions, queries
from zhiyu.catalog.models import Course
from zhiyu.catalog.protection import players_of
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent
from zhiyu.ui.links import pages_may_have_keys

router = Router(tags=["protection"])
SCOPE = "catalog.edit"


class CourseProtectionIn(Schema):
    """``players``: ``any``, ``small`` (old phones get 360p alone) or ``wrapped`` (keys come only sealed, so old phones
    get nothing, and nothing can be downloaded). ``traced``: each account gets a film of its own; who mixes copies is
    found up to ``trace_against`` people, of what is marked from now on. ``downloads``: copies
    with the buyer's name. ``no_skip``: who sees a film for the first time cannot skip ahead.
    """

    players: Literal["any", "small", "wrapped"]
    traced: bool
    trace_against: Literal[1, 3] = 1
    downloads: bool
    no_skip: bool


class CourseProtectionOut(Schema):
    """``plain_http``: the school's address is not https, so with ``wrapped`` nobody can watch. The name over the
    picture is a setting of the school, see ``/studio/protection``.
    """

    course: str
    players: str
    traced: bool
    trace_against: int
    downloads: bool
    no_skip: bool
    plain_http: bool


@router.get("/studio/courses/{slug}/protection", response=CourseProtectionOut, auth=staff_api(SCOPE))
def read_protection(request: UserRequest, slug: str) -> CourseProtectionOut:
    del request
    return protection_out(queries.course_of(slug))


@router.put("/studio/courses/{slug}/protection", response=CourseProtectionOut, auth=staff_api(SCOPE))
@idempotent()
def write_protection(request: UserRequest, slug: str, body: CourseProtectionIn) -> CourseProtectionOut:
    """From the next player that is opened on."""
    course = queries.course_of(slug)
    actions.protect_course(
        course_id=course.pk,
        actor_id=request.user.pk,
        players=body.players,
        traced=body.traced,
        trace_against=body.trace_against,
        downloads=body.downloads,
        no_skip=body.no_skip,
    )
    return protection_out(queries.course_of(slug))


def protection_out(one: Course) -> CourseProtectionOut:
    return CourseProtectionOut(
        course=one.product.code,
        players=players_of(one),
        traced=one.traced,
        trace_against=one.trace_against,
        downloads=one.downloads,
        no_skip=one.no_skip,
        plain_http=not pages_may_have_keys(),
    )
