"""What is coming where, who has a seat, and what a visitor gets of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from zhiyu.access.queries import right_to, who_may_open
from zhiyu.access.standing import Person, Right
from zhiyu.accounts.models import User
from zhiyu.accounts.permissions import holders
from zhiyu.catalog.models import Chapter, Lesson, Product
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.kernel.sheets import Cell
from zhiyu.onsite.models import OnsiteClass, Seat

State = OnsiteClass.State
# Whose lesson somebody removed is gone with it; what is called off is still told of.
STANDING = Q(state=State.CALLED_OFF) | Q(lesson__removed_at=None, lesson__chapter__removed_at=None)
TAKEN = Count("pk", filter=Q(state__in=Seat.TAKEN))
WAITING = Count("pk", filter=Q(state=Seat.State.WAITING))


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that a page about one class must know of it and of who looks."""

    class_id: int
    lesson_id: int
    course_code: str
    course_title: str
    title: str
    host_name: str
    state: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    place: str
    directions: str
    seats: int
    taken: int
    waiting: int
    right: Right
    mine: str
    """How who looks stands: a state of ``Seat``, or nothing."""
    ahead: int
    """How many wait before who waits."""
    now: datetime

    @property
    def left(self) -> int | None:
        """Seats left; None for as many as come."""
        return max(0, self.seats - self.taken) if self.seats else None

    @property
    def may_come(self) -> bool:
        """Staff who look in need no seat."""
        return self.right in {Right.OWNED, Right.FREE}

    @property
    def planned(self) -> bool:
        return self.state == State.PLANNED

    @property
    def bookable(self) -> bool:
        return self.planned and self.now < self.ends_at

    @property
    def at_the_door(self) -> bool:
        return self.state != State.CALLED_OFF and self.opens_at <= self.now < self.closes_at


def onsite_class(class_id: int) -> OnsiteClass:
    """With its lesson, course and host; a lesson that was removed takes its class with it, unless it is called off."""
    known = OnsiteClass.objects.select_related("lesson__chapter__course__product", "host")
    found = known.filter(STANDING, pk=class_id).first()
    if found is None:
        raise NotFound
    return found


def facts_of_lesson(lesson_id: int, user: Person) -> Facts | None:
    class_id = OnsiteClass.objects.filter(lesson=lesson_id).values_list("pk", flat=True).first()
    return facts(class_id, user) if class_id else None


def facts(class_id: int, user: Person) -> Facts:
    """Who may not even see the course finds nothing. How to get there is for who may come, and who works here."""
    one = onsite_class(class_id)
    product = one.lesson.chapter.course.product
    right = right_to(user, one.lesson)
    if right == Right.NONE and product.status != product.Status.PUBLISHED:
        raise NotFound
    mine = Seat.objects.filter(onsite_class=one, user=user.pk).first() if user.pk else None
    counted = places(class_id).aggregate(
        taken=TAKEN,
        waiting=WAITING,
        ahead=Count(
            "pk",
            filter=Q(
                state=Seat.State.WAITING, number__lt=mine.number if mine and mine.state == Seat.State.WAITING else 0
            ),
        ),
    )
    at = now()
    return Facts(
        class_id=one.pk,
        lesson_id=one.lesson_id,
        course_code=product.code,
        course_title=product.title,
        title=one.lesson.title,
        host_name=one.host.name,
        state=State.OVER if one.state == State.PLANNED and one.closes_at <= at else one.state,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        opens_at=one.opens_at,
        closes_at=one.closes_at,
        place=one.place,
        directions=one.directions if right != Right.NONE else "",
        seats=one.seats,
        right=right,
        mine=mine.state if mine else "",
        now=at,
        **counted,
    )


@dataclass(frozen=True, kw_only=True)
class Meeting:
    state: str
    starts_at: datetime


def meetings(lesson_ids: Sequence[int]) -> dict[int, Meeting]:
    """When the classes of an outline are."""
    if not lesson_ids:
        return {}
    found = OnsiteClass.objects.filter(lesson__in=lesson_ids).values_list("lesson_id", "state", "starts_at")
    return {lesson_id: Meeting(state=state, starts_at=starts_at) for lesson_id, state, starts_at in found}


