"""Seats are never sold twice, the line keeps its order, and a seat that comes free is the first waiter's."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make
from tests.onsite.scene import code, learner, learners, planned, state, states, wanted
from tests.together import together
from zhiyu.access.actions import grant, revoke
from zhiyu.access.errors import LessonLocked
from zhiyu.access.models import Grant
from zhiyu.accounts.models import User
from zhiyu.kernel.clock import ahead_to, now
from zhiyu.kernel.errors import DomainError
from zhiyu.messaging.models import Message
from zhiyu.messaging.presenters import shown
from zhiyu.onsite import actions
from zhiyu.onsite.actions.coming import bring
from zhiyu.onsite.belongings import SEATS
from zhiyu.onsite.errors import CameAlready, OnsiteStateError, SeatStateError, TooFewSeats, Underway
from zhiyu.onsite.models import OnsiteClass, Seat
from zhiyu.platform.delivering import deliver_due

State = Seat.State


def told(template: str) -> list[int]:
    return list(Message.objects.filter(template=template).order_by("pk").values_list("recipient_id", flat=True))


@pytest.mark.django_db
def test_booked_twice_it_is_one_seat_and_given_back_twice_one_is_free() -> None:
    one = planned(seats=1)
    me, next_ = learners(one, 2)
    first = actions.book(class_id=one.pk, user_id=me.pk)
    again = actions.book(class_id=one.pk, user_id=me.pk)
    assert (first.pk, first.number, first.booked_at) == (again.pk, again.number, again.booked_at)
    for _twice in range(2):
        actions.give_back(class_id=one.pk, user_id=me.pk)
    assert actions.book(class_id=one.pk, user_id=next_.pk).state == State.BOOKED
    assert actions.book(class_id=one.pk, user_id=me.pk).state == State.WAITING
    assert states(one) == ["booked", "waiting"]  # who comes back is last


@pytest.mark.django_db
def test_the_first_of_the_line_gets_the_seat_at_once_and_hears_of_it_once() -> None:
    one = planned(seats=1)
    a, b, c = learners(one, 3)
    for who in (a, b, c):
        actions.book(class_id=one.pk, user_id=who.pk)
    assert states(one) == ["booked", "waiting", "waiting"]
    actions.give_back(class_id=one.pk, user_id=b.pk)  # who leaves the line frees nothing
    assert told("onsite.seat") == []
    actions.give_back(class_id=one.pk, user_id=a.pk)
    assert (state(one, a), state(one, b), state(one, c)) == ("given_back", "given_back", "booked")
    assert told("onsite.seat") == [c.pk]


@pytest.mark.django_db
def test_without_a_number_of_seats_everybody_gets_one() -> None:
    one = planned(seats=0)
    for who in learners(one, 5):
        assert actions.book(class_id=one.pk, user_id=who.pk).state == State.BOOKED


@pytest.mark.django_db
def test_nobody_books_what_is_over_called_off_or_not_theirs() -> None:
    one = planned()
    me = learner(one)
    with pytest.raises(LessonLocked):
        actions.book(class_id=one.pk, user_id=make.user().pk)
    with pytest.raises(LessonLocked):
        actions.give_back(class_id=one.pk, user_id=make.user().pk)
    with ahead_to(one.ends_at + timedelta(seconds=1)), pytest.raises(Underway):
        actions.book(class_id=one.pk, user_id=me.pk)
    actions.call_off(class_id=one.pk, actor_id=None)
    with pytest.raises(OnsiteStateError):
        actions.book(class_id=one.pk, user_id=me.pk)
    assert not Seat.objects.exists()
    free = planned(free=True)
    assert actions.book(class_id=free.pk, user_id=make.user().pk).state == State.BOOKED


@pytest.mark.django_db
def test_who_came_has_no_seat_to_give_back() -> None:
    one = planned(minutes_until=10)
    me = learner(one)
    actions.come(class_id=one.pk, user=me, code=code(one))
    with pytest.raises(CameAlready):
        actions.give_back(class_id=one.pk, user_id=me.pk)
    with pytest.raises(SeatStateError):
        Seat(state=State.BOOKED).move_to(State.WAITING)


@pytest.mark.django_db
def test_seats_that_are_added_go_to_the_line_and_none_is_taken_from_who_has_one() -> None:
    one = planned(seats=2)
    people = learners(one, 5)
    for who in people:
        actions.book(class_id=one.pk, user_id=who.pk)
    with pytest.raises(TooFewSeats):
        actions.change(class_id=one.pk, actor_id=None, seen_at=None, **wanted(one, seats=1))
    actions.change(class_id=one.pk, actor_id=None, seen_at=None, **wanted(one, seats=4))
    assert states(one) == ["booked"] * 4 + ["waiting"]
    actions.change(class_id=one.pk, actor_id=None, seen_at=None, **wanted(one, seats=0))
    assert states(one) == ["booked"] * 5
    assert told("onsite.seat") == [who.pk for who in people[2:]]
    with pytest.raises(TooFewSeats):
        actions.change(class_id=one.pk, actor_id=None, seen_at=None, **wanted(one, seats=4))


@pytest.mark.django_db
def test_who_was_brought_in_beyond_the_seats_keeps_nobody_from_changing_the_address() -> None:
    one = planned(seats=1, minutes_until=30)
    a, b = learners(one, 2)
    actions.book(class_id=one.pk, user_id=a.pk)
    bring(class_id=one.pk, phone=b.phone or "", actor_id=one.host_id)
    actions.change(class_id=one.pk, actor_id=None, seen_at=None, **wanted(one, place="3 楼"))
    assert OnsiteClass.objects.get().place == "3 楼"


@pytest.mark.django_db
def test_the_seat_of_who_was_refunded_is_the_next_ones() -> None:
    one = planned(seats=1)
    gone, passed, next_ = learners(one, 3)
    for who in (gone, passed, next_):
        actions.book(class_id=one.pk, user_id=who.pk)
    Grant.objects.filter(user__in=[gone, passed]).update(revoked_at=now())
    for _twice in range(2):
        actions.sweep()
    assert (state(one, gone), state(one, passed), state(one, next_)) == ("given_back", "given_back", "booked")
    assert told("onsite.seat") == [next_.pk]
    assert sorted(told("onsite.lost")) == [gone.pk, passed.pk]


@pytest.mark.django_db
def test_who_lost_the_right_while_waiting_hears_of_it_when_a_seat_comes_free() -> None:
    one = planned(seats=1)
    held, passed, next_ = learners(one, 3)
    for who in (held, passed, next_):
        actions.book(class_id=one.pk, user_id=who.pk)
    Grant.objects.filter(user=passed).update(revoked_at=now())
    for _twice in range(2):
        actions.give_back(class_id=one.pk, user_id=held.pk)
    assert (state(one, passed), state(one, next_)) == ("given_back", "booked")
    assert (told("onsite.lost"), told("onsite.seat")) == ([passed.pk], [next_.pk])
    assert "暂停" in shown(Message.objects.get(template="onsite.lost")).words.text


@pytest.mark.django_db
def test_what_is_given_back_frees_the_seat_by_itself_and_both_hear_of_it_once() -> None:
    one, other = planned(seats=1), planned(seats=1)
    gone, next_ = learners(one, 2)
    grant(user_id=gone.pk, product_id=other.lesson.chapter.course.product_id, source="staff:other")
    for who in (gone, next_):
        actions.book(class_id=one.pk, user_id=who.pk)
    actions.book(class_id=other.pk, user_id=gone.pk)
    give_up(one, gone)
    assert (state(one, gone), state(one, next_), state(other, gone)) == ("given_back", "booked", "booked")
    actions.release_held(user_id=gone.pk)
    actions.sweep()
    assert (told("onsite.lost"), told("onsite.seat")) == ([gone.pk], [next_.pk])


def give_up(one: OnsiteClass, who: User, source: str = "") -> None:
    """Twice, as a refund may be said twice; and its event is delivered."""
    for _twice in range(2):
        product = one.lesson.chapter.course.product_id
        revoke(source=source or f"staff:{who.pk}", product_id=product, because="refund:1")
    deliver_due()


@pytest.mark.django_db
def test_what_something_else_still_opens_keeps_its_seat() -> None:
    one = planned(seats=1)
    (who,) = learners(one, 1)
    product = one.lesson.chapter.course.product_id
    grant(user_id=who.pk, product_id=product, source="gift:1")
    actions.book(class_id=one.pk, user_id=who.pk)
    give_up(one, who)
    assert (state(one, who), told("onsite.lost")) == ("booked", [])
    give_up(one, who, "gift:1")
    assert (state(one, who), told("onsite.lost")) == ("given_back", [who.pk])


@pytest.mark.django_db
def test_a_free_class_and_one_that_is_over_keep_theirs() -> None:
    free, over = planned(free=True), planned()
    for one in (free, over):
        (who,) = learners(one, 1)
        actions.book(class_id=one.pk, user_id=who.pk)
        OnsiteClass.objects.filter(pk=over.pk).update(starts_at=now() - timedelta(minutes=5))
        give_up(one, who)
        assert state(one, who) == "booked"


@pytest.mark.django_db
def test_who_closes_their_account_leaves_their_seat_to_the_next() -> None:
    one = planned(seats=1)
    gone, next_ = learners(one, 2)
    for who in (gone, next_):
        actions.book(class_id=one.pk, user_id=who.pk)
    assert [x["state"] for x in SEATS.export(gone.pk)] == ["booked"]
    assert "周末面对面" in SEATS.lost(gone.pk)[0]
    SEATS.forget(gone.pk)
    assert (state(one, gone), state(one, next_)) == ("given_back", "booked")
    assert SEATS.lost(gone.pk) == []
    assert told("onsite.lost") == []


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_as_many_as_there_are_seats_get_one() -> None:
    one = planned(seats=3)
    people = learners(one, 8)
    together(8, lambda n: actions.book(class_id=one.pk, user_id=people[n].pk))
    assert states(one) == ["booked"] * 3 + ["waiting"] * 5
    assert sorted(Seat.objects.values_list("number", flat=True)) == list(range(1, 9))


@pytest.mark.django_db(transaction=True)
def test_one_person_pressing_eight_times_at_once_has_one_seat() -> None:
    one = planned(seats=3)
    me = learner(one)
    together(8, lambda _n: actions.book(class_id=one.pk, user_id=me.pk))
    assert (states(one), OnsiteClass.objects.get().numbers) == (["booked"], 1)


@pytest.mark.django_db(transaction=True)
def test_one_who_gives_back_in_many_windows_moves_exactly_one_up() -> None:
    one = planned(seats=1)
    people = learners(one, 4)
    for who in people:
        actions.book(class_id=one.pk, user_id=who.pk)
    together(6, lambda _n: actions.give_back(class_id=one.pk, user_id=people[0].pk))
    assert [state(one, who) for who in people] == ["given_back", "booked", "waiting", "waiting"]
    assert told("onsite.seat") == [people[1].pk]


@pytest.mark.django_db(transaction=True)
def test_some_give_back_while_others_ask_and_come_and_nobody_waits_beside_a_free_seat() -> None:
    one = planned(seats=2, minutes_until=60)
    people = learners(one, 8)
    for who in people[:4]:
        actions.book(class_id=one.pk, user_id=who.pk)

    def act(n: int) -> Any:
        if n < 2:
            return actions.give_back(class_id=one.pk, user_id=people[n].pk)
        if n < 4:
            return actions.come(class_id=one.pk, user=people[n], code=code(one))
        return actions.book(class_id=one.pk, user_id=people[n].pk)

    together(8, act)
    held = Seat.objects.filter(state__in=Seat.TAKEN).count()
    assert held == 2
    check(one)


def check(one: OnsiteClass) -> None:
    """What must always hold: by the code and by booking never more than the seats, the line in order, none wasted."""
    one.refresh_from_db()
    seats = list(Seat.objects.filter(onsite_class=one))
    taken = [x for x in seats if x.state in Seat.TAKEN]
    waiting = [x for x in seats if x.state == State.WAITING]
    by_hand = [x for x in taken if x.how == Seat.How.STAFF]
    assert len(taken) - len(by_hand) <= one.seats
    assert not waiting or len(taken) >= one.seats
    numbers = [x.number for x in seats if x.state != State.GIVEN_BACK]
    assert len(numbers) == len(set(numbers))
    booked = [x.number for x in taken if x.state == State.BOOKED]
    assert all(x.number > max(booked, default=0) for x in waiting)


STEP = st.tuples(st.sampled_from(["book", "give_back", "come", "tick", "undo", "more", "fewer"]), st.integers(0, 4))


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(seats=st.integers(1, 3), steps=st.lists(STEP, min_size=1, max_size=14))
def test_whatever_is_done_in_whatever_order_no_seat_is_sold_twice_and_nobody_waits_in_vain(
    seats: int, steps: list[tuple[str, int]]
) -> None:
    one = planned(seats=seats, minutes_until=60)
    people = learners(one, 5)
    for step, n in steps:
        with suppress(DomainError):
            do(one, step, people[n])
        check(one)


def do(one: OnsiteClass, step: str, user: Any) -> None:
    held = Seat.objects.filter(onsite_class=one, user=user).first()
    match step:
        case "book":
            actions.book(class_id=one.pk, user_id=user.pk)
        case "give_back":
            actions.give_back(class_id=one.pk, user_id=user.pk)
        case "come":
            actions.come(class_id=one.pk, user=user, code=code(one))
        case "tick" if held:
            actions.tick(class_id=one.pk, seat_id=held.pk, actor_id=one.host_id)
        case "undo" if held:
            actions.undo(class_id=one.pk, seat_id=held.pk, actor_id=one.host_id)
        case "more" | "fewer":
            seats = max(1, one.seats + (1 if step == "more" else -1))
            actions.change(class_id=one.pk, actor_id=None, seen_at=None, **wanted(one, seats=seats))


@pytest.mark.django_db
def test_a_free_class_whose_course_is_off_the_shelf_for_a_moment_keeps_its_seats_and_its_line() -> None:
    one = planned(seats=1, free=True)
    first, second = make.user(), make.user()
    for who in (first, second):
        actions.book(class_id=one.pk, user_id=who.pk)
    product = one.lesson.chapter.course.product
    product.status = "unpublished"
    product.save()
    actions.sweep()
    assert states(one) == ["booked", "waiting"]
    product.status = "published"
    product.save()
    actions.give_back(class_id=one.pk, user_id=first.pk)
    assert (state(one, first), state(one, second)) == ("given_back", "booked")
