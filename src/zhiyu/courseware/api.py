"""Opening courseware and keeping its scores; the lesson page's script speaks to the first two."""

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router

from zhiyu.accounts.http import UserRequest, anyone_api, keep_visitor, signed_in_api, staff_api
from zhiyu.courseware import actions, outcomes, passes, queries
from zhiyu.courseware.models import Attempt
from zhiyu.kernel.cursors import number_in
from zhiyu.kernel.schema import Schema
from zhiyu.media.gate import holder_of

router = Router(tags=["courseware"])
PAGE = 30
Key = Annotated[str, Field(min_length=1, max_length=200)]


class PartIn(Schema):
    """``anew``: from the beginning; what was reached stays."""

    part: Key
    anew: bool = False


class PartOut(Schema):
    """``url`` belongs into a frame with ``sandbox="allow-scripts allow-forms allow-modals"``, opened by this browser.

    ``standard`` is empty for a page that is only read; ``cmi`` is the data model that the part finds. ``session`` is
    null where nothing is kept: a visitor's, or that of staff who look in.
    """

    url: str
    session: UUID | None
    standard: str
    part: str
    title: str
    cmi: dict[str, Any]


class ReportIn(Schema):
    """``number`` counts a session's reports from 1; ``seconds`` is how long the session has lasted by now."""

    part: Key
    session: UUID
    number: Annotated[int, Field(ge=1, le=1_000_000)]
    seconds: Annotated[int, Field(ge=0, le=10_000_000)]
    cmi: dict[str, Any]


class StandingOut(Schema):
    """As the learner's browser reported it. Scores are of 1."""

    part: str
    completion: str
    success: str
    score: float | None
    best: float | None
    seconds: int
    completed: bool


class ReportOut(StandingOut):
    """``parts_done`` of ``parts``; ``lesson_score`` is the mean of the best scores."""

    parts: int
    parts_done: int
    lesson_score: float | None
    lesson_completed: bool


class ResultOut(Schema):
    user_id: int
    name: str
    phone: str
    score: float | None
    done: int
    seconds: int
    rounds: int
    at: datetime


class ResultList(Schema):
    """``mean`` is of the people who have a score."""

    parts: int
    people: int
    mean: float | None
    finished: int
    items: list[ResultOut]
    next: str | None


@router.post("/lessons/{int:lesson_id}/exercise/open", response=PartOut, auth=anyone_api)
def open_part(request: HttpRequest, response: HttpResponse, lesson_id: int, body: PartIn) -> PartOut:
    opened = actions.open_part(user=request.user, lesson_id=lesson_id, part=body.part, anew=body.anew)
    holder = holder_of(request)
    ticket = passes.issue(request, holder=holder, lesson_id=lesson_id, asset_id=opened.asset_id)
    if holder.visitor:
        keep_visitor(request, response)
    attempt, part = opened.attempt, opened.part
    kept, seconds = (attempt.cmi, attempt.seconds) if attempt else ({}, 0)
    name = request.user.name if request.user.is_authenticated else ""
    facts = {
        "id": f"u{request.user.pk or 0}",
        "name": name,
        "launch_data": part.launch_data,
        "mastery": part.mastery,
    }
    return PartOut(
        url=f"{passes.folder_of(ticket)}{quote(part.path)}{part.query}",
        session=attempt.session if attempt else None,
        standard=opened.standard if part.tracked else "",
        part=part.key,
        title=part.title,
        cmi=outcomes.starting(opened.standard, kept, facts, seconds=seconds),
    )


@router.put("/lessons/{int:lesson_id}/exercise", response=ReportOut, auth=signed_in_api)
def report(request: UserRequest, lesson_id: int, body: ReportIn) -> ReportOut:
    attempt = actions.commit(user_id=request.user.pk, lesson_id=lesson_id, report=actions.Report(**body.model_dump()))
    found = queries.standing_of(lesson_id=lesson_id, user_id=request.user.pk)
    return ReportOut(
        **standing_out(attempt).model_dump(),
        parts=len(found.exercise.parts),
        parts_done=found.exercise.done,
        lesson_score=found.exercise.score,
        lesson_completed=found.completed,
    )


@router.get("/studio/lessons/{int:lesson_id}/scores", response=ResultList, auth=staff_api("learners.read"))
def list_scores(request: UserRequest, lesson_id: int, cursor: str = "") -> ResultList:
    del request
    board, start = queries.board_of(lesson_id), number_in(cursor)
    found = queries.results(board.rows[start : start + PAGE + 1])
    return ResultList(
        parts=board.parts,
        people=board.people,
        mean=board.mean,
        finished=board.finished,
        items=[result_out(one) for one in found[:PAGE]],
        next=str(start + PAGE) if len(found) > PAGE else None,
    )


def standing_out(attempt: Attempt) -> StandingOut:
    return StandingOut(
        part=attempt.part,
        completion=attempt.completion,
        success=attempt.success,
        score=attempt.score,
        best=attempt.best,
        seconds=attempt.seconds,
        completed=attempt.done,
    )


def result_out(one: queries.Result) -> ResultOut:
    return ResultOut(
        user_id=one.user.pk,
        name=one.user.name,
        phone=one.user.masked_phone,
        score=one.score,
        done=one.done,
        seconds=one.seconds,
        rounds=one.rounds,
        at=one.at,
    )
