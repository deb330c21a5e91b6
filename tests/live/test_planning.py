"""Classes are planned, moved, called off; who may watch hears of each once."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import make
from tests.jobs import run_jobs
from tests.live.pushing import planned
from tests.together import together
from zhiyu.access.actions import grant
from zhiyu.catalog.queries import outline
from zhiyu.kernel.clock import SHANGHAI, ahead_to, now
from zhiyu.kernel.errors import DomainError
from zhiyu.live import actions
from zhiyu.live.actions.airing import Heard
from zhiyu.live.actions.planning import Plan, moments
from zhiyu.live.errors import InThePast, LiveStateError
from zhiyu.live.events import LiveMoved
from zhiyu.live.models import LiveClass
from zhiyu.live.receivers import tell_moved
from zhiyu.messaging.models import Message
from zhiyu.platform.models import Event


def held_by(one: LiveClass, count: int = 2) -> None:
    for n in range(count):
        product_id = one.lesson.chapter.course.product_id
        grant(user_id=make.user().pk, product_id=product_id, source=f"staff:{n}")


def wanted(one: LiveClass, *, starts_at: datetime) -> Plan:
    return {"title": "写作答疑", "starts_at": starts_at, "minutes": 60, "host_id": one.host_id, "free": False}


def told(template: str) -> int:
    return Message.objects.filter(template=template).count()


@pytest.mark.django_db
def test_a_class_is_a_lesson_of_its_course_from_the_day_it_is_planned() -> None:
    one = planned(due=False)
    lessons = outline(one.lesson.chapter.course_id).lessons
    assert [(x.title, x.kind) for x in lessons][-1] == ("写作答疑", "live")


@pytest.mark.django_db
def test_weekly_and_monthly_classes_keep_their_hour() -> None:
    course = make.course()
    first = (now() + timedelta(days=3)).replace(microsecond=0)
    made = actions.plan(
        chapter_id=course.chapters.get().pk,
        actor_id=None,
        title="每周答疑",
        starts_at=first,
        minutes=45,
        host_id=make.user(role="owner").pk,
        free=True,
        rhythm="weekly",
        times=3,
    )
    assert [one.starts_at - first for one in made] == [timedelta(weeks=n) for n in range(3)]
    assert len({one.series_id for one in made}) == 1
    assert [one.lesson.title for one in made][-1] == "每周答疑（第 3 次）"
    last_day = datetime(2027, 1, 31, 20, tzinfo=SHANGHAI)
    assert [x.strftime("%m-%d %H") for x in moments(last_day, "monthly", 4)] == [
        "01-31 20",
        "02-28 20",
        "03-31 20",
        "04-30 20",
    ]
    late = datetime(2027, 11, 30, 15, tzinfo=UTC)
    assert [x.year for x in moments(late, "monthly", 3)] == [2027, 2027, 2028]


@pytest.mark.django_db
def test_nothing_is_planned_in_the_past_and_nothing_moved_once_it_is_on() -> None:
    one = planned(due=False)
    with pytest.raises(InThePast):
        actions.change(
            class_id=one.pk, actor_id=None, seen_at=None, **wanted(one, starts_at=now() - timedelta(minutes=6))
        )
    LiveClass.objects.filter(pk=one.pk).update(state="live")
    with pytest.raises(LiveStateError):
        actions.call_off(class_id=one.pk, actor_id=None)


@pytest.mark.django_db
def test_each_is_reminded_once_a_day_before_and_once_shortly_before() -> None:
    one = planned(due=False)
    LiveClass.objects.filter(pk=one.pk).update(starts_at=now() + timedelta(days=2))
    one.refresh_from_db()
    held_by(one)
    for minutes, day, soon in ((1500, 0, 0), (1400, 2, 0), (100, 2, 0), (14, 2, 2), (5, 2, 2)):
        with ahead_to(one.starts_at - timedelta(minutes=minutes)):
            for _twice in range(2):
                actions.sweep()
                run_jobs()
                actions.remind(class_id=one.pk)
        assert (told("live.day"), told("live.soon")) == (day, soon), minutes


@pytest.mark.django_db
def test_who_may_watch_hears_of_another_time_and_the_key_before_is_refused() -> None:
    one = planned(due=False)
    held_by(one)
    before = actions.key_of(one)
    moved = one.starts_at + timedelta(days=2)
    actions.change(class_id=one.pk, actor_id=None, seen_at=None, **wanted(one, starts_at=moved))
    run_jobs()
    assert told("live.moved") == 2
    assert actions.admit(actions.key_of(LiveClass.objects.get(pk=one.pk))) is not None
    assert before != actions.key_of(LiveClass.objects.get(pk=one.pk))


@pytest.mark.django_db
def test_moved_away_and_back_each_move_is_told_of_once() -> None:
    one = planned(due=False)
    held_by(one)
    first = one.starts_at
    for count, starts_at in enumerate((first + timedelta(days=2), first, first + timedelta(days=2)), start=1):
        actions.change(class_id=one.pk, actor_id=None, seen_at=None, **wanted(one, starts_at=starts_at))
        run_jobs()
        for event in Event.objects.filter(name="live.moved"):
            tell_moved(LiveMoved(**event.payload))
        assert told("live.moved") == 2 * count


@pytest.mark.django_db
def test_what_is_called_off_twice_is_told_once_and_leaves_the_course() -> None:
    one = planned(due=False)
    held_by(one)
    for _twice in range(2):
        actions.call_off(class_id=one.pk, actor_id=None)
        run_jobs()
    assert told("live.called_off") == 2
    assert one.lesson_id not in [x.pk for x in outline(one.lesson.chapter.course_id).lessons]


@pytest.mark.django_db(transaction=True)
def test_ended_by_two_at_once_it_ends_once() -> None:
    one = planned()
    actions.hear(class_id=one.pk, key_number=1, heard=Heard())
    answers = together(4, lambda _n: actions.end(class_id=one.pk, actor_id=None).state)
    assert answers == [LiveClass.State.ENDED] * 4


@pytest.mark.django_db
def test_it_begins_by_itself_at_its_time_and_by_the_button_before() -> None:
    early = planned(due=False)
    with pytest.raises(DomainError):
        actions.begin(class_id=early.pk, actor_id=None)
    assert actions.hear(class_id=early.pk, key_number=1, heard=Heard())[0] == "hold"
    actions.begin(class_id=early.pk, actor_id=None)
    assert actions.hear(class_id=early.pk, key_number=1, heard=Heard())[0] == "keep"
    actions.end(class_id=early.pk, actor_id=None)
    assert actions.hear(class_id=early.pk, key_number=1, heard=Heard())[0] == "leave"
    assert actions.hear(class_id=planned().pk, key_number=1, heard=Heard())[0] == "keep"
