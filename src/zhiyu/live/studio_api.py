"""The twin of the studio's pages of live classes."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from ninja import Field, Router, Status
from pydantic import AwareDatetime, StringConstraints

from zhiyu.accounts.http import UserRequest, staff_api
from zhiyu.kernel.cursors import number_in
from zhiyu.kernel.schema import Schema
from zhiyu.live import actions, queries
from zhiyu.live.actions.planning import MOST_TIMES, Plan
from zhiyu.live.engines import engine
from zhiyu.live.models import LiveClass, Signal
from zhiyu.live.sending import push_of
from zhiyu.live.tencent.facts import AtCloud
from zhiyu.platform.idempotency import idempotent

router = Router(tags=["live"])
PAGE = 30
SCOPE = "catalog.edit"
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
# As long as a lesson's: of a series, it carries its number.
Numbered = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class LiveIn(Schema):
    """``host``: who gives it; ``free``: for everybody, whoever has the course."""

    title: Title
    starts_at: AwareDatetime
    minutes: int = Field(default=60, ge=5, le=720)
    host: int
    free: bool = False

    def plan(self) -> Plan:
        return {
            "title": self.title,
            "starts_at": self.starts_at,
            "minutes": self.minutes,
            "host_id": self.host,
            "free": self.free,
        }


class LiveNewIn(LiveIn):
    """With a ``rhythm`` as many as ``times`` says, which must then be said: each a lesson at the chapter's end, to be
    changed by itself.
    """

    chapter: int
    rhythm: Literal["", "weekly", "monthly"] = ""
    times: int | None = Field(default=None, ge=1, le=MOST_TIMES)


class LiveChangeIn(LiveIn):
    """``seen_at``: its ``updated_at`` when the caller looked; who saved since then is not written over."""

    title: Numbered
    seen_at: AwareDatetime


class PremiereIn(Schema):
    """A film ``lesson`` that is shown to everybody at one time first."""

    lesson: int
    starts_at: AwareDatetime
    host: int


class KeySeenIn(Schema):
    """``seen``: the number of the key that is to be replaced; said twice, one is made."""

    seen: int = Field(ge=0)


class LiveLineOut(Schema):
    """``state``: ``planned``, ``live``, ``ended``, ``called_off`` or ``missed``; by the clock."""

    id: int
    lesson: int
    course: str
    course_title: str
    title: str
    host: int
    host_name: str
    state: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    free: bool
    is_film: bool
    series: int | None
    began_at: datetime | None
    ended_at: datetime | None
    updated_at: datetime


class LiveSignalOut(Schema):
    """What comes in just now; ``width`` 0 is sound alone. ``problem``: why nobody could play it."""

    width: int
    height: int
    kbps: int
    seconds: int
    problem: str


class LiveCloudOut(Schema):
    """What Tencent received and recorded of it beside ours (``kept_seconds``). ``missed``: it is sent and we have
    nothing of it. ``offered``: the recording holds more, and ``recording`` takes it. ``replay``: ``coming``, ``done``,
    or why not.
    """

    missed: bool
    sent_seconds: int
    kept_seconds: int
    lost_seconds: int | None
    recorded_seconds: int
    offered: bool
    host: str
    replay: str


class LiveClassOut(LiveLineOut):
    """``signal`` null: no picture arrives. ``recorded``: there is, or will be, a ``replay``."""

    signal: LiveSignalOut | None
    recorded: bool
    replay: bool
    cloud: LiveCloudOut | None


class LiveClassList(Schema):
    items: list[LiveLineOut]
    next: str | None


class LivePushOut(Schema):
    """What is typed into OBS. The key opens this class alone, until ``expires_at``."""

    server: str
    key: str
    number: int
    expires_at: datetime


class LiveChapterOut(Schema):
    id: int
    course: str
    course_title: str
    title: str


class LiveFilmOut(Schema):
    id: int
    course: str
    course_title: str
    title: str


class LiveHostOut(Schema):
    id: int
    name: str


class LiveChoicesOut(Schema):
    """Where a class can stand, which films can be shown as one, and who can give it."""

    chapters: list[LiveChapterOut]
    films: list[LiveFilmOut]
    hosts: list[LiveHostOut]


@router.get("/studio/live", response=LiveClassList, auth=staff_api(SCOPE))
def list_classes(request: UserRequest, scope: Literal["coming", "past"] = "coming", cursor: str = "") -> LiveClassList:
    """What is on and what comes, the next first; or what is past, the last first."""
    del request
    start = number_in(cursor)
    found = list(queries.classes(scope)[start : start + PAGE + 1])
    more = str(start + PAGE) if len(found) > PAGE else None
    return LiveClassList(items=[line_out(one) for one in found[:PAGE]], next=more)


@router.post("/studio/live", response={201: LiveClassList}, auth=staff_api(SCOPE))
@idempotent()
def plan_classes(request: UserRequest, body: LiveNewIn) -> Status[LiveClassList]:
    """All of a series or none."""
    made = actions.plan(
        chapter_id=body.chapter, actor_id=request.user.pk, rhythm=body.rhythm, times=body.times, **body.plan()
    )
    planned = queries.classes("coming").filter(pk__in=[one.pk for one in made])
    return Status(201, LiveClassList(items=[line_out(one) for one in planned], next=None))


@router.get("/studio/live/choices", response=LiveChoicesOut, auth=staff_api(SCOPE))
def list_choices(request: UserRequest) -> LiveChoicesOut:
    del request
    return LiveChoicesOut(
        chapters=[
            LiveChapterOut(
                id=one.pk, course=one.course.product.code, course_title=one.course.product.title, title=one.title
            )
            for one in queries.chapters()
        ],
        films=[
            LiveFilmOut(
                id=one.pk,
                course=one.chapter.course.product.code,
                course_title=one.chapter.course.product.title,
                title=one.title,
            )
            for one in queries.films()
        ],
        hosts=[LiveHostOut(id=one.pk, name=one.name) for one in queries.hosts()],
    )


@router.post("/studio/live/premieres", response={201: LiveClassOut}, auth=staff_api(SCOPE))
@idempotent()
def plan_premiere(request: UserRequest, body: PremiereIn) -> Status[LiveClassOut]:
    made = actions.premiere(
        lesson_id=body.lesson, starts_at=body.starts_at, host_id=body.host, actor_id=request.user.pk
    )
    return Status(201, class_out(made.pk))


@router.get("/studio/live/{int:class_id}", response=LiveClassOut, auth=staff_api(SCOPE))
def read_class(request: UserRequest, class_id: int) -> LiveClassOut:
    """How it stands: on air, whether a picture arrives, its recording. Who is there tells ``/studio/rooms/{id}``."""
    del request
    return class_out(class_id)


@router.put("/studio/live/{int:class_id}", response=LiveClassOut, auth=staff_api(SCOPE))
@idempotent()
def change_class(request: UserRequest, class_id: int, body: LiveChangeIn) -> LiveClassOut:
    """Before it begins. Who may watch is told of another time."""
    queries.live_class(class_id)
    actions.change(class_id=class_id, actor_id=request.user.pk, seen_at=body.seen_at, **body.plan())
    return class_out(class_id)


@router.post("/studio/live/{int:class_id}/call-off", response=LiveClassOut, auth=staff_api(SCOPE))
@idempotent()
def call_class_off(request: UserRequest, class_id: int) -> LiveClassOut:
    queries.live_class(class_id)
    actions.call_off(class_id=class_id, actor_id=request.user.pk)
    return class_out(class_id)


@router.post("/studio/live/{int:class_id}/begin", response=LiveClassOut, auth=staff_api(SCOPE))
@idempotent()
def begin_class(request: UserRequest, class_id: int) -> LiveClassOut:
    """Once a picture arrives; at its time it begins by itself."""
    queries.live_class(class_id)
    actions.begin(class_id=class_id, actor_id=request.user.pk)
    return class_out(class_id)


@router.post("/studio/live/{int:class_id}/end", response=LiveClassOut, auth=staff_api(SCOPE))
@idempotent()
def end_class(request: UserRequest, class_id: int) -> LiveClassOut:
    """What there is becomes the replay."""
    queries.live_class(class_id)
    actions.end(class_id=class_id, actor_id=request.user.pk)
    return class_out(class_id)


@router.post("/studio/live/{int:class_id}/recording", response=LiveClassOut, auth=staff_api(SCOPE))
@idempotent()
def take_recording(request: UserRequest, class_id: int) -> LiveClassOut:
    """Tencent's recording in place of our replay, where it holds more; fetched meanwhile."""
    queries.live_class(class_id)
    actions.take_recording(class_id=class_id, actor_id=request.user.pk)
    return class_out(class_id)


