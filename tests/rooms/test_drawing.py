"""Draws: checkable, and nobody wins twice."""

import hashlib
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import make
from tests.rooms.scene import Scene, key, on_air
from tests.together import together
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Invalid
from zhiyu.messaging.models import Message
from zhiyu.rooms import actions, queries
from zhiyu.rooms.drawing import drawn, hash_of
from zhiyu.rooms.errors import AlreadyDrawn, NobodyToDraw
from zhiyu.rooms.models import Attendance, Draw, Winner


def announced(scene: Scene, *, places: int = 1, among: str = "present") -> Draw:
    return actions.announce_draw(
        room_id=scene.room, title="签名书一本", among=among, places=places, key=key(), actor_id=scene.host.pk
    )


@settings(max_examples=40)
@given(seed=st.text("ab", max_size=3), numbers=st.lists(st.integers(1, 20), max_size=12), places=st.integers(1, 6))
def test_a_draw_names_as_many_as_it_can_of_those_there_and_nobody_twice(
    seed: str, numbers: list[int], places: int
) -> None:
    won = drawn(seed, numbers, places)
    assert len(won) == len(set(won)) == min(places, len(set(numbers)))
    assert set(won) <= set(numbers)
    assert won == drawn(seed, numbers[::-1], places)


@pytest.mark.django_db
def test_the_hash_stands_before_the_seed_after_and_anybody_can_draw_again(client: Client) -> None:
    scene = on_air()
    people = [scene.learner, scene.another(), scene.another()]
    for staff in (scene.host, make.user(role="creator")):
        actions.enter(room_id=scene.room, user=staff)
    draw = announced(scene, places=2)
    client.force_login(scene.learner)
    path = f"/rooms/{scene.room}/draws/{draw.pk}"
    before = client.get(path).content.decode()
    assert draw.seed_hash in before
    assert draw.seed not in before
    shown = queries.draw_shown(scene.room)
    assert shown is not None
    assert (shown.seed_hash, shown.drawn, shown.winners) == (hashlib.sha256(draw.seed.encode()).hexdigest(), False, [])

    done = actions.draw_now(draw_id=draw.pk, actor_id=scene.host.pk)
    there = {one.pk: one.user for one in Attendance.objects.filter(user__in=people)}
    assert done.entrants == sorted(there)
    won = [one.attendance_id for one in done.winners.all()]
    assert won == sorted(there, key=lambda number: hash_of(f"{draw.seed}:{number}"))[:2]
    assert {one.recipient for one in Message.objects.all()} == {there[number] for number in won}
    after = client.get(path).content.decode()
    assert draw.seed in after
    assert all(str(number) in after for number in won)
    assert client.get(f"/rooms/{on_air().room}/draws/{draw.pk}").status_code in {403, 404}


@pytest.mark.django_db
def test_who_won_is_not_drawn_again_and_when_all_have_won_it_is_said() -> None:
    scene = on_air()
    scene.another()
    for _ in range(2):
        actions.draw_now(draw_id=announced(scene).pk, actor_id=scene.host.pk)
    assert len({one.attendance_id for one in Winner.objects.all()}) == 2
    last = announced(scene)
    with pytest.raises(NobodyToDraw):
        actions.draw_now(draw_id=last.pk, actor_id=scene.host.pk)
    with pytest.raises(Invalid, match="上一轮"):
        announced(scene)


@pytest.mark.django_db
def test_one_that_was_called_off_is_not_drawn_and_makes_room_for_another() -> None:
    scene = on_air()
    first = announced(scene)
    for _twice in range(2):
        actions.call_draw_off(draw_id=first.pk, actor_id=scene.host.pk)
    assert queries.draw_shown(scene.room) is None
    with pytest.raises(AlreadyDrawn):
        actions.draw_now(draw_id=first.pk, actor_id=scene.host.pk)
    second = announced(scene)
    actions.draw_now(draw_id=second.pk, actor_id=scene.host.pk)
    with pytest.raises(AlreadyDrawn):
        actions.call_draw_off(draw_id=second.pk, actor_id=scene.host.pk)


@pytest.mark.django_db
def test_it_is_drawn_among_those_present_or_those_who_answered() -> None:
    scene = on_air()
    gone, answered = scene.another(), scene.another()
    Attendance.objects.filter(user=gone).update(last_at=now() - timedelta(minutes=5))
    poll = actions.open_poll(
        room_id=scene.room, title="在吗", options=["在", "不在"], multiple=False, key=key(), actor_id=scene.host.pk
    )
    actions.vote(poll_id=poll.pk, user=answered, options=[poll.options.all()[0].pk])
    voted = actions.draw_now(draw_id=announced(scene, among="voted", places=5).pk, actor_id=scene.host.pk)
    assert [one.attendance.user for one in voted.winners.all()] == [answered]
    present = actions.draw_now(draw_id=announced(scene, places=5).pk, actor_id=scene.host.pk)
    assert [one.attendance.user for one in present.winners.all()] == [scene.learner]


@pytest.mark.django_db(transaction=True)
def test_of_five_who_press_at_once_one_draws() -> None:
    scene = on_air()
    for _ in range(3):
        scene.another()
    draw = announced(scene, places=2)
    got = together(5, lambda _n: actions.draw_now(draw_id=draw.pk, actor_id=scene.host.pk))
    assert sorted(type(one).__name__ for one in got) == ["AlreadyDrawn"] * 4 + ["Draw"]
    assert isinstance(next(one for one in got if not isinstance(one, Draw)), AlreadyDrawn)
    assert Winner.objects.count() == Message.objects.count() == 2


@pytest.mark.django_db
def test_the_twin_announces_and_draws(client: Client) -> None:
    scene = on_air()
    host, path = make.bearer(scene.host), f"/api/v1/studio/rooms/{scene.room}/draws"
    made = client.post(path, {"title": "书", "key": key()}, "application/json", headers=host)
    done = client.post(f"/api/v1/studio/draws/{made.json()['id']}/draw", headers=host)
    assert done.json()["winners"] == [Attendance.objects.get(user=scene.learner).pk]
    again = client.post(f"/api/v1/studio/draws/{made.json()['id']}/draw", headers=host)
    assert (again.status_code, again.json()["code"]) == (409, "already_drawn")
