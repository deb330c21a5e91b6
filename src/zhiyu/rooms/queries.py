"""What was said, how a room stands, who was there. What everybody sees is read once and given to all."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyu.access.standing import Person
from zhiyu.accounts.models import User
from zhiyu.accounts.permissions import can
from zhiyu.catalog.models import Product
from zhiyu.catalog.pages import page_of
from zhiyu.commerce.pricing import quote_products
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.kernel.sheets import Cell
from zhiyu.live import queries as live
from zhiyu.platform.plain import row, rows
from zhiyu.promotions.queries import products_on_sale
from zhiyu.rooms import shapes
from zhiyu.rooms.errors import NotInRoom
from zhiyu.rooms.models import Attendance, Card, Draw, Message, Mute, Poll, Question, Room, Word

HOSTS: Final = "rooms.host"
BEAT: Final = timedelta(seconds=20)
"""How often a process that holds streams says who is there."""
GONE: Final = 2 * BEAT + timedelta(seconds=5)
A_PAGE, MOST_QUESTIONS, MOST_CARDS, MOST_SHOWN = 50, 50, 20, 300
AFTERWARDS: Final = timedelta(seconds=90)
"""How long a closed poll and a draw stay on the room's page."""


def facts(room_id: int, user: Person) -> live.Facts:
    """For who may be in the room."""
    found = live.facts(room_id, user)
    if not found.may_watch:
        raise NotInRoom
    return found


def part_of(user: User, found: live.Facts) -> Message.Part:
    if user.pk == found.host_id:
        return Message.Part.HOST
    return Message.Part.ASSISTANT if can(user, HOSTS) else Message.Part.LEARNER


def room(room_id: int) -> Room:
    found = Room.objects.filter(pk=room_id).first()
    if found is None:
        raise NotFound
    return found


# --- what was said -------------------------------------------------------------------------------------------------

LINES = """
select m.n, u.name, right(u.phone, 4), m.part, m.text, m.said_at
from rooms_message m join accounts_user u on u.id = m.user_id
where m.room_id = %(room)s and m.state = 'said' and {which}
order by m.n desc limit %(most)s
"""
BY_NUMBERS = LINES.format(which="m.n = any(%(ns)s)")
BETWEEN = LINES.format(which="m.n > %(after)s and m.n < %(before)s")
HIGHEST: Final = 2**31 - 1


def line(n: int, name: str, tail: str, part: str, text: str, at: datetime) -> shapes.Line:
    return shapes.Line(n=n, who=called(name, tail), part=part, text=text, at=at)


def called(name: str, tail: str | None) -> str:
    return name or f"···{tail or ''}"


def name_of(user: User) -> str:
    return called(user.name, (user.phone or "")[-4:])


def lines(room_id: int, ns: Collection[int]) -> list[shapes.Line]:
    asked = {"room": room_id, "ns": [*ns], "most": len(ns)}
    return [line(*values) for values in rows(BY_NUMBERS, asked)][::-1]


def history(room_id: int, *, after: int = 0, before: int = HIGHEST, most: int = A_PAGE) -> list[shapes.Line]:
    """The newest of them, oldest first."""
    asked = {"room": room_id, "after": after, "before": before or HIGHEST, "most": most}
    return [line(*values) for values in rows(BETWEEN, asked)][::-1]


def gone(room_id: int) -> list[int]:
    """What was taken down of all that a page may still show."""
    last = Message.objects.filter(room=room_id, n__isnull=False).order_by("-n").values_list("n", "state")[:MOST_SHOWN]
    return [n for n, state in last if n is not None and state == Message.State.HIDDEN]


def _one(room_id: int, n: int) -> Message:
    found = Message.objects.filter(room=room_id, n=n).first()
    if found is None:
        raise NotFound
    return found


def message_id(room_id: int, n: int) -> int:
    return _one(room_id, n).pk


def author_of(room_id: int, n: int) -> int:
    """Hosts point at people by what they said."""
    return _one(room_id, n).user_id


def held(room_id: int) -> QuerySet[Message]:
    waiting = Message.objects.filter(room=room_id, state=Message.State.HELD)
    return waiting.select_related("user").order_by("pk")


def held_questions(room_id: int) -> QuerySet[Question]:
    waiting = Question.objects.filter(room=room_id, state=Question.State.HELD)
    return waiting.select_related("user").order_by("pk")


