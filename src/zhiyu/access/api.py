from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from zhiyu.access import actions, queries
from zhiyu.accounts.http import UserRequest, anyone_api, keep_visitor, signed_in_api
from zhiyu.kernel.schema import Schema
from zhiyu.media.gate import Wish, holder_of

router = Router(tags=["access"])


class TicketWish(Schema):
    """``unwraps``: the player opens sealed keys itself. ``carries``: it shows no login (the mini-program's own)."""

    unwraps: bool = False
    carries: bool = False


class TicketOut(Schema):
    """``preview_seconds`` is null when the whole lesson is open. ``wrapped``: keys come only sealed to the player's;
    keys in the clear come to who opens the playlist soon, and once. ``elsewhere``: the device that plays now, where
    no more may. ``places_left``: how many devices may still come, told when this one came. ``seat_url``: where a
    player of what was bought says that it plays (POST, every 20 s), takes over (``?take=1``) and leaves (DELETE).
    """

    playlist_url: str
    expires_at: datetime
    preview_seconds: int | None
    wrapped: bool
    elsewhere: str | None
    places_left: int | None
    seat_url: str | None


class EntitlementOut(Schema):
    """All rights to one product together; ``until`` null is for ever. ``by``: the products that give it."""

    product: str
    kind: str
    title: str
    since: datetime = Field(serialization_alias="from")
    until: datetime | None
    by: list[str]


class EntitlementList(Schema):
    items: list[EntitlementOut]
    next: str | None


@router.post("/lessons/{int:lesson_id}/ticket", response=TicketOut, auth=anyone_api)
def lesson_ticket(request: HttpRequest, response: HttpResponse, lesson_id: int, wish: Query[TicketWish]) -> TicketOut:
    holder = holder_of(request)
    can = Wish(unwraps=wish.unwraps, carries=wish.carries)
    ticket = actions.ticket_for(lesson_id=lesson_id, user=request.user, holder=holder, wish=can)
    if holder.visitor:
        keep_visitor(request, response)
    return TicketOut(
        playlist_url=ticket.playlist_url,
        expires_at=ticket.expires_at,
        preview_seconds=ticket.preview_seconds,
        wrapped=ticket.wrapped,
        elsewhere=ticket.began.elsewhere if ticket.began else None,
        places_left=ticket.began.places_left if ticket.began else None,
        seat_url=ticket.seat_url,
    )


@router.get("/me/entitlements", response=EntitlementList, auth=signed_in_api, by_alias=True)
def my_entitlements(request: UserRequest) -> EntitlementList:
    items = [
        EntitlementOut(
            product=one.product.code,
            kind=one.product.kind,
            title=one.product.title,
            since=one.since,
            until=one.until,
            by=[giver.code for giver in one.by],
        )
        for one in queries.entitlements_of(request.user.pk)
    ]
    return EntitlementList(items=items, next=None)