def starts_at_of(class_id: int) -> datetime:
    """Of a class that may be called off."""
    return OnsiteClass.objects.values_list("starts_at", flat=True).get(pk=class_id)


def classes(scope: str) -> QuerySet[OnsiteClass]:
    """As ``listed``, with their seats counted."""
    return listed(scope).annotate(
        taken=Count("places", filter=Q(places__state__in=Seat.TAKEN)),
        waiting=Count("places", filter=Q(places__state=Seat.State.WAITING)),
        came=Count("places", filter=Q(places__state=Seat.State.CAME)),
    )


def listed(scope: str) -> QuerySet[OnsiteClass]:
    """``coming``: the next first; ``past``: what is over or called off, the last first."""
    known = OnsiteClass.objects.filter(STANDING).select_related("lesson__chapter__course__product", "host")
    if scope == "past":
        return known.exclude(state=State.PLANNED).order_by("-starts_at", "-pk")
    return known.filter(state=State.PLANNED).order_by("starts_at", "pk")


def class_counts() -> dict[str, int]:
    coming = Count("pk", filter=Q(state=State.PLANNED))
    counted = OnsiteClass.objects.filter(STANDING).aggregate(coming=coming, all=Count("pk"))
    return {"coming": counted["coming"], "past": counted["all"] - counted["coming"]}


def places(class_id: int) -> QuerySet[Seat]:
    """In the order in which they asked."""
    return Seat.objects.filter(onsite_class=class_id).select_related("user", "by").order_by("number", "pk")


def place_counts(class_id: int) -> dict[str, int]:
    return counts_of([class_id])[class_id]


def counts_of(class_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many seats of each class are in each state."""
    found = {class_id: dict.fromkeys(Seat.State.values, 0) for class_id in class_ids}
    counted = Seat.objects.filter(onsite_class__in=class_ids).values_list("onsite_class", "state")
    for class_id, state, count in counted.annotate(n=Count("pk")).values_list("onsite_class", "state", "n"):
        found[class_id][state] = count
    return found


def seat(seat_id: int, *, class_id: int) -> Seat:
    found = Seat.objects.filter(pk=seat_id, onsite_class=class_id).first()
    if found is None:
        raise NotFound
    return found


def taken(class_id: int) -> int:
    return Seat.objects.filter(onsite_class=class_id, state__in=Seat.TAKEN).count()


def without_right(one: OnsiteClass) -> list[int]:
    """Who has a seat, or waits, and was given the course and has it no more; of a free lesson nobody."""
    lesson = one.lesson
    if lesson.free:
        return []
    held = places(one.pk).filter(state__in=[Seat.State.BOOKED, Seat.State.WAITING])
    people = set(held.values_list("user_id", flat=True))
    return sorted(people - set(who_may_open(lesson.pk))) if people else []


def people_rows(class_id: int) -> Iterator[Sequence[Cell]]:
    """Who has a seat, waits and came, for a spreadsheet."""
    yield [_("姓名"), _("手机"), _("状态"), _("什么时候占座"), _("什么时候到"), _("怎么签到")]
    for one in places(class_id):
        how = one.get_how_display() if one.how else ""
        yield [one.user.name, one.user.masked_phone, one.get_state_display(), one.booked_at, one.came_at, how]


def chapters() -> QuerySet[Chapter]:
    """Where a class can stand: in courses, not in articles and books."""
    found = Chapter.objects.filter(removed_at=None, course__product__kind=Product.Kind.COURSE)
    return found.select_related("course__product").order_by("course__product__title", "course_id", "position", "pk")


def hosts() -> QuerySet[User]:
    return User.objects.filter(pk__in=holders("rooms.host")).order_by("pk")


def lessons_removed() -> QuerySet[OnsiteClass]:
    """Planned classes whose lesson somebody took out of the course."""
    gone = Lesson.objects.exclude(removed_at=None, chapter__removed_at=None)
    return OnsiteClass.objects.filter(state=State.PLANNED, lesson__in=gone)