def muted(room_id: int) -> list[int]:
    """What was said by those who may not speak now, of all that a page may still show."""
    theirs = Message.objects.filter(
        room=room_id, n__isnull=False, user__in=Mute.objects.filter(room=room_id).values("user")
    )
    return [n for n in theirs.order_by("-n").values_list("n", flat=True)[:MOST_SHOWN] if n is not None]


def words() -> list[str]:
    return list(Word.objects.order_by("pk").values_list("text", flat=True))


# --- questions -----------------------------------------------------------------------------------------------------


def questions(room_id: int) -> list[shapes.QuestionShown]:
    """Open ones first, those that most want answered on top."""
    found = Question.objects.filter(room=room_id).exclude(state__in=Question.UNSEEN).select_related("user")
    ordered = found.order_by("-state", "-votes", "pk")[:MOST_QUESTIONS]
    return [question_shown(one) for one in ordered]


def question_shown(one: Question) -> shapes.QuestionShown:
    answered = one.state == Question.State.ANSWERED
    return shapes.QuestionShown(id=one.pk, who=name_of(one.user), text=one.text, votes=one.votes, answered=answered)


# --- how it stands -------------------------------------------------------------------------------------------------

# Whoever gives the class is not counted among those who came to it.
HERE = """
select count(*)::int from rooms_attendance a join live_liveclass v on v.id = a.room_id
where a.room_id = %(room)s and a.last_at > %(since)s and a.user_id <> v.host_id
"""


def here(room_id: int) -> int:
    found = row(HERE, {"room": room_id, "since": now() - GONE})
    return found[0] if found else 0


def stage(room_id: int) -> shapes.Stage:
    place = room(room_id)
    return shapes.Stage(
        state=live.state_of(live.live_class(room_id)),
        slow_seconds=place.slow_seconds,
        quiet=place.quiet,
        said=place.said,
        likes=place.likes,
        here=here(room_id),
        poll=poll_shown(room_id),
        draw=draw_shown(room_id),
        card=card_shown(room_id),
    )


POLL = """
select p.id, p.title, p.multiple, p.closed_at is not null,
       (select count(*)::int from rooms_vote v where v.poll_id = p.id), o.id, o.text,
       (select count(*)::int from rooms_pick k where k.option_id = o.id)
from rooms_poll p join rooms_option o on o.poll_id = p.id
where p.id = (select id from rooms_poll where room_id = %(room)s and (closed_at is null or closed_at > %(since)s)
              order by id desc limit 1)
order by o.id
"""


def poll_shown(room_id: int) -> shapes.PollShown | None:
    found = rows(POLL, {"room": room_id, "since": now() - AFTERWARDS})
    if not found:
        return None
    pk, title, multiple, closed, voters = found[0][:5]
    options = [shapes.OptionShown(id=one, text=text, votes=votes) for *_, one, text, votes in found]
    return shapes.PollShown(id=pk, title=title, multiple=multiple, closed=closed, voters=voters, options=options)


def draw_shown(room_id: int) -> shapes.DrawShown | None:
    one = draws(room_id).first()
    if one is None or (one.drawn_at is not None and one.drawn_at < now() - AFTERWARDS):
        return None
    return shapes.DrawShown(
        id=one.pk,
        title=one.title,
        among=one.among,
        places=one.places,
        seed_hash=one.seed_hash,
        drawn=one.drawn_at is not None,
        entrants=len(one.entrants),
        winners=[winner(place.attendance) for place in one.winners.all()],
    )


def winner(of: Attendance) -> shapes.WinnerShown:
    return shapes.WinnerShown(number=of.pk, who=name_of(of.user))


def draws(room_id: int) -> QuerySet[Draw]:
    return (
        Draw.objects.filter(room=room_id, called_off_at=None)
        .prefetch_related("winners__attendance__user")
        .order_by("-pk")
    )


def draw(draw_id: int) -> Draw:
    found = Draw.objects.prefetch_related("winners__attendance__user").filter(pk=draw_id).first()
    if found is None:
        raise NotFound
    return found


def cards(room_id: int) -> QuerySet[Card]:
    return Card.objects.filter(room=room_id).select_related("product", "deal").order_by("-pk")[:MOST_CARDS]