@router.get("/studio/live/{int:class_id}/push", response=LivePushOut, auth=staff_api(SCOPE))
def read_push(request: UserRequest, class_id: int) -> LivePushOut:
    del request
    return push_out(class_id)


# Its answer holds the key, so none is kept for an Idempotency-Key; ``seen`` makes the second call change nothing.
@router.post("/studio/live/{int:class_id}/push/renew", response=LivePushOut, auth=staff_api(SCOPE))
def renew_key(request: UserRequest, class_id: int, body: KeySeenIn) -> LivePushOut:
    """The key before is refused from now on, and who sends by it is cut."""
    push_of(queries.live_class(class_id))
    actions.new_key(class_id=class_id, seen=body.seen, actor_id=request.user.pk)
    return push_out(class_id)


def push_out(class_id: int) -> LivePushOut:
    return LivePushOut(**vars(push_of(queries.live_class(class_id))))


def line_out(one: LiveClass) -> LiveLineOut:
    product = one.lesson.chapter.course.product
    return LiveLineOut(
        id=one.pk,
        lesson=one.lesson_id,
        course=product.code,
        course_title=product.title,
        title=one.lesson.title,
        host=one.host_id,
        host_name=one.host.name,
        state=queries.state_of(one),
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        minutes=one.minutes,
        free=one.lesson.free,
        is_film=one.is_film,
        series=one.series_id,
        began_at=one.began_at,
        ended_at=one.ended_at,
        updated_at=one.updated_at,
    )


def class_out(class_id: int) -> LiveClassOut:
    one, door = queries.live_class(class_id), engine()
    cloud = door.at_cloud(one) if door else None
    return LiveClassOut(
        **line_out(one).model_dump(),
        signal=signal_out(one.signal) if queries.is_heard(one) else None,
        recorded=one.asset_id is not None,
        replay=queries.has_replay(one),
        cloud=cloud_out(cloud) if cloud else None,
    )


def signal_out(one: Signal) -> LiveSignalOut:
    return LiveSignalOut(width=one.width, height=one.height, kbps=one.kbps, seconds=one.seconds, problem=one.problem)


def cloud_out(found: AtCloud) -> LiveCloudOut:
    replay = found.replay
    how = ("done" if replay.done_at else replay.problem or "coming") if replay else ""
    return LiveCloudOut(
        missed=found.is_missed,
        sent_seconds=whole(found.sent),
        kept_seconds=whole(found.kept),
        lost_seconds=whole(found.lost) if found.lost else None,
        recorded_seconds=whole(found.recorded),
        offered=found.is_offered,
        host=found.host,
        replay=how,
    )


def whole(span: timedelta) -> int:
    return round(span.total_seconds())
