"""What is on, what is coming, and what a visitor gets of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, DateTimeField, DurationField, ExpressionWrapper, F, Q, QuerySet, Value

from zhiyu.access.queries import right_to
from zhiyu.access.standing import Person, Right
from zhiyu.accounts.models import User
from zhiyu.accounts.permissions import holders
from zhiyu.catalog.models import Chapter, Lesson, Product
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.live.models import LiveClass, Missed, Signal
from zhiyu.live.space import is_tight, left_on_air
from zhiyu.media.models import Asset

State = LiveClass.State
# Longer without a sign of the teacher's computer: viewers are told that the picture is being waited for.
SILENCE = timedelta(seconds=8)
UNSEEN = {Signal.UNSEEN, Signal.BOTH}
LONGER = timedelta(minutes=10)
# Nobody came: shown in place of "planned" once its key is good no more. At another time it is planned again.
MISSED = "missed"
# Whose lesson somebody removed is gone with it; what is called off is still told of.
STANDING = Q(state=State.CALLED_OFF) | Q(lesson__removed_at=None, lesson__chapter__removed_at=None)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that a page about one class must know. ``state`` is by the clock: what a film is at, what nobody came to.

    ``disk``: what it does not take of the class, as ``Signal.problem`` says it.
    """

    class_id: int
    lesson_id: int
    course_code: str
    course_title: str
    title: str
    host_id: int
    host_name: str
    state: str
    starts_at: datetime
    ends_at: datetime
    is_film: bool
    right: Right
    interrupted: bool
    disk: str
    recorded: bool
    replay: bool
    now: datetime

    @property
    def may_watch(self) -> bool:
        return self.right != Right.NONE

    @property
    def is_marked(self) -> bool:
        """Whether the name of who looks stands over the picture: it is not everybody's."""
        return self.right == Right.OWNED

    @property
    def is_unseen(self) -> bool:
        """Whether it is the school, not the teacher's line, that shows nothing."""
        return self.disk in UNSEEN

    @property
    def on_air(self) -> bool:
        return self.state == State.LIVE