def card_shown(room_id: int) -> shapes.CardShown | None:
    """With the price of a stranger: each buyer's own is on the page that it leads to."""
    one = Card.objects.filter(room=room_id, down_at=None).select_related("product").first()
    if one is None:
        return None
    quote = quote_products([(one.product, 1)], buyer_id=None)
    left = min((deal.left for deal in quote.running if deal.left is not None), default=None)
    return shapes.CardShown(
        id=one.pk,
        product=one.product.code,
        title=one.product.title,
        list_fen=quote.list_fen,
        total_fen=quote.total_fen,
        ends_at=quote.ends_at,
        left=left,
        url=reverse("commerce:checkout", args=[one.product.code]) if one.product.price_fen else page_of(one.product),
    )


def product_id(code: str) -> int:
    found = products_to_show().filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound
    return found


def products_to_show() -> QuerySet[Product]:
    """What has a price and is sold."""
    return products_on_sale().filter(price_fen__gt=0, sold_alone=True)


# --- one person in it ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mine:
    """Their number, the questions they voted up, the polls they answered, and the codes of what they have of all that
    can be held up.
    """

    number: int | None
    muted: bool
    upvoted: list[int]
    voted: list[int]
    owned: list[str]


def mine(room_id: int, user_id: int) -> Mine:
    return Mine(*(row(MINE, {"room": room_id, "user": user_id, "at": now()}) or (None, False, [], [], [])))


# What is used up, as sessions are, or ends, as a membership does, is bought again while one has it.
MINE = """
with held as (select distinct product_id as id from access_right
              where user_id = %(user)s and valid_from <= %(at)s and valid_until is null)
select (select id from rooms_attendance where room_id = %(room)s and user_id = %(user)s),
       exists (select from rooms_mute where room_id = %(room)s and user_id = %(user)s),
       array(select v.question_id from rooms_upvote v join rooms_question q on q.id = v.question_id
             where q.room_id = %(room)s and v.user_id = %(user)s),
       array(select v.poll_id from rooms_vote v join rooms_poll p on p.id = v.poll_id
             where p.room_id = %(room)s and v.user_id = %(user)s),
       array(select p.code from catalog_product p
             where p.status = 'published' and p.price_fen > 0 and p.sold_alone and p.sessions is null
               and (p.id in (select id from held)
                    or p.id in (select b.product_id from catalog_bundle b join catalog_part t on t.bundle_id = b.id
                                group by b.id having bool_and(t.product_id in (select id from held)))))
"""


# --- who was there -------------------------------------------------------------------------------------------------


def attendances(room_id: int) -> QuerySet[Attendance]:
    """Who stayed longest first."""
    return Attendance.objects.filter(room=room_id).select_related("user").order_by("-seconds", "first_at")


# --- what was sold -------------------------------------------------------------------------------------------------

SOLD = """
select c.id, count(distinct o.id)::int, coalesce(sum(l.total_fen - l.refunded_fen), 0)::bigint
from rooms_card c
join commerce_orderline l on l.product_id = c.product_id
join commerce_order o on o.id = l.order_id and o.paid_at is not null
join rooms_attendance a on a.room_id = c.room_id and a.user_id = o.buyer_id
where c.room_id = %(room)s and o.created_at >= c.shown_at
  and o.created_at < coalesce(c.down_at, %(at)s) + interval '30 minutes'
group by c.id
"""


@dataclass(frozen=True)
class CardSold:
    """``orders``: paid ones of its product that people of the room placed while it was up or soon after; ``fen`` is
    what is left of them after refunds.
    """

    card: Card
    orders: int = 0
    fen: int = 0


def cards_sold(room_id: int) -> list[CardSold]:
    figures = {card: (orders, fen) for card, orders, fen in rows(SOLD, {"room": room_id, "at": now()})}
    return [CardSold(one, *figures.get(one.pk, ())) for one in cards(room_id)]


# --- for the host's screen -----------------------------------------------------------------------------------------


def open_poll(room_id: int) -> Poll | None:
    return Poll.objects.filter(room=room_id, closed_at=None).first()


def waiting_draw(room_id: int) -> Draw | None:
    return Draw.objects.filter(room=room_id, drawn_at=None, called_off_at=None).first()


def people_rows(room_id: int) -> Iterator[Sequence[Cell]]:
    """Who was there, for a spreadsheet."""
    yield [_("号码"), _("姓名"), _("手机"), _("什么时候来"), _("什么时候走"), _("听了多少分钟")]
    for one in attendances(room_id):
        yield [one.pk, one.user.name, one.user.masked_phone, one.first_at, one.last_at, one.minutes]
