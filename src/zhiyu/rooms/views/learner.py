"""The room as its visitors see it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhiyu.accounts.http import UserRequest, keep_visitor, signed_in
from zhiyu.accounts.models import User
from zhiyu.kernel.errors import NotFound
from zhiyu.live import queries as live
from zhiyu.rooms import actions, drawing, queries


@never_cache
@require_safe
def room(request: HttpRequest, class_id: int) -> HttpResponse:
    """For who may not open the lesson: what it is, when, and the way to it."""
    found = live.facts(class_id, request.user)
    if not found.may_watch:
        return render(request, "rooms/outside.html", {"found": found})
    inside = isinstance(request.user, User)
    if isinstance(request.user, User):
        actions.enter(room_id=class_id, user=request.user)
    response = render(request, "rooms/room.html", {"found": found, "inside": inside})
    keep_visitor(request, response)  # a free class plays for strangers, whose ticket is their browser's
    return response


@never_cache
@require_safe
@signed_in
def draw(request: UserRequest, room_id: int, draw_id: int) -> HttpResponse:
    """How it was drawn, so that anybody can do it again."""
    queries.facts(room_id, request.user)
    one = queries.draw(draw_id)
    if one.room_id != room_id:
        raise NotFound
    marks = [(number, drawing.mark_of(one.seed, number)) for number in one.entrants] if one.drawn_at else []
    shown = {
        "draw": one,
        "marks": sorted(marks, key=lambda mark: mark[1]),
        "number": queries.mine(room_id, request.user.pk).number,
        "winners": [queries.winner(place.attendance) for place in one.winners.all()],
    }
    return render(request, "rooms/draw.html", shown)
