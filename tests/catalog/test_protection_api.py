"""How films are protected, by API: of a course and of the whole school."""

import importlib.util
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from tests import make
from tests.media import films
from tests.programs import Program, fields, met, of
from zhiyu.catalog.models import Course
from zhiyu.platform.models import AuditEntry, School

pytestmark = pytest.mark.django_db
OFF = {"players": "any", "traced": False, "trace_against": 1, "downloads": False, "no_skip": False}
SCHOOL = {"device_limit": 3, "player_limit": 2, "film_mark": False}


@pytest.fixture
def staff() -> Program:
    return of("creator")


@pytest.fixture
def course() -> Course:
    return make.course()


def place(course: Course) -> str:
    return f"/studio/courses/{course.product.code}/protection"


def kept(course: Course) -> tuple[bool, ...]:
    found = Course.objects.get(pk=course.pk)
    return found.wrapped_keys, found.plain_small, found.traced, found.downloads, found.no_skip


def audited(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


@pytest.fixture
def font(settings: Settings) -> None:
    """Whether or not this machine has Chinese letters: the setting asks for a file alone."""
    settings.FONT = str(films.wrong("letters.ttc", b"letters"))


@pytest.mark.usefixtures("font")
def test_a_course_is_protected_as_it_is_said_and_written_once(
    staff: Program, course: Course, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    at = place(course)
    with django_assert_num_queries(2):
        shown = staff.get(at)
    assert shown == {"course": course.product.code, "plain_http": False} | OFF
    before = audited("catalog.course_edited")
    for _twice in range(2):
        status, answer = staff.put(at, OFF | {"players": "wrapped", "no_skip": True})
        assert (status, answer["players"], answer["no_skip"]) == (200, "wrapped", True)
    assert kept(course) == (True, False, False, False, True)
    assert audited("catalog.course_edited") == before + 1
    assert staff.put(at, OFF | {"trace_against": 2})[0] == 422
    assert staff.put(at, OFF | {"trace_against": 3})[1]["trace_against"] == 3
    assert Course.objects.get(pk=course.pk).trace_against == 3
    body = OFF | {"players": "small", "downloads": True}
    first = staff.put(at, body, key="k1")
    assert staff.put(at, body, key="k1") == first
    assert kept(course) == (False, True, False, True, False)
    assert staff.put(at, OFF, key="k1")[1]["code"] == "idempotency_mismatch"


@pytest.mark.usefixtures("font")
def test_downloads_and_sealed_keys_exclude_each_other(staff: Program, course: Course) -> None:
    status, refused = staff.put(place(course), OFF | {"players": "wrapped", "downloads": True})
    assert (status, refused["code"], fields(refused)) == (422, "downloads_refused", ["downloads"])
    assert kept(course) == (False,) * 5


def test_what_this_machine_cannot_do_is_not_switched_on_and_stays_on_where_it_was(
    staff: Program, course: Course, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FONT = "/nowhere.ttc"
    monkeypatch.setattr("zhiyu.catalog.protection.TRACING", ["no_such_package_here"])
    assert importlib.util.find_spec("no_such_package_here") is None
    status, refused = staff.put(place(course), OFF | {"downloads": True})
    assert (status, refused["code"], fields(refused)) == (422, "font_missing", ["downloads"])
    assert "fonts-noto-cjk" in refused["detail"]
    status, refused = staff.put(place(course), OFF | {"traced": True})
    assert (status, refused["code"], fields(refused)) == (422, "tracing_missing", ["traced"])
    assert kept(course) == (False,) * 5
    Course.objects.update(traced=True, downloads=True)
    status, answer = staff.put(place(course), OFF | {"traced": True, "downloads": True, "no_skip": True})
    assert (status, answer["traced"], answer["downloads"], answer["no_skip"]) == (200, True, True, True)


def test_bad_values_are_named(staff: Program, course: Course) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"players": "none"}, "players"),
        ({"traced": "perhaps"}, "traced"),
        ({"no_skip": None}, "no_skip"),
    ]
    for said, field in wrong:
        status, answer = staff.put(place(course), OFF | said)
        assert (status, fields(answer)) == (422, [field])
    owner = of("owner")
    for said, field in (({"device_limit": 100}, "device_limit"), ({"player_limit": -1}, "player_limit")):
        status, answer = owner.put("/studio/protection", SCHOOL | said)
        assert (status, fields(answer)) == (422, [field])
    assert (kept(course), School.objects.filter(device_limit=100).exists()) == ((False,) * 5, False)
    assert staff.ask("GET", "/studio/courses/nothing/protection")[0] == 404


def test_the_school_says_how_many_devices_and_players_there_may_be() -> None:
    owner = of("owner")
    assert owner.get("/studio/protection") == {"device_limit": 5, "player_limit": 1, "film_mark": True}
    for _twice in range(2):
        assert owner.put("/studio/protection", SCHOOL) == (200, SCHOOL)
    assert owner.get("/studio/protection") == SCHOOL
    row = School.objects.get()
    assert (row.device_limit, row.player_limit, row.film_mark) == (3, 2, False)
    assert audited("school.saved") == 1


def test_who_may_not_set_it_reads_it_neither(course: Course) -> None:
    of_course = [("GET", place(course), None), ("PUT", place(course), OFF | {"no_skip": True})]
    of_school = [("GET", "/studio/protection", None), ("PUT", "/studio/protection", SCHOOL)]
    assert met(of_course, "finance", None) == [{403}, {403}, {401}]
    assert met(of_school, "operator", "creator", "finance", None) == [{403}] * 4 + [{401}]
    assert kept(course) == (False,) * 5
    assert not School.objects.filter(device_limit=3).exists()