def live_class(class_id: int) -> LiveClass:
    """With its lesson, course and host; a lesson that was removed takes its class with it, unless it is called off."""
    found = (
        LiveClass.objects.select_related("lesson__chapter__course__product", "lesson__asset", "host", "signal")
        .select_related("asset", "stream_key")
        .filter(STANDING, pk=class_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def facts_of_lesson(lesson_id: int, user: Person) -> Facts | None:
    class_id = LiveClass.objects.filter(lesson=lesson_id).values_list("pk", flat=True).first()
    return facts(class_id, user) if class_id else None


@dataclass(frozen=True, kw_only=True)
class Coming:
    state: str
    starts_at: datetime


def coming(lesson_ids: Sequence[int]) -> dict[int, Coming]:
    """When the live lessons of an outline are."""
    if not lesson_ids:
        return {}
    found = LiveClass.objects.filter(lesson__in=lesson_ids).select_related("asset", "stream_key")
    return {one.lesson_id: Coming(state=state_of(one), starts_at=one.starts_at) for one in found}


def facts(class_id: int, user: Person) -> Facts:
    """Who may not even see the course finds nothing."""
    one = live_class(class_id)
    product = one.lesson.chapter.course.product
    right = right_to(user, one.lesson)
    if right == Right.NONE and product.status != product.Status.PUBLISHED:
        raise NotFound
    state, disk = state_of(one), disk_of(one)
    silent = state == State.LIVE and not one.is_film and not is_heard(one)
    return Facts(
        class_id=one.pk,
        lesson_id=one.lesson_id,
        course_code=product.code,
        course_title=product.title,
        title=one.lesson.title,
        host_id=one.host_id,
        host_name=one.host.name,
        state=state,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        is_film=one.is_film,
        right=right,
        interrupted=silent or disk in UNSEEN,
        disk=disk,
        recorded=one.asset_id is not None,
        replay=has_replay(one),
        now=now(),
    )


def has_replay(one: LiveClass) -> bool:
    return one.lesson.asset_id is not None and one.lesson.kind != Lesson.Kind.LIVE


def state_of(one: LiveClass) -> str:
    """A film shown as live begins and ends by the clock, whether or not anybody wrote it down yet."""
    key = getattr(one, "stream_key", None)
    if key is not None and one.state == State.PLANNED and key.expires_at <= now():
        return MISSED
    if one.is_film and one.asset is not None and one.state in {State.PLANNED, State.LIVE}:
        return State.PLANNED if now() < one.starts_at else State.LIVE if now() < film_ends_at(one) else State.ENDED
    return one.state


def film_ends_at(one: LiveClass) -> datetime:
    return one.starts_at + timedelta(milliseconds=one.asset.duration_ms if one.asset else 0)


def starts_at_of(class_id: int) -> datetime:
    """Of a class that may be called off."""
    return LiveClass.objects.values_list("starts_at", flat=True).get(pk=class_id)


def is_heard(one: LiveClass) -> bool:
    signal = getattr(one, "signal", None)
    return signal is not None and signal.connected_at is not None and signal.heard_at > now() - SILENCE


def disk_of(one: LiveClass) -> str:
    """What of a class on air the disk does not take. Who follows files may be silent for it: they lie there unread."""
    if one.state != State.LIVE or one.is_film:
        return ""
    if is_heard(one):
        return one.signal.problem if one.signal.problem in Signal.OF_DISK else ""
    return Signal.UNSEEN if is_tight(left_on_air()) else ""


def classes_without_room() -> list[LiveClass]:
    """On air, while the disk does not take them."""
    on_air = LiveClass.objects.filter(state=State.LIVE, is_film=False).select_related("lesson", "signal")
    return [one for one in on_air if disk_of(one)]


def missed(class_id: int) -> list[Missed]:
    """What its recording has not."""
    return list(Missed.objects.filter(live_class=class_id).order_by("began_at"))


def seconds_left(class_id: int) -> float:
    """Of a class as planned; who goes on longer has ten minutes more."""
    one = LiveClass.objects.get(pk=class_id)
    return max((one.ends_at - now()).total_seconds(), LONGER.total_seconds())


def classes(scope: str) -> QuerySet[LiveClass]:
    """``coming``: what is on and what comes, the next first; ``past``: all others, the last first."""
    known = LiveClass.objects.filter(STANDING).select_related("lesson__chapter__course__product", "host")
    known = known.select_related("asset", "stream_key")
    if scope == "past":
        return known.exclude(still_to_come()).order_by("-starts_at", "-pk")
    return known.filter(still_to_come()).order_by("starts_at", "pk")


def still_to_come() -> Q:
    """Or on just now."""
    hoped_for = Q(stream_key=None) | Q(stream_key__expires_at__gt=now())
    lasts = ExpressionWrapper(F("asset__duration_ms") * Value(timedelta(milliseconds=1)), DurationField())
    shown_through = Q(is_film=True, starts_at__lte=ExpressionWrapper(Value(now()) - lasts, DateTimeField()))
    return (Q(state=State.LIVE) | Q(hoped_for, state=State.PLANNED)) & ~shown_through


def class_counts() -> dict[str, int]:
    coming_now = Count("pk", filter=still_to_come())
    counted = LiveClass.objects.filter(STANDING).aggregate(coming=coming_now, all=Count("pk"))
    return {"coming": counted["coming"], "past": counted["all"] - counted["coming"]}


def chapters() -> QuerySet[Chapter]:
    """Where a class can stand: in courses, not in articles and books."""
    found = Chapter.objects.filter(removed_at=None, course__product__kind=Product.Kind.COURSE)
    return found.select_related("course__product").order_by("course__product__title", "course_id", "position", "pk")


def films() -> QuerySet[Lesson]:
    """Film lessons that could be shown at one time first."""
    found = Lesson.objects.filter(
        kind=Lesson.Kind.VIDEO,
        asset__state=Asset.State.READY,
        removed_at=None,
        chapter__removed_at=None,
        live_class=None,
        chapter__course__product__kind=Product.Kind.COURSE,
    )
    return found.select_related("chapter__course__product").order_by("chapter__course__product__title", "pk")


def hosts() -> QuerySet[User]:
    return User.objects.filter(pk__in=holders("catalog.edit")).order_by("pk")
