"""Questions, polls and likes: one a person, whatever happens at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import make
from tests.commerce.clock import standing_at
from tests.commerce.test_races import somebody_waits_for_us
from tests.rooms.scene import key, on_air
from tests.simulator import wait_for
from tests.together import together
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import DomainError, Invalid, NotFound
from zhiyu.rooms import actions, queries
from zhiyu.rooms.errors import AlreadyVoted, PollClosed, TooSoon
from zhiyu.rooms.models import Pick, Poll, Question, Room, Upvote, Vote


@pytest.mark.django_db
def test_questions_stand_by_how_many_want_them_answered_and_the_host_sorts_them() -> None:
    scene, other = on_air(), None
    other = scene.another()
    once = key()
    first = actions.ask(room_id=scene.room, user=scene.learner, text="怎么开头", key=once)
    assert actions.ask(room_id=scene.room, user=scene.learner, text="怎么开头", key=once) == first
    second = actions.ask(room_id=scene.room, user=other, text="写多长", key=key())
    for _twice in range(2):
        actions.upvote(question_id=second.pk, user=scene.learner)
    assert [(one.text, one.votes) for one in queries.questions(scene.room)] == [("写多长", 1), ("怎么开头", 0)]

    for _twice in range(2):
        actions.sort_question(question_id=second.pk, state="answered", actor_id=scene.host.pk)
    assert [(one.text, one.answered) for one in queries.questions(scene.room)] == [
        ("怎么开头", False),
        ("写多长", True),
    ]
    actions.sort_question(question_id=first.pk, state="hidden", actor_id=scene.host.pk)
    with pytest.raises(NotFound):
        actions.upvote(question_id=first.pk, user=other)
    assert [one.text for one in queries.questions(scene.room)] == ["写多长"]


@pytest.mark.django_db
def test_one_person_has_few_questions_open_and_one_with_a_listed_word_waits_for_the_host(client: Client) -> None:
    scene = on_air()
    actions.save_words(words=["加微信"], actor_id=scene.host.pk)
    mine, host = make.bearer(scene.learner), make.bearer(scene.host)
    path, sent = f"/api/v1/rooms/{scene.room}/questions", {"text": "能加微信吗", "key": key()}
    made = client.post(path, sent, "application/json", headers=mine).json()
    assert made["held"]
    assert queries.questions(scene.room) == []
    with pytest.raises(NotFound):
        actions.upvote(question_id=made["id"], user=scene.another())
    desk = f"/api/v1/studio/rooms/{scene.room}"
    waiting = client.get(desk, headers=host).json()["questions"]
    assert [(one["id"], one["who"], one["text"]) for one in waiting] == [(made["id"], "小满", "能加微信吗")]
    for n in range(4):
        actions.ask(room_id=scene.room, user=scene.learner, text=f"问题 {n}", key=key())
    with pytest.raises(TooSoon, match="已经有 5 个问题"):
        actions.ask(room_id=scene.room, user=scene.learner, text="还有", key=key())
    released = f"/api/v1/studio/questions/{made['id']}"
    assert client.put(released, {"state": "answered"}, "application/json", headers=host).status_code == 409
    assert client.put(released, {"state": "open"}, "application/json", headers=host).status_code == 200
    assert client.get(desk, headers=host).json()["questions"] == []
    assert "能加微信吗" in [one.text for one in queries.questions(scene.room)]


@pytest.mark.django_db(transaction=True)
def test_five_hands_that_upvote_or_vote_at_once_count_once() -> None:
    scene = on_air()
    question = actions.ask(room_id=scene.room, user=scene.another(), text="怎么开头", key=key())
    poll = actions.open_poll(
        room_id=scene.room, title="听得懂吗", options=["懂", "不懂"], multiple=False, key=key(), actor_id=scene.host.pk
    )
    yes, no = (one.pk for one in poll.options.all())
    together(5, lambda _n: actions.upvote(question_id=question.pk, user=scene.learner))
    got = together(5, lambda n: actions.vote(poll_id=poll.pk, user=scene.learner, options=[(yes, no)[n % 2]]))
    question.refresh_from_db()
    assert (question.votes, Upvote.objects.count(), Vote.objects.count(), Pick.objects.count()) == (1, 1, 1, 1)
    assert {type(one) for one in got} <= {Vote, AlreadyVoted}


@pytest.mark.django_db
def test_a_poll_counts_people_and_the_next_one_ends_it() -> None:
    scene = on_air()
    once = key()
    said: dict[str, Any] = {"room_id": scene.room, "title": "喜欢什么", "multiple": True, "actor_id": scene.host.pk}
    poll = actions.open_poll(options=["散文", "小说", "小说", " "], key=once, **said)
    assert actions.open_poll(options=["散文", "小说"], key=once, **said) == poll
    prose, novel = (one.pk for one in poll.options.all())
    actions.vote(poll_id=poll.pk, user=scene.learner, options=[prose, novel])
    actions.vote(poll_id=poll.pk, user=scene.learner, options=[novel, prose])
    with pytest.raises(AlreadyVoted):
        actions.vote(poll_id=poll.pk, user=scene.learner, options=[prose])
    actions.vote(poll_id=poll.pk, user=scene.another(), options=[prose])
    shown = queries.poll_shown(scene.room)
    assert shown is not None
    assert (shown.voters, [(one.text, one.votes) for one in shown.options]) == (2, [("散文", 2), ("小说", 1)])

    following = actions.open_poll(options=["早", "晚"], key=key(), **{**said, "multiple": False})
    early, late = (one.pk for one in following.options.all())
    with pytest.raises(PollClosed):
        actions.vote(poll_id=poll.pk, user=scene.another(), options=[prose])
    for wrong in ([early, late], [prose], []):
        with pytest.raises(Invalid):
            actions.vote(poll_id=following.pk, user=scene.learner, options=wrong)
    for _twice in range(2):
        actions.close_poll(poll_id=following.pk, actor_id=scene.host.pk)
    assert Poll.objects.filter(closed_at=None).count() == 0
    with pytest.raises(Invalid):
        actions.open_poll(options=["一样", "一样"], key=key(), **said)


@pytest.mark.django_db
def test_likes_are_counted_in_handfuls_and_no_faster_than_pages_send_them(client: Client) -> None:
    scene, at = on_air(), now()
    for seconds, count in ((0.0, 7), (0.5, 7), (1.0, 2)):
        with standing_at(at + timedelta(seconds=seconds)):
            actions.like(room_id=scene.room, user=scene.learner, count=count)
    assert Room.objects.get().likes == 9

    app, path = make.bearer(scene.another()), f"/api/v1/rooms/{scene.room}/likes"
    assert client.post(path, {"count": 1_000}, "application/json", headers=app).status_code == 422
    assert client.post(path, {"count": 3}, "application/json", headers=app).status_code == 200
    assert Room.objects.get().likes == 12


@pytest.mark.django_db(transaction=True)
def test_a_vote_that_comes_while_the_poll_is_closed_waits_and_does_not_count() -> None:
    scene = on_air()
    poll = actions.open_poll(
        room_id=scene.room, title="听得懂吗", options=["懂", "不懂"], multiple=False, key=key(), actor_id=scene.host.pk
    )
    option = poll.options.all()[0].pk

    def vote() -> object:
        try:
            return actions.vote(poll_id=poll.pk, user=scene.learner, options=[option])
        except PollClosed as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as person:
        with transaction.atomic():
            actions.close_poll(poll_id=poll.pk, actor_id=scene.host.pk)
            voting = person.submit(vote)
            wait_for(lambda: voting.done() or somebody_waits_for_us())
        assert isinstance(voting.result(), PollClosed)
    assert Vote.objects.count() == 0


class AnyOrderOfAnswers(TestCase):
    @settings(max_examples=10, deadline=None)
    @given(steps=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.booleans()), max_size=10))
    def test_nobody_ever_has_two_votes(self, steps: list[tuple[int, int, bool]]) -> None:
        scene = on_air()
        people = [scene.learner, scene.another(), scene.another()]
        poll = actions.open_poll(
            room_id=scene.room,
            title="选",
            options=["一", "二", "三"],
            multiple=False,
            key=key(),
            actor_id=scene.host.pk,
        )
        question = Question.objects.create(room_id=scene.room, user=scene.host, text="问", key=key())
        options = [one.pk for one in poll.options.all()]
        first: dict[int, int] = {}
        for who, option, closes in steps:
            if closes and len(first) > 1:
                actions.close_poll(poll_id=poll.pk, actor_id=scene.host.pk)
            actions.upvote(question_id=question.pk, user=people[who])
            try:
                actions.vote(poll_id=poll.pk, user=people[who], options=[options[option]])
                first.setdefault(who, option)
            except DomainError:
                pass
        counted = Counter(options[option] for option in first.values())
        shown = queries.poll_shown(scene.room)
        assert shown is not None
        assert {one.id: one.votes for one in shown.options} == {one: counted[one] for one in options}
        question.refresh_from_db()
        assert question.votes == len({who for who, _, _ in steps})
