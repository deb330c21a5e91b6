from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from zhiyu.accounts.http import anyone_api, keep_visitor
from zhiyu.kernel.schema import Schema
from zhiyu.live import actions, queries
from zhiyu.media.gate import holder_of

router = Router(tags=["live"])


class LiveTicketOut(Schema):
    """``wrapped``: keys come only sealed to the player's. ``elsewhere``: the device that plays now, where that is
    another; a POST to ``seat_url?take=1`` takes its place, a DELETE of it leaves.
    """

    playlist_url: str
    expires_at: datetime
    wrapped: bool
    elsewhere: str | None
    seat_url: str | None


class LiveOut(Schema):
    """``interrupted``: the teacher's picture is being waited for; ``unseen``: not for the teacher's line, but for the
    school, whose disk is full. ``recorded``: there is, or will be, a ``replay``, which is the lesson as a film.
    """

    id: int
    lesson: int
    course: str
    title: str
    state: str
    starts_at: datetime
    ends_at: datetime
    may_watch: bool
    interrupted: bool
    unseen: bool
    recorded: bool
    replay: bool


@router.get("/live/{int:class_id}", response=LiveOut, auth=anyone_api)
def live_class(request: HttpRequest, class_id: int) -> LiveOut:
    found = queries.facts(class_id, request.user)
    return LiveOut(
        id=found.class_id,
        lesson=found.lesson_id,
        course=found.course_code,
        title=found.title,
        state=found.state,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        may_watch=found.may_watch,
        interrupted=found.interrupted,
        unseen=found.is_unseen,
        recorded=found.recorded,
        replay=found.replay,
    )


@router.post("/live/{int:class_id}/ticket", response=LiveTicketOut, auth=anyone_api)
def live_ticket(request: HttpRequest, response: HttpResponse, class_id: int) -> LiveTicketOut:
    holder = holder_of(request)
    ticket = actions.ticket_for(class_id=class_id, user=request.user, holder=holder)
    if holder.visitor:
        keep_visitor(request, response)
    return LiveTicketOut(
        playlist_url=ticket.playlist_url,
        expires_at=ticket.expires_at,
        wrapped=ticket.wrapped,
        elsewhere=ticket.began.elsewhere if ticket.began else None,
        seat_url=ticket.seat_url,
    )
