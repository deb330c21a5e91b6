"""Classes are planned, moved, called off; those with a seat hear of each once."""

from datetime import timedelta

import pytest

from tests.jobs import run_jobs
from tests.media import packed
from tests.onsite.scene import PLACE, learner, learners, planned, state, wanted
from zhiyu.catalog.actions import remove_lesson, set_lesson_asset
from zhiyu.catalog.errors import EditedElsewhere, WrongAsset
from zhiyu.catalog.models import Lesson
from zhiyu.catalog.queries import outline, publish_check
from zhiyu.kernel.clock import ahead_to, now
from zhiyu.kernel.errors import Invalid
from zhiyu.messaging.models import Message
from zhiyu.messaging.templates import rendered, template
from zhiyu.onsite import actions
from zhiyu.onsite.errors import InThePast, OnsiteStateError
from zhiyu.onsite.models import OnsiteClass

pytestmark = pytest.mark.django_db


def told(name: str) -> int:
    return Message.objects.filter(template=f"onsite.{name}").count()


def test_a_class_is_a_lesson_of_its_course_from_the_day_it_is_planned() -> None:
    one = planned()
    lessons = outline(one.lesson.chapter.course_id).lessons
    assert [(x.title, x.kind) for x in lessons][-1] == ("周末面对面", "onsite")
    assert publish_check(one.lesson.chapter.course) == []


def test_a_series_is_one_a_week_at_the_same_hour_and_all_of_it_or_nothing() -> None:
    one = planned()
    chapter_id, told = one.lesson.chapter_id, wanted(one)
    made = actions.plan_weekly(chapter_id=chapter_id, weeks=3, actor_id=None, **told)
    assert [each.starts_at - made[0].starts_at for each in made] == [timedelta(weeks=n) for n in range(3)]
    titles = [each.lesson.title for each in made]
    assert titles == [f"周末面对面 · 第 {n} 次" for n in (1, 2, 3)]
    assert [x.title for x in outline(one.lesson.chapter.course_id).lessons][-3:] == titles
    (single,) = actions.plan_weekly(chapter_id=chapter_id, weeks=1, actor_id=None, **told)
    assert single.lesson.title == "周末面对面"

    before = OnsiteClass.objects.count()
    past = wanted(one, starts_at=now() - timedelta(days=1))
    for weeks, why in ((3, InThePast), (0, Invalid), (27, Invalid)):
        with pytest.raises(why):
            actions.plan_weekly(chapter_id=chapter_id, weeks=weeks, actor_id=None, **(past if weeks == 3 else told))
    assert OnsiteClass.objects.count() == before


def test_nothing_is_planned_in_the_past_nor_changed_once_it_is_over_or_unseen() -> None:
    one = planned(minutes_until=-400)
    with pytest.raises(InThePast):
        actions.change(class_id=one.pk, actor_id=None, seen_at=None, **wanted(one, starts_at=now()))
    with pytest.raises(InThePast):
        actions.plan(chapter_id=one.lesson.chapter_id, actor_id=None, **wanted(one))
    with pytest.raises(EditedElsewhere):
        actions.change(class_id=one.pk, actor_id=None, seen_at=one.updated_at - timedelta(seconds=1), **wanted(one))
    actions.sweep()
    with pytest.raises(OnsiteStateError):
        actions.change(class_id=one.pk, actor_id=None, seen_at=None, **wanted(one))
    with pytest.raises(OnsiteStateError):
        actions.call_off(class_id=one.pk, actor_id=None)


def test_each_with_a_seat_is_reminded_once_a_day_before_and_once_two_hours_before() -> None:
    one = planned(seats=2)
    for who in learners(one, 3):
        actions.book(class_id=one.pk, user_id=who.pk)
    for minutes, day, soon in ((1500, 0, 0), (1400, 2, 0), (130, 2, 0), (119, 2, 2), (5, 2, 2)):
        with ahead_to(one.starts_at - timedelta(minutes=minutes)):
            for _twice in range(2):
                actions.sweep()
                actions.remind(class_id=one.pk)
        assert (told("day"), told("soon")) == (day, soon), minutes


def test_who_has_a_seat_or_waits_hears_of_another_time_and_of_another_place() -> None:
    one = planned(seats=1)
    for who in learners(one, 2):
        actions.book(class_id=one.pk, user_id=who.pk)
    learner(one)  # has none
    later = one.starts_at + timedelta(days=1)
    actions.change(class_id=one.pk, actor_id=None, seen_at=None, **wanted(one, starts_at=later))
    run_jobs()
    actions.change(class_id=one.pk, actor_id=None, seen_at=None, **wanted(one, directions="别走错"))
    for place in ("南京西路 1 号", PLACE):
        actions.change(class_id=one.pk, actor_id=None, seen_at=None, **wanted(one, place=place))
        run_jobs()
    assert (told("moved"), told("place")) == (2, 4)
    message = Message.objects.filter(template="onsite.place").latest("pk")
    said = rendered(template("onsite.place"), message.facts)
    assert PLACE in said.text
    assert said.link == f"/onsite/{one.pk}"


def test_what_is_called_off_twice_is_told_once_and_leaves_the_course() -> None:
    one = planned()
    me = learner(one)
    actions.book(class_id=one.pk, user_id=me.pk)
    for _twice in range(2):
        actions.call_off(class_id=one.pk, actor_id=None)
        run_jobs()
    assert told("called_off") == 1
    assert state(one, me) == "booked"  # the list stays as it was
    assert one.lesson_id not in [x.pk for x in outline(one.lesson.chapter.course_id).lessons]


def test_a_class_whose_lesson_somebody_removed_is_called_off_and_told() -> None:
    one = planned()
    actions.book(class_id=one.pk, user_id=learner(one).pk)
    remove_lesson(lesson_id=one.lesson_id, actor_id=None)
    for _twice in range(2):
        actions.sweep()
        run_jobs()
    assert (OnsiteClass.objects.get().state, told("called_off")) == ("called_off", 1)


def test_it_is_over_two_hours_after_its_end() -> None:
    one = planned(minutes_until=-200)
    actions.sweep()
    assert OnsiteClass.objects.get().state == "planned"
    with ahead_to(one.closes_at + timedelta(seconds=1)):
        actions.sweep()
    assert OnsiteClass.objects.get().state == "over"


def test_no_file_makes_another_kind_of_lesson_of_it() -> None:
    one = planned()
    with pytest.raises(WrongAsset):
        set_lesson_asset(lesson_id=one.lesson_id, asset_id=packed.asset().pk, actor_id=None)
    assert Lesson.objects.get(pk=one.lesson_id).kind == "onsite"
