"""One message a key, one way out a channel, and of those at most one that surely left."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from tests import make
from tests.jobs import run_jobs
from tests.messaging import fake
from tests.messaging.conftest import FACTS, NOON, Clock
from tests.together import together
from zhiyu.accounts.models import User
from zhiyu.kernel.clock import SHANGHAI
from zhiyu.kernel.errors import DomainError
from zhiyu.messaging.actions import (
    choose,
    forget_old_sends,
    forgetting,
    give_up_on_left,
    mark_read,
    retry,
    send,
    send_due,
    set_switch,
    tell,
)
from zhiyu.messaging.actions.sending import A_PERSON_A_DAY, MOST_TRIES
from zhiyu.messaging.channels import ChannelBusy, ChannelMisconfigured, ChannelRefused, ChannelUnsure
from zhiyu.messaging.errors import NoSuchWords, NumberMissing, SendStateError
from zhiyu.messaging.models import Message, Refusal, Send
from zhiyu.messaging.quiet import allowed_from
from zhiyu.platform.delivering import deliver_due
from zhiyu.platform.models import AuditEntry, Delivery, Event

pytestmark = pytest.mark.django_db
NIGHT = NOON + timedelta(hours=10, minutes=30)
MORNING = NOON + timedelta(hours=20)


def told(person: User | None = None, key: str = "k-1") -> Message | None:
    return tell(recipient_id=(person or make.user()).pk, template="test.paid", facts=FACTS, key=key)


def outcome() -> list[tuple[str, int, str]]:
    return list(Send.objects.order_by("pk").values_list("status", "attempts", "because"))


def test_told_twice_and_delivered_twice_it_is_one_message_and_one_text(phone: fake.Phone) -> None:
    person = make.user()
    assert told(person) is not None
    assert told(person) is None
    assert [(one.name, one.payload) for one in Event.objects.all()] == [
        ("messaging.send_queued", {"send_id": Send.objects.get().pk})
    ]
    run_jobs()
    Delivery.objects.update(state="waiting", due_at=NOON - timedelta(days=1))
    run_jobs()
    assert outcome() == [("sent", 1, "")]
    (letter,) = phone.arrived
    assert (letter.to, letter.text, letter.facts) == (
        person.phone,
        "你买的《水彩》已付款99元。",
        {"title": "《水彩》", "amount": "99元"},
    )


def test_a_channel_is_waited_for_by_a_job_of_its_own_and_by_no_event(phone: fake.Phone) -> None:
    told()
    assert deliver_due() == 1
    assert phone.handed == []
    with connection.cursor() as cursor:
        cursor.execute("select queue_name, task_name, (args ->> 'send_id')::int from procrastinate_jobs")
        assert cursor.fetchall() == [("messages", "messaging.send", Send.objects.get().pk)]
    run_jobs()
    assert outcome() == [("sent", 1, "")]


def test_how_a_message_left_is_kept_for_a_while_and_what_was_told_for_good(
    clock: Clock, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "BATCH", 2)
    settings.MESSAGE_LOG_DAYS = 30
    for n in range(5):
        told(key=f"k-{n}")
    run_jobs()
    told(key="still waiting")
    clock.at = NOON + timedelta(days=30)
    assert forget_old_sends() == 0
    clock.at += timedelta(seconds=1)
    assert [forget_old_sends(), forget_old_sends()] == [5, 0]
    assert (Message.objects.count(), outcome()) == (6, [("waiting", 0, "")])


def test_what_is_taken_back_was_never_told() -> None:
    with transaction.atomic():
        told()
        transaction.set_rollback(True)
    assert (Message.objects.count(), Send.objects.count(), Event.objects.count()) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_told_and_sent_at_once_from_many_places_it_arrives_once(phone: fake.Phone) -> None:
    person = make.user()
    together(4, lambda _: told(person))
    assert (Message.objects.count(), Event.objects.count()) == (1, 1)
    pk = Send.objects.get().pk
    assert sorted(map(bool, together(4, lambda _: send(send_id=pk)))) == [False, False, False, True]
    assert (len(phone.handed), outcome()) == (1, [("sent", 1, "")])


def test_nobody_is_told_who_has_left() -> None:
    person = make.user()
    User.objects.filter(pk=person.pk).update(closed_at=NOON)
    assert told(person) is None
    assert not Message.objects.exists()


# --- the hours -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        ((28, 7, 59), (28, 8, 0)),
        ((28, 8, 0), (28, 8, 0)),
        ((28, 20, 59), (28, 20, 59)),
        ((28, 21, 0), (29, 8, 0)),
        ((30, 23, 0), (31, 8, 0)),
        ((28, 0, 0), (28, 8, 0)),
    ],
)
def test_phones_are_silent_from_nine_to_eight(at: tuple[int, int, int], allowed: tuple[int, int, int]) -> None:
    def moment(day: int, hour: int, minute: int) -> datetime:
        return datetime(2026, 12, day, hour, minute, tzinfo=SHANGHAI)

    assert allowed_from(moment(*at)) == moment(*allowed)


def test_what_is_told_by_night_arrives_in_the_morning(phone: fake.Phone, clock: Clock) -> None:
    clock.at = NIGHT
    told()
    run_jobs()
    assert (send_due(), phone.handed, Send.objects.get().due_at) == (0, [], MORNING)
    clock.at = MORNING
    assert (send_due(), outcome()) == (1, [("sent", 1, "")])


def test_a_worker_that_comes_late_does_not_ring_by_night(phone: fake.Phone, clock: Clock) -> None:
    told()
    clock.at = NIGHT
    assert (send_due(), phone.handed, Send.objects.get().due_at) == (0, [], MORNING)


# --- what the channel answers --------------------------------------------------------------------------------------


def test_a_busy_channel_is_asked_again_with_growing_patience_and_then_given_up(phone: fake.Phone, clock: Clock) -> None:
    told()
    phone.answers = [ChannelBusy("isv.BUSINESS_LIMIT_CONTROL")] * MOST_TRIES
    waits = []
    for _ in range(MOST_TRIES):
        assert send_due() == 1
        waits.append(int((Send.objects.get().due_at - clock.at).total_seconds() // 60))
        clock.at = max(clock.at, Send.objects.get().due_at)
    assert waits[:-1] == [1, 2, 4, 8, 16]
    assert outcome() == [("failed", MOST_TRIES, "busy")]
    assert Send.objects.get().said == "isv.BUSINESS_LIMIT_CONTROL"


@pytest.mark.parametrize(
    ("answer", "status", "because"),
    [
        (ChannelUnsure("timeout"), "unsure", "silence"),
        (ChannelRefused("isv.MOBILE_NUMBER_ILLEGAL"), "failed", "refused"),
        (ChannelMisconfigured("isv.AMOUNT_NOT_ENOUGH"), "failed", "settings"),
    ],
)
def test_each_other_answer_ends_it(
    phone: fake.Phone, clock: Clock, answer: Exception, status: str, because: str
) -> None:
    told()
    phone.answers = [answer]
    run_jobs()
    clock.at += timedelta(hours=2)
    send_due()
    assert (outcome(), len(phone.handed)) == ([(status, 1, because)], 1)


def test_whoever_was_killed_while_sending_is_not_followed(phone: fake.Phone, clock: Clock) -> None:
    told()
    Send.objects.update(status="sending", begun_at=clock.at)
    assert give_up_on_left() == 0
    clock.at += timedelta(minutes=11)
    assert (give_up_on_left(), send_due(), phone.handed) == (1, 0, [])
    assert outcome() == [("unsure", 0, "silence")]


def test_a_person_sends_again_what_failed_and_nothing_else(phone: fake.Phone) -> None:
    owner = make.user(role="owner")
    told()
    phone.answers = [ChannelMisconfigured("x")]
    run_jobs()
    pk = Send.objects.get().pk
    for _ in range(2):
        retry(send_id=pk, actor_id=owner.pk)
    run_jobs()
    assert (outcome(), len(phone.arrived)) == ([("sent", 1, "")], 1)
    assert AuditEntry.objects.filter(action="message.retried").count() == 1
    with pytest.raises(SendStateError):
        retry(send_id=pk, actor_id=owner.pk)


# --- what people and schools want ----------------------------------------------------------------------------------


def test_a_no_counts_when_it_is_told_and_when_it_is_sent(phone: fake.Phone) -> None:
    person = make.user()
    told(person, "before")
    choose(user_id=person.pk, way="sms", topics=["invoices", "nonsense"])
    told(person, "after")
    run_jobs()
    assert (Message.objects.count(), outcome(), phone.handed) == (2, [("skipped", 0, "unwanted")], [])
    refused = sorted(Refusal.objects.values_list("topic", flat=True))
    assert refused == ["after_sale", "applications", "classes", "orders"]
    everything = ["orders", "after_sale", "invoices", "applications", "classes"]
    choose(user_id=person.pk, way="sms", topics=everything)
    choose(user_id=person.pk, way="sms", topics=everything)
    assert not Refusal.objects.exists()


def test_a_channel_that_wants_a_number_stays_off_until_it_has_one(phone: fake.Phone) -> None:
    owner = make.user(role="owner")
    phone.numbered = True
    told(key="without")
    with pytest.raises(NumberMissing):
        set_switch(template="test.paid", way="sms", on=True, number=" ", actor_id=owner.pk)
    for _ in range(2):
        set_switch(template="test.paid", way="sms", on=True, number="SMS_1", actor_id=owner.pk)
    told(key="with")
    run_jobs()
    assert [(one.message.key, one.status) for one in Send.objects.select_related("message")] == [("with", "sent")]
    assert phone.arrived[0].number == "SMS_1"
    assert AuditEntry.objects.filter(action="message.switched").count() == 1
    told(key="switched off meanwhile")
    set_switch(template="test.paid", way="sms", on=False, number="SMS_1", actor_id=owner.pk)
    run_jobs()
    assert outcome()[-1] == ("skipped", 0, "switched_off")
    with pytest.raises(NoSuchWords):
        set_switch(template="commerce.refund_waiting", way="sms", on=True, number="1", actor_id=owner.pk)


def test_who_has_no_phone_is_told_in_the_school_only(phone: fake.Phone) -> None:
    person = make.user()
    User.objects.filter(pk=person.pk).update(phone=None)
    told(person)
    run_jobs()
    assert (outcome(), phone.handed) == ([("skipped", 0, "no_address")], [])


def test_nobody_gets_more_than_so_many_a_day(phone: fake.Phone, clock: Clock) -> None:
    person = make.user()
    for n in range(A_PERSON_A_DAY + 1):
        told(person, f"k-{n}")
    told(key="another person")
    run_jobs()
    assert (len(phone.arrived), outcome()[-2:]) == (A_PERSON_A_DAY + 1, [("skipped", 0, "too_many"), ("sent", 1, "")])
    clock.at += timedelta(days=1)
    told(person, "the next day")
    send_due()
    assert outcome()[-1] == ("sent", 1, "")


def test_the_school_pays_for_so_many_a_day_and_the_rest_waits(
    phone: fake.Phone, clock: Clock, settings: Settings
) -> None:
    settings.SMS_DAILY_LIMIT = 2
    for n in range(3):
        told(key=f"k-{n}")
    run_jobs()
    assert (len(phone.arrived), outcome()[-1]) == (2, ("waiting", 0, ""))
    clock.at += timedelta(days=1, minutes=1)
    send_due()
    assert outcome()[-1] == ("sent", 1, "")


def test_reading_is_for_ones_own_and_up_to_what_was_shown() -> None:
    person, other = make.user(), make.user()
    first, theirs, last = told(person, "a"), told(other, "b"), told(person, "c")
    assert first
    assert theirs
    assert last
    assert mark_read(user_id=person.pk, up_to=theirs.pk) == 1
    assert list(Message.objects.filter(read_at=None).order_by("pk")) == [theirs, last]


ANSWERS: dict[str, Any] = {
    "yes": lambda: None,
    "busy": lambda: ChannelBusy("x"),
    "unsure": lambda: ChannelUnsure("x"),
    "refused": lambda: ChannelRefused("x"),
    "settings": lambda: ChannelMisconfigured("x"),
}
STEPS = st.one_of(
    st.tuples(st.just("tell"), st.integers(0, 2)),
    st.tuples(st.just("send"), st.sampled_from(sorted(ANSWERS))),
    st.tuples(st.just("retry"), st.integers(0, 2)),
    st.tuples(st.just("later"), st.sampled_from([3, 70, 700])),
    st.tuples(st.just("killed"), st.integers(0, 2)),
)


@examples(max_examples=25)
@given(st.lists(STEPS, min_size=3, max_size=14))
def test_each_key_is_one_message_and_what_may_have_arrived_never_leaves_again(steps: list[tuple[str, Any]]) -> None:
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.utils.timezone.now", clock)
        fake.THE.__init__()  # type: ignore[misc]
        person = make.user()
        said: set[str] = set()
        for what, value in steps:
            step(what, value, person, clock, said)
        assert sorted(Message.objects.values_list("key", flat=True)) == sorted(said)
        assert Send.objects.count() == len(said)
        certain = len(fake.THE.arrived)
        assert certain == Send.objects.filter(status="sent").count()
        maybe = Send.objects.filter(status="unsure").count()
        assert certain + maybe <= len(said)
        transaction.set_rollback(True)


def step(what: str, value: Any, person: User, clock: Clock, said: set[str]) -> None:
    if what == "tell":
        told(person, f"k-{value}")
        said.add(f"k-{value}")
    elif what == "send":
        fake.THE.answers = [ANSWERS[value]()]
        send_due()
    elif what == "retry":
        for pk in list(Send.objects.values_list("pk", flat=True))[value : value + 1]:
            try:
                retry(send_id=pk, actor_id=person.pk)
            except DomainError:
                assert Send.objects.get(pk=pk).status in {"sent", "unsure", "skipped"}
    elif what == "later":
        clock.at += timedelta(minutes=value)
    else:
        Send.objects.filter(message__key=f"k-{value}", status="waiting").update(status="sending", begun_at=clock.at)
        clock.at += timedelta(minutes=11)
        give_up_on_left()
