"""Who was at a class has seen of its replay what the room knows they saw, once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.rooms.scene import Scene, on_air
from zhiyu.catalog.models import Course, Lesson
from zhiyu.kernel.clock import now
from zhiyu.learning.models import Progress, ProvenDay
from zhiyu.live.actions.settling import attach
from zhiyu.live.events import LiveReplayed
from zhiyu.live.models import LiveClass
from zhiyu.media.models import Asset, Stream
from zhiyu.platform.bus import publish
from zhiyu.platform.delivering import deliver_due
from zhiyu.platform.models import Event
from zhiyu.rooms.attended import SLACK, Held, There, seen
from zhiyu.rooms.models import Attendance

BEGAN = datetime(2026, 11, 30, 12, tzinfo=UTC)
HOUR = 3600


def minutes(n: float) -> datetime:
    return BEGAN + timedelta(minutes=n)


def part(first: float, last: float, there: float, *, film: float = 60) -> list[tuple[float, float]]:
    held = Held(began_at=BEGAN, ended_at=minutes(60), length=film * 60)
    return seen(held, There(first_at=minutes(first), last_at=minutes(last), seconds=round(there * 60)))


@pytest.mark.parametrize(
    ("first", "last", "there", "film", "known"),
    [
        (-10, 70, 60, 60, [(0, 3600)]),
        (0.3, 59.6, 59, 60, [(0, 3600)]),
        (15, 60, 45, 60, [(900, 3600)]),
        (0, 30, 30, 60, [(0, 1800)]),
        (0, 60, 40, 60, []),  # went away, nobody knows when
        (0, 60, 60, 50, [(0, 3000)]),  # ten minutes without a picture, for everybody
        (0, 40, 40, 50, []),  # before or after them?
        (61, 90, 0, 60, []),
    ],
)
def test_what_is_known_of_a_replay(
    first: float, last: float, there: float, film: float, known: list[tuple[float, float]]
) -> None:
    assert part(first, last, there, film=film) == known


@given(
    came=st.integers(-600, 2 * HOUR),
    stayed=st.integers(0, 2 * HOUR),
    away=st.integers(0, HOUR),
    length=st.integers(0, HOUR + 60),
)
def test_never_more_is_seen_than_somebody_was_there(came: int, stayed: int, away: int, length: int) -> None:
    first, last = BEGAN + timedelta(seconds=came), BEGAN + timedelta(seconds=came + stayed)
    seconds = max(0, min(came + stayed, HOUR) - max(came, 0) - away)
    held = Held(began_at=BEGAN, ended_at=BEGAN + timedelta(seconds=HOUR), length=length)
    for start, end in seen(held, There(first_at=first, last_at=last, seconds=seconds)):
        assert 0 <= start <= length
        assert end <= length
        # At both ends and once between them as much may be missing as beats are apart.
        assert end - start <= seconds + 3 * SLACK.total_seconds() + 60


@pytest.fixture
def scene(db: None) -> Scene:
    """An hour that ended, its film, and a course that lets nobody skip."""
    del db
    scene = on_air()
    Course.objects.update(no_skip=True)
    film = Asset.objects.create(
        kind="video", state="ready", name="a.flv", mime="video/mp4", size=1, duration_ms=HOUR * 1000
    )
    Stream.objects.create(asset=film, name="v", version=1, ended_at=now())
    began = now() - timedelta(hours=1)
    LiveClass.objects.update(state="ended", asset=film, began_at=began, ended_at=now())
    Attendance.objects.update(first_at=began, last_at=now(), seconds=HOUR)
    return scene


def replayed(scene: Scene) -> Lesson:
    attach(class_id=scene.room)
    deliver_due()
    return LiveClass.objects.get(pk=scene.room).lesson


def test_who_was_there_has_done_it_and_who_was_not_begins(scene: Scene, client: Client) -> None:
    late, ended = scene.another("晚到"), LiveClass.objects.get(pk=scene.room).ended_at
    assert ended
    Attendance.objects.filter(user=late).update(first_at=ended - timedelta(minutes=15), last_at=ended, seconds=900)
    absent = scene.another("没来")
    Attendance.objects.filter(user=absent).delete()

    lesson = replayed(scene)

    whole, part = (Progress.objects.get(user=user, lesson=lesson) for user in (scene.learner, late))
    assert (whole.completed_at is not None, whole.watched_seconds, whole.reached) == (True, HOUR, HOUR)
    assert (part.completed_at, part.watched_seconds in {899, 900}, part.reached) == (None, True, 0)
    assert not Progress.objects.filter(user=absent).exists()
    make.login(client, scene.learner)
    page = client.get(f"/lessons/{lesson.pk}").content.decode()
    assert "这一课第一次要按顺序看完" not in page
    assert "学完 1 / 2 课" in page
    assert page.count("回放") >= 2
    assert "视频" not in page.split('<p class="badges">')[1].split("</p>")[0]
    make.login(client, absent)
    assert "这一课第一次要按顺序看完" in client.get(f"/lessons/{lesson.pk}").content.decode()


def test_told_twice_it_counts_once_and_what_was_watched_since_stays(scene: Scene) -> None:
    Attendance.objects.update(last_at=now() - timedelta(minutes=30), seconds=HOUR // 2)
    lesson = replayed(scene)
    one = Progress.objects.get()
    assert (one.ranges, one.completed_at) == (one.proven, None)
    Progress.objects.update(position=7, ranges=[[0, 2000]], proven=[[0, 2000]])
    before = list(Progress.objects.values("proven", "ranges", "position", "completed_at"))
    days = list(ProvenDay.objects.values_list("ms", flat=True))

    with transaction.atomic():
        publish(LiveReplayed(class_id=scene.room))
    deliver_due()
    attach(class_id=scene.room)
    deliver_due()

    assert list(Progress.objects.values("proven", "ranges", "position", "completed_at")) == before
    assert list(ProvenDay.objects.values_list("ms", flat=True)) == days
    assert not Event.objects.filter(name="learning.lesson_completed").exists()
    assert Lesson.objects.get(pk=lesson.pk).kind == "video"


def test_who_may_not_open_it_any_more_and_a_lesson_that_was_removed_get_nothing(scene: Scene) -> None:
    Lesson.objects.filter(live_class=scene.room).update(removed_at=now())
    with transaction.atomic():
        publish(LiveReplayed(class_id=scene.room))
    deliver_due()
    assert not Progress.objects.exists()
