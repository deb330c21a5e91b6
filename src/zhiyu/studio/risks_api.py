"""The twin of the pages of signs that an account is shared: never acted on by themselves, a person decides."""

from datetime import datetime

from ninja import Router, Status

from zhiyu.accounts import actions as accounts
from zhiyu.accounts.http import UserRequest, staff_api
from zhiyu.accounts.queries import person
from zhiyu.kernel.cursors import stretch
from zhiyu.kernel.schema import Schema
from zhiyu.media.actions import leave_plays
from zhiyu.platform.idempotency import idempotent
from zhiyu.studio import queries
from zhiyu.studio.notices import ask_about_devices
from zhiyu.studio.queries.risks import PlayRow, Risk

router = Router(tags=["risks"])
PAGE = 50
SCOPE = "learners.read"


class RiskOut(Schema):
    """What the plays of the last seven days look like. ``signs`` names what is above its bar: ``devices``, ``networks``
    (within two hours), ``lessons`` (within one), ``fast`` (how often films were fetched faster than anybody watches).
    """

    user_id: int
    name: str
    signs: list[str]
    devices: int
    networks: int
    lessons: int
    fast: int
    last_at: datetime


class RiskList(Schema):
    items: list[RiskOut]
    next: str | None


class PlayOut(Schema):
    """``lesson`` null: it is gone. ``speed``: media time given by the time it took, 0 where that says nothing;
    ``taken``: a copy to take along.
    """

    id: int
    began_at: datetime
    last_at: datetime
    lesson: int | None
    lesson_title: str
    course_title: str
    device: str
    network: str
    keys: int
    minutes: int
    speed: float
    fast: bool
    taken: bool


class PlayList(Schema):
    """``risk`` null: nothing is above its bar. What lies before ``reviewed_at`` is no sign any more."""

    user_id: int
    name: str
    risk: RiskOut | None
    reviewed_at: datetime | None
    items: list[PlayOut]
    next: str | None


class ReviewedOut(Schema):
    user_id: int
    reviewed_at: datetime | None


class WrittenOut(Schema):
    """``written``: just now; once a day, however often it is wanted."""

    user_id: int
    written: bool


@router.get("/studio/risks", response=RiskList, auth=staff_api(SCOPE))
def list_risks(request: UserRequest) -> RiskList:
    """The most signs first, a hundred accounts at most."""
    del request
    return RiskList(items=[risk_out(one) for one in queries.risks()], next=None)


@router.get("/studio/learners/{int:user_id}/plays", response=PlayList, auth=staff_api(SCOPE))
def read_plays(request: UserRequest, user_id: int, cursor: str = "") -> PlayList:
    """The last seven days, the latest first."""
    del request
    someone = person(user_id)
    page = stretch(queries.plays_of(user_id), size=PAGE, before=cursor)
    risk = next(iter(queries.risks(user_id)), None)
    return PlayList(
        user_id=user_id,
        name=str(someone),
        risk=risk_out(risk) if risk else None,
        reviewed_at=queries.reviewed_at(user_id),
        items=[play_out(one) for one in queries.play_rows(page.rows)],
        next=page.older,
    )


@router.post("/studio/learners/{int:user_id}/plays/reviewed", response=ReviewedOut, auth=staff_api(SCOPE))
@idempotent()
def leave_as_it_is(request: UserRequest, user_id: int) -> ReviewedOut:
    """Somebody looked and left it so: what was played until now is no sign any more."""
    leave_plays(user_id=person(user_id).pk, actor_id=request.user.pk)
    return ReviewedOut(user_id=user_id, reviewed_at=queries.reviewed_at(user_id))


@router.post("/studio/learners/{int:user_id}/plays/write", response=WrittenOut, auth=staff_api(SCOPE))
@idempotent()
def write_about_devices(request: UserRequest, user_id: int) -> WrittenOut:
    """Asks them, without a reproach, to look at their devices."""
    del request
    return WrittenOut(user_id=user_id, written=ask_about_devices(person(user_id).pk))


@router.post("/studio/learners/{int:user_id}/plays/sign-out", response={204: None}, auth=staff_api(SCOPE, fresh=True))
@idempotent()
def sign_out_everywhere(request: UserRequest, user_id: int) -> Status[None]:
    """Ends every login of theirs; what they have and how far they are stays."""
    accounts.sign_out_everywhere(user_id=person(user_id).pk, actor_id=request.user.pk)
    return Status(204, None)


def risk_out(one: Risk) -> RiskOut:
    above = {
        "devices": one.many_devices,
        "networks": one.many_networks,
        "lessons": one.many_lessons,
        "fast": one.fast > 0,
    }
    return RiskOut(
        user_id=one.user.pk,
        name=str(one.user),
        signs=[name for name, is_above in above.items() if is_above],
        devices=one.devices,
        networks=one.networks,
        lessons=one.lessons,
        fast=one.fast,
        last_at=one.last_at,
    )


def play_out(one: PlayRow) -> PlayOut:
    play, lesson = one.play, one.lesson
    return PlayOut(
        id=play.pk,
        began_at=play.began_at,
        last_at=play.last_at,
        lesson=lesson.pk if lesson else None,
        lesson_title=lesson.title if lesson else "",
        course_title=lesson.chapter.course.product.title if lesson else "",
        device=one.device,
        network=play.network,
        keys=play.keys,
        minutes=one.minutes,
        speed=one.speed,
        fast=one.fast,
        taken=play.taken,
    )
