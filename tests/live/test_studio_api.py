"""Classes by API: what the studio's pages of them do, a program does too, and is refused the same."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests import make
from tests.live.clouding import know
from tests.live.pushing import planned
from tests.live.test_tencent_recordings import ended, film_letter
from tests.live.test_tencent_words import told
from tests.media import films
from tests.programs import Program, fields, met, of
from tests.rooms import scene
from zhiyu.catalog.actions import set_lesson_asset
from zhiyu.catalog.models import Lesson
from zhiyu.kernel.clock import LATEST, now
from zhiyu.live import actions
from zhiyu.live.actions.airing import Heard
from zhiyu.live.models import CloudReplay, LiveClass, Series, StreamKey
from zhiyu.media.actions import package_now, store_file
from zhiyu.platform.models import AuditEntry, Event, IdempotencyKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Program:
    return of("creator")


def wanted(caller: Program, /, **more: Any) -> dict[str, Any]:
    assert caller.user
    usual = {"title": "每月一问", "starts_at": now() + timedelta(days=2), "minutes": 45, "host": caller.user.pk}
    return usual | more


def new(caller: Program, /, **more: Any) -> dict[str, Any]:
    return wanted(caller, chapter=make.course().chapters.get().pk) | more


def film_lesson() -> Lesson:
    lesson = Lesson.objects.create(chapter=make.course().chapters.get(), title="首播", kind="video", position=9)
    asset = store_file(path=films.film(), name="a.mp4", owner_id=None)
    package_now(asset.pk)
    set_lesson_asset(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=None)
    return lesson


def audited(one: LiveClass) -> list[str]:
    return list(AuditEntry.objects.filter(target=f"live:{one.pk}").order_by("pk").values_list("action", flat=True))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_statements_for_one_and_for_three(
    staff: Program, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    course = make.course()
    for _ in range(count):
        planned(course, due=False)
    staff.get("/studio/live")
    with django_assert_num_queries(2):
        found = staff.get("/studio/live")
    assert [one["title"] for one in found["items"]] == ["写作答疑"] * count
    assert staff.get("/studio/live?scope=past")["items"] == []
    with django_assert_num_queries(5):
        choices = staff.get("/studio/live/choices")
    assert [one["id"] for one in choices["chapters"]] == [course.chapters.get().pk]
    assert [one["id"] for one in choices["hosts"]][-1] == LiveClass.objects.latest("pk").host_id


def test_a_long_list_goes_on_where_it_stopped(staff: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhiyu.live.studio_api.PAGE", 2)
    course = make.course()
    made = [planned(course, due=False).pk for _ in range(3)]
    first = staff.get("/studio/live")
    rest = staff.get(f"/studio/live?cursor={first['next']}")
    assert [one["id"] for one in (*first["items"], *rest["items"])] == made
    assert (len(rest["items"]), rest["next"]) == (1, None)


def test_a_class_is_planned_moved_and_called_off_and_each_is_written_once(staff: Program) -> None:
    body = new(staff)
    status, made = staff.post("/studio/live", body, key="k1")
    assert staff.post("/studio/live", body, key="k1") == (status, made)
    one = LiveClass.objects.select_related("lesson").get()
    assert (status, made["items"][0]["id"], made["items"][0]["state"]) == (201, one.pk, "planned")
    assert (one.lesson.title, one.lesson.kind, one.minutes, one.host_id) == ("每月一问", "live", 45, body["host"])

    shown = staff.get(f"/studio/live/{one.pk}")
    assert (shown["signal"], shown["recorded"], shown["replay"], shown["cloud"]) == (None, False, False, None)
    later = wanted(staff, title="改了名", starts_at=one.starts_at + timedelta(days=1), seen_at=shown["updated_at"])
    assert staff.put(f"/studio/live/{one.pk}", later)[1]["title"] == "改了名"
    assert [event.name for event in Event.objects.filter(name__startswith="live")] == ["live.moved"]
    status, refused = staff.put(f"/studio/live/{one.pk}", later)
    assert (status, refused["code"]) == (409, "edited_elsewhere")

    for _twice in range(2):
        assert staff.post(f"/studio/live/{one.pk}/call-off")[1]["state"] == "called_off"
    one.refresh_from_db()
    assert one.state == "called_off"
    assert audited(one) == ["live.planned", "live.changed", "live.called_off"]
    assert staff.put(f"/studio/live/{one.pk}", later | {"seen_at": now()})[1]["code"] == "live_state"


def test_a_series_is_planned_at_once(staff: Program) -> None:
    _status, made = staff.post("/studio/live", new(staff, rhythm="weekly", times=3, free=True))
    first = made["items"][0]
    assert [one["title"] for one in made["items"]] == [f"每月一问（第 {n} 次）" for n in (1, 2, 3)]
    assert {one["series"] for one in made["items"]} == {Series.objects.get().pk}
    rows = LiveClass.objects.order_by("pk").values_list("starts_at", "lesson__free")
    assert [free for _at, free in rows] == [True] * 3
    assert [at - rows[0][0] for at, _free in rows] == [timedelta(weeks=n) for n in range(3)]
    assert first["series"]
    staff.post("/studio/live", new(staff, rhythm="monthly", times=2))
    assert LiveClass.objects.filter(series__rhythm="monthly").count() == 2


def test_what_cannot_be_planned_is_refused_by_its_field_and_leaves_no_row(staff: Program) -> None:
    article, learner = make.article(), make.user()
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"title": "  "}, "title"),
        ({"title": "字" * 61}, "title"),
        ({"minutes": 4}, "minutes"),
        ({"starts_at": now() - timedelta(minutes=6)}, "starts_at"),
        ({"starts_at": LATEST}, "starts_at"),
        ({"starts_at": "2099-01-01T10:00"}, "starts_at"),
        ({"host": learner.pk}, "host"),
        ({"chapter": article.chapters.get().pk}, "chapter"),
        ({"chapter": 4_040_404}, "chapter"),
        ({"rhythm": "daily"}, "rhythm"),
        ({"rhythm": "weekly", "times": 53}, "times"),
        ({"rhythm": "weekly", "times": None}, "times"),
    ]
    for said, field in wrong:
        status, answer = staff.post("/studio/live", new(staff, **said))
        assert (status, fields(answer)) == (422, [field]), said
    one = planned(due=False)
    status, answer = staff.put(
        f"/studio/live/{one.pk}", wanted(staff, host=learner.pk, seen_at=now() + timedelta(minutes=1))
    )
    assert (status, fields(answer)) == (422, ["host"])
    assert LiveClass.objects.count() == 1
    assert staff.post("/studio/live", new(staff, starts_at=now() - timedelta(minutes=6)))[1]["code"] == "in_the_past"


def test_the_page_refuses_by_the_same_rules(client: Client) -> None:
    make.login(client, make.user(role="owner"))
    far = {"chapter": make.course().chapters.get().pk, "title": "x", "starts_at": "9999-12-31T23:59", "minutes": 60}
    page = client.post("/studio/live/new", far | {"host": make.user(role="owner").pk, "rhythm": "weekly", "times": "3"})
    assert (page.status_code, LiveClass.objects.count()) == (422, 0)
    assert "这个时间太远了" in page.content.decode()


def test_a_class_of_a_series_keeps_its_long_title_when_its_page_is_saved(client: Client) -> None:
    owner = make.user(role="owner")
    make.login(client, owner)
    one = planned(due=False)
    Lesson.objects.filter(pk=one.lesson_id).update(title="字" * 60 + "（第 2 次）")
    at = f"{one.starts_at.astimezone():%Y-%m-%dT%H:%M}"
    sent = {"title": "字" * 60 + "（第 2 次）", "starts_at": at, "minutes": 90, "host": owner.pk}
    page = client.post(f"/studio/live/{one.pk}/edit", sent | {"seen_at": one.updated_at.isoformat()})
    one.refresh_from_db()
    assert (page.status_code, one.minutes) == (302, 90)


def test_a_film_is_shown_as_a_class_once(staff: Program) -> None:
    lesson = film_lesson()
    assert staff.user
    assert [one["id"] for one in staff.get("/studio/live/choices")["films"]] == [lesson.pk]
    body = {"lesson": lesson.pk, "starts_at": now() + timedelta(hours=1), "host": staff.user.pk}
    status, made = staff.post("/studio/live/premieres", body)
    assert (status, made["is_film"], made["recorded"]) == (201, True, True)
    assert staff.post("/studio/live/premieres", body)[1]["code"] == "live_state"
    article = Lesson.objects.filter(kind="article").first()
    assert article
    status, answer = staff.post("/studio/live/premieres", body | {"lesson": article.pk})
    assert (status, fields(answer)) == (422, ["lesson"])
    assert list(LiveClass.objects.values_list("lesson", flat=True)) == [lesson.pk]
    assert staff.ask("GET", f"/studio/live/{made['id']}/push")[1]["code"] == "live_state"


def test_it_begins_and_ends_as_its_picture_comes(staff: Program) -> None:
    one = planned(due=False)
    at = f"/studio/live/{one.pk}"
    assert staff.post(f"{at}/begin")[1]["code"] == "no_signal"
    actions.hear(class_id=one.pk, key_number=1, heard=Heard(width=1280, height=720, kbps=2500, seconds=9))
    assert staff.get(at)["signal"] == {"width": 1280, "height": 720, "kbps": 2500, "seconds": 9, "problem": ""}
    for _twice in range(2):
        status, begun = staff.post(f"{at}/begin")
        assert (status, begun["state"], begun["recorded"]) == (200, "live", True)
    assert staff.post(f"{at}/call-off")[1]["code"] == "live_state"
    for _twice in range(2):
        assert staff.post(f"{at}/end")[1]["state"] == "ended"
    actions.silence(class_id=one.pk)
    assert staff.get(at)["signal"] is None
    assert audited(one) == ["live.planned", "live.began", "live.ended"]
    assert [line["id"] for line in staff.get("/studio/live?scope=past")["items"]] == [one.pk]


def test_the_key_is_told_to_editors_alone_and_kept_in_no_answer(staff: Program, settings: Settings) -> None:
    one = planned(due=False)
    at = f"/studio/live/{one.pk}/push"
    first = staff.get(at)
    assert (first["key"], first["number"], first["server"][:7]) == (actions.key_of(one), 1, "rtmp://")
    second = staff.post(f"{at}/renew", {"seen": 1}, key="k1")
    assert staff.post(f"{at}/renew", {"seen": 1}, key="k1") == second
    assert (second[1]["number"], StreamKey.objects.get().number) == (2, 2)
    assert actions.admit(first["key"]) is None
    assert actions.admit(second[1]["key"]) is not None
    assert IdempotencyKey.objects.count() == 0
    for path in ("/studio/live", f"/studio/live/{one.pk}"):
        assert second[1]["key"] not in str(staff.get(path))
    settings.LIVE_ENGINE = "off"
    assert staff.ask("GET", at)[1]["code"] == "not_taken_in"
    settings.LIVE_ENGINE, settings.LIVE_TAKEN = "embedded", True
    status, answer = staff.post(f"{at}/renew", {"seen": 2})
    assert (status, answer["code"], StreamKey.objects.get().number) == (409, "not_taken_in", 2)
    assert "1935" in answer["detail"]


def test_what_tencent_recorded_is_told_and_taken_once(
    staff: Program, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    know(
        settings,
        monkeypatch,
        TENCENT_LIVE_PUSH_DOMAIN="push.test",
        TENCENT_LIVE_PLAY_DOMAIN="play.test",
        TENCENT_LIVE_RECORD_HOSTS="1.vod2.myqcloud.com",
    )
    one = ended(planned(), ours=timedelta(minutes=2))
    at = f"/studio/live/{one.pk}/recording"
    assert staff.post(at)[1]["code"] == "nothing_recorded"
    assert told(film_letter(one)) == 200
    cloud = staff.get(f"/studio/live/{one.pk}")["cloud"]
    assert (cloud["kept_seconds"], cloud["offered"], cloud["replay"]) == (120, True, "")
    assert 590 <= cloud["recorded_seconds"] <= 600
    for _twice in range(2):
        status, answer = staff.post(at)
        assert (status, answer["cloud"]["replay"]) == (200, "coming")
    assert CloudReplay.objects.count() == 1


def test_the_host_is_told_how_many_are_there() -> None:
    room = scene.on_air()
    assert Program(room.host).get(f"/studio/rooms/{room.room}")["here"] == 1
    room.another()
    assert Program(room.host).get(f"/studio/rooms/{room.room}")["here"] == 2


def test_who_may_not_edit_courses_neither_reads_nor_changes_classes(staff: Program) -> None:
    one = planned(due=False)
    at = f"/studio/live/{one.pk}"
    calls: list[tuple[str, str, Any]] = [
        ("GET", "/studio/live", None),
        ("GET", "/studio/live/choices", None),
        ("GET", at, None),
        ("GET", f"{at}/push", None),
        ("POST", "/studio/live", new(staff)),
        ("PUT", at, wanted(staff, seen_at=now())),
        *[("POST", f"{at}/{word}", {}) for word in ("begin", "end", "call-off", "recording")],
        ("POST", f"{at}/push/renew", {"seen": 1}),
    ]
    assert met(calls, "finance", None) == [{403}, {403}, {401}]
    assert audited(one) == ["live.planned"]
    assert {
        staff.ask(method, path.replace(at, "/studio/live/4040404"), body)[0] for method, path, body in calls[2:4]
    } == {404}
