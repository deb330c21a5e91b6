"""What somebody bought and when it is, and the room for two."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhiyu.accounts.http import UserRequest, signed_in
from zhiyu.coaching import queries
from zhiyu.kernel.clock import now


@never_cache
@require_safe
@signed_in
def mine(request: UserRequest) -> HttpResponse:
    shown = {"held": queries.sessions_of(request.user.pk), "now": now()}
    return render(request, "coaching/mine.html", shown)


@never_cache
@require_safe
@signed_in
def room(request: UserRequest, appointment_id: int) -> HttpResponse:
    """The one page that may ask for camera and microphone."""
    call = queries.call_of(appointment_id, request.user.pk)
    response = render(request, "coaching/room.html", {"call": call, "one": call.appointment, "now": now()})
    if call.appointment.is_open:
        response.headers["Permissions-Policy"] = "camera=(self), microphone=(self)"
    return response
