import threading
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import connection, transaction

from tests import make
from zhiyu.accounts.actions import issue_token, sign_out_device
from zhiyu.accounts.models import Device, User
from zhiyu.catalog.models import Category, Chapter, Lesson, Product, Tag
from zhiyu.kernel.clock import now
from zhiyu.media.models import Asset
from zhiyu.platform.actions import save_school
from zhiyu.platform.models import School
from zhiyu.platform.school import school
from zhiyu.platform.shown import CHANNEL, Copies, copies, listen, logins

pytestmark = pytest.mark.django_db(transaction=True)
SO_FAR = "so_far"


@pytest.fixture
def line() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    settings = connection.settings_dict
    with psycopg.connect(
        host=settings["HOST"], user=settings["USER"], dbname=settings["NAME"], autocommit=True
    ) as opened:
        opened.execute(f"listen {CHANNEL}".encode())
        opened.execute(f"listen {SO_FAR}".encode())
        yield opened


def heard(line: psycopg.Connection[tuple[object, ...]]) -> int:
    """All that was said so far: notices come in the order of their commits, so before this last one."""
    with connection.cursor() as cursor:
        cursor.execute(f"notify {SO_FAR}")
    for count, notice in enumerate(line.notifies(timeout=30)):
        if notice.channel == SO_FAR:
            return count
    raise AssertionError("the line is silent")


def announced_changes() -> list[Callable[[], object]]:
    course = make.course()
    lesson = Lesson.objects.filter(chapter__course=course)[0]
    return [
        lambda: School.objects.update(slogan="慢慢来"),
        lambda: Product.objects.filter(course=course).update(price_fen=1),
        lambda: type(course).objects.filter(pk=course.pk).update(teacher="林老师"),
        lambda: Chapter.objects.filter(course=course).update(title="改名"),
        lambda: Lesson.objects.filter(pk=lesson.pk).update(title="改名"),
        lambda: course.tags.add(Tag.objects.create(name="新", slug="new")),
        lambda: course.categories.add(Category.objects.create(name="新类", slug="new-kind")),
        lambda: Tag.objects.update(name="旧"),
        lambda: Asset.objects.update(duration_ms=5),
        lesson.delete,
    ]


def test_every_change_of_what_is_shown_is_announced(line: psycopg.Connection[tuple[object, ...]]) -> None:
    changes = announced_changes()
    heard(line)
    for change in changes:
        change()
        assert heard(line), change


def test_what_nobody_sees_is_not_announced(line: psycopg.Connection[tuple[object, ...]]) -> None:
    make.course()
    heard(line)
    Asset.objects.update(progress=50)
    make.user()
    assert not heard(line)


def test_a_login_that_ended_and_a_person_who_changed_are_told(line: psycopg.Connection[tuple[object, ...]]) -> None:
    owner = make.user()
    device = issue_token(user=owner, user_agent="", address=None)[1]
    line.execute("unlisten *")
    line.execute("listen logins")
    line.execute(f"listen {SO_FAR}".encode())
    changes: list[Callable[[], object]] = [
        lambda: sign_out_device(user=owner, device_id=device.pk),
        lambda: User.objects.filter(pk=owner.pk).update(name="改名"),
        lambda: User.objects.filter(pk=owner.pk).update(is_active=False),
        device.delete,
    ]
    for change in changes:
        change()
        assert heard(line), change
    issue_token(user=owner, user_agent="", address=None)
    Device.objects.update(last_seen_at=now())
    assert not heard(line)


def test_a_change_taken_back_is_not_announced(line: psycopg.Connection[tuple[object, ...]]) -> None:
    with transaction.atomic():
        School.objects.update(slogan="没有发生")
        transaction.set_rollback(True)
    assert not heard(line)


def test_without_a_line_nothing_is_kept() -> None:
    kept, made = Copies(), iter(range(9))
    assert [kept.get("x", lambda: next(made)) for _ in range(2)] == [0, 1]
    kept.listening = True
    assert [kept.get("x", lambda: next(made)) for _ in range(3)] == [2, 2, 2]
    kept.fall()
    assert kept.get("x", lambda: next(made)) == 3


def test_no_more_is_kept_than_there_is_room_for() -> None:
    kept = Copies(most=2)
    kept.listening = True
    for key in "abc":
        kept.get(key, lambda: "first")
    assert [kept.get(key, lambda: "again") for key in "ca"] == ["first", "again"]


def test_what_changed_while_it_was_read_is_not_kept() -> None:
    kept = Copies()
    kept.listening = True

    def reads_the_past() -> str:
        kept.fall()
        return "past"

    assert kept.get("x", reads_the_past) == "past"
    assert kept.get("x", lambda: "now") == "now"


@pytest.fixture
def listening() -> Iterator[None]:
    stop = threading.Event()
    thread = listen(stop)
    wait_for(lambda: copies.listening)
    yield
    stop.set()
    break_lines()
    thread.join(5)
    assert not copies.listening


def break_lines() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() "
            "and datname = current_database() and query in (%s, 'select 1')",
            [f"listen {CHANNEL}"],
        )


@pytest.mark.usefixtures("listening")
def test_a_listening_process_shows_the_school_as_it_is_and_mends_its_line() -> None:
    school()
    School.objects.update(name="改了名的学堂")
    wait_for(lambda: school().name == "改了名的学堂")
    break_lines()
    wait_for(lambda: not copies.listening)
    wait_for(lambda: copies.listening)
    logins.get("somebody", lambda: "signed in")
    owner = make.user()
    sign_out_device(user=owner, device_id=issue_token(user=owner, user_agent="", address=None)[1].pk)
    wait_for(lambda: logins.get("somebody", lambda: "signed out") == "signed out")
    save_school(actor_id=None, name="又改了名")
    assert school().name == "又改了名"


def wait_for(truth: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not truth():
        assert time.monotonic() < end
        time.sleep(0.01)
