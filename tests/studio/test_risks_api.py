"""Signs that an account is shared, by API: read with the plays behind them, and left to a person to decide."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.programs import Program, met, of
from tests.studio.test_risks import devices, play
from zhiyu.accounts.models import Device, User
from zhiyu.catalog.models import Lesson
from zhiyu.kernel.clock import ahead_to, now
from zhiyu.media.models import Play, Reviewed
from zhiyu.messaging.models import Message
from zhiyu.platform.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Program:
    return of("operator")


def sharing(lesson_id: int = 1) -> User:
    user = make.user(name="共用")
    for device in devices(user, 6):
        play(user, device=device, lesson_id=lesson_id)
    return user


def place(user: User, word: str = "") -> str:
    return f"/studio/learners/{user.pk}/plays" + (f"/{word}" if word else "")


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_take_the_same_statements_for_one_and_for_three(
    staff: Program, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lesson = Lesson.objects.filter(chapter__course=make.course()).earliest("pk")
    people = [sharing(lesson.pk) for _ in range(count)]
    quiet = make.user()
    for device in devices(quiet, count):
        play(quiet, device=device, lesson_id=lesson.pk)
    staff.get("/studio/risks")
    with django_assert_num_queries(4):
        found = staff.get("/studio/risks")
    assert sorted(one["user_id"] for one in found["items"]) == [user.pk for user in people]
    with django_assert_num_queries(7):
        plays = staff.get(place(quiet))
    assert [(one["lesson_title"], one["keys"]) for one in plays["items"]] == [(lesson.title, 1)] * count
    with django_assert_num_queries(8):
        plays = staff.get(place(people[0]))
    assert (len(plays["items"]), plays["risk"]["signs"]) == (6, ["devices"])


def test_each_sign_is_named_and_the_plays_tell_of_it(staff: Program) -> None:
    user = sharing()
    play(user, media_ms=40 * 60_000, taken=600, lesson_id=4_040_404)
    (risk,) = staff.get("/studio/risks")["items"]
    assert (risk["user_id"], risk["name"], risk["signs"]) == (user.pk, "共用", ["devices", "fast"])
    assert (risk["devices"], risk["fast"]) == (6, 1)
    shown = staff.get(place(user))
    assert (shown["risk"], shown["reviewed_at"]) == (risk, None)
    latest = shown["items"][0]
    assert (latest["lesson"], latest["lesson_title"], latest["speed"], latest["fast"]) == (None, "", 4.0, True)
    assert (latest["minutes"], latest["network"], latest["keys"]) == (40, "1.2.0.0/16", 1)
    assert staff.get(place(make.user()))["items"] == []


def test_a_long_list_goes_on_where_it_stopped(staff: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhiyu.studio.risks_api.PAGE", 5)
    user = sharing()
    first = staff.get(place(user))
    rest = staff.get(f"{place(user)}?cursor={first['next']}")
    shown = [one["id"] for one in (*first["items"], *rest["items"])]
    assert shown == list(Play.objects.order_by("-pk").values_list("pk", flat=True))
    assert (len(rest["items"]), rest["next"]) == (1, None)
    assert staff.ask("GET", f"{place(user)}?cursor=x")[0] == 422


def test_what_was_looked_at_is_no_sign_until_there_is_a_new_one(staff: Program) -> None:
    user = sharing()
    first = staff.post(place(user, "reviewed"), key="k1")
    assert (first[0], first[1]["user_id"]) == (200, user.pk)
    with ahead_to(now() + timedelta(minutes=1)):
        assert staff.post(place(user, "reviewed"), key="k1") == first
    assert Reviewed.objects.get().user_id == user.pk
    assert (staff.get("/studio/risks")["items"], staff.get(place(user))["risk"]) == ([], None)
    assert staff.get(place(user))["reviewed_at"] is not None
    assert staff.user
    assert AuditEntry.objects.filter(actor_id=staff.user.pk, target=f"user:{user.pk}").count() == 1


def test_a_line_is_written_once_a_day(staff: Program) -> None:
    user = make.user()
    answers = [staff.post(place(user, "write")) for _twice in range(2)]
    assert [(status, one["written"]) for status, one in answers] == [(200, True), (200, False)]
    assert list(Message.objects.values_list("recipient", "template")) == [(user.pk, "studio.devices_looked_at")]


def test_every_login_of_theirs_ends_and_nobody_elses(staff: Program) -> None:
    user = sharing()
    for _twice in range(2):
        assert staff.post(place(user, "sign-out")) == (204, None)
    assert Device.objects.filter(user=user, signed_out_at=None).count() == 0
    assert staff.get("/studio/risks")["items"] != []


def test_nobody_is_signed_out_by_a_login_that_was_proved_long_ago(staff: Program) -> None:
    user = sharing()
    Device.objects.filter(user=staff.user).update(proved_at=now() - timedelta(days=2))
    status, refused = staff.post(place(user, "sign-out"))
    assert (status, refused["code"]) == (403, "proof_needed")
    assert Device.objects.filter(user=user, signed_out_at=None).count() == 6


def test_who_may_not_read_learners_meets_a_closed_door(staff: Program) -> None:
    user = sharing()
    calls = [
        ("GET", "/studio/risks", None),
        ("GET", place(user), None),
        *[("POST", place(user, word), None) for word in ("reviewed", "write", "sign-out")],
    ]
    assert met(calls, "creator", "finance", None) == [{403}, {403}, {403}, {401}]
    assert (Reviewed.objects.count(), Message.objects.count()) == (0, 0)
    assert Device.objects.filter(user=user, signed_out_at=None).count() == 6
    nobody = place(User(pk=4_040_404))
    gone = [(method, path.replace(place(user), nobody), body) for method, path, body in calls[1:]]
    assert {staff.ask(*call)[0] for call in gone} == {404}
