"""A record of what was learned: what it says, that it stays as it is, and who sees it."""

import json
import threading
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connections, transaction
from django.test import Client

from tests import make
from tests.records.conftest import Clock
from zhiyu.access.actions import grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Lesson
from zhiyu.learning.actions import mark_complete
from zhiyu.platform import vault
from zhiyu.platform.models import AuditEntry
from zhiyu.platform.school import school
from zhiyu.records import queries
from zhiyu.records.actions import issue_record, rotate_key
from zhiyu.records.belongings import RECORDS
from zhiyu.records.errors import BadPeriod, CannotSign, NothingLearned
from zhiyu.records.models import Record, SigningKey
from zhiyu.records.papers import Verdict, check
from zhiyu.records.queries import Issued, masked

pytestmark = pytest.mark.django_db


def issue(
    user: User, course: Course, *, since: str = "2026-01-01", until: str = "2026-11-28", name: str = "张小明"
) -> Issued:
    return issue_record(
        user_id=user.pk,
        course=course.product.code,
        name=name,
        since=date.fromisoformat(since),
        until=date.fromisoformat(until),
        actor_id=user.pk,
    )


def test_it_says_what_was_completed_when_and_how_long_was_watched(learner: User, learned: Course) -> None:
    one = issue(learner, learned)

    film = {"title": "看一遍", "kind": "video", "completed_on": "2026-11-27", "proven_seconds": 400, "pace": 1}
    assert [(x["kind"], x["completed_on"], x["proven_seconds"]) for x in one.said["lessons"]] == [
        ("article", "2026-11-28", 0),
        ("video", "2026-11-27", 400),
    ]
    assert one.said["lessons"][1] == film
    assert (one.said["lessons_completed"], one.said["proven_seconds"], one.said["name"]) == (2, 400, "张小明")
    assert check(one.file, queries.keys_by_name()).verdict == Verdict.GENUINE
    assert [x.action for x in AuditEntry.objects.filter(action__startswith="records.")] == ["records.issued"]


def test_each_period_has_its_own_and_a_repeat_is_in_none(learner: User, learned: Course) -> None:
    first = issue(learner, learned, until="2026-11-27")
    second = issue(learner, learned, since="2026-11-28")

    assert (first.said["lessons_completed"], first.said["proven_seconds"]) == (1, 400)
    assert (second.said["lessons_completed"], second.said["proven_seconds"]) == (1, 0)
    with pytest.raises(NothingLearned):
        issue(learner, learned, until="2026-11-26")
    for since, until in (("2026-11-28", "2026-11-27"), ("2026-01-01", "2026-11-29")):
        with pytest.raises(BadPeriod):
            issue(learner, learned, since=since, until=until)
    assert Record.objects.count() == 2


def test_the_same_facts_are_the_same_record_and_others_a_new_one(learner: User, learned: Course, clock: Clock) -> None:
    one = issue(learner, learned)
    clock.after(hours=1)
    assert issue(learner, learned).number == one.number
    other = issue(learner, learned, name="张晓明")

    assert other.number != one.number
    assert Record.objects.count() == 2
    assert SigningKey.objects.count() == 1


def test_the_database_refuses_to_change_what_was_signed(learner: User, learned: Course) -> None:
    one = issue(learner, learned)
    rotate_key(actor_id=None)
    changes: list[Any] = [
        lambda: Record.objects.update(text="{}"),
        lambda: Record.objects.update(signature="0" * 128),
        lambda: SigningKey.objects.update(public="0" * 64),
        lambda: SigningKey.objects.filter(retired_at=None).delete(),
    ]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert queries.record(one.number).said == one.said


def test_an_old_key_signs_nothing_more_and_what_it_signed_stays_good(learner: User, learned: Course) -> None:
    old = issue(learner, learned)
    rotate_key(actor_id=None)
    new = issue(learner, learned, name="张晓明")

    first, second = SigningKey.objects.order_by("id")
    assert (old.said["key"], new.said["key"]) == (first.name, second.name)
    assert (first.sealed, second.retired_at) == ("", None)
    assert first.retired_at is not None
    for one in (old, new):
        assert check(one.file, queries.keys_by_name()).verdict == Verdict.GENUINE
    assert check(old.file, {second.name: second.public}).verdict == Verdict.UNKNOWN_KEY


def test_the_same_facts_are_signed_anew_once_with_a_new_key(learner: User, learned: Course) -> None:
    old = issue(learner, learned)
    made = rotate_key(actor_id=None)
    new = issue(learner, learned)

    assert (new.said["key"], issue(learner, learned).number) == (made.name, new.number)
    assert Record.objects.count() == 2
    for one in (old, new):
        assert check(one.file, queries.keys_by_name()).verdict == Verdict.GENUINE


def test_what_no_school_can_have_written_is_altered_at_every_entrance(
    learner: User, learned: Course, client: Client
) -> None:
    one = issue(learner, learned)
    for bad in (b'"\\ud800"', b"NaN", b"1e999"):
        data = one.file.replace('"张小明"'.encode(), bad)
        sent = client.post("/records", {"file": SimpleUploadedFile("a.json", data)})
        assert "内容被改过" in sent.content.decode()
        api = client.post("/api/v1/records/check", {"file": data.decode()}, content_type="application/json")
        assert (api.status_code, api.json()) == (200, {"verdict": "altered", "key": ""})
    half = client.post("/api/v1/records/check", '{"file": "\\ud800"}', content_type="application/json")
    assert half.status_code in {200, 400, 422}


def test_the_private_key_is_sealed_and_sealed_anew_with_the_schools_key(
    learner: User, learned: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIYU_SECRET_KEY", "one-key-of-the-school-0123456789")
    issue(learner, learned)
    sealed = SigningKey.objects.get().sealed
    assert vault.unseal(sealed) not in sealed
    monkeypatch.setenv("ZHIYU_SECRET_KEY", "another-key-of-the-school-0123456789")
    monkeypatch.setenv("ZHIYU_SECRET_KEY_OLD", "one-key-of-the-school-0123456789")
    assert vault.reseal_all() == 1
    assert SigningKey.objects.get().sealed != sealed

    monkeypatch.setenv("ZHIYU_SECRET_KEY", "a-third-key-of-the-school-0123456789")
    monkeypatch.setenv("ZHIYU_SECRET_KEY_OLD", "")
    assert "records.signingkey.sealed" in vault.closed()
    with pytest.raises(CannotSign):
        issue(learner, learned, name="张晓明")
    assert Record.objects.count() == 1


def test_by_page_and_by_api_the_file_is_the_same(learner: User, learned: Course, client: Client) -> None:
    make.login(client, learner)
    days = {"since": "2026-01-01", "until": "2026-11-28", "name": "张小明", "course": learned.product.code}
    sent = client.post("/me/records", days)
    number = Record.objects.get().number
    assert sent.headers["Location"] == f"/records/{number}/paper"
    said = client.post("/api/v1/me/records", days, content_type="application/json")

    assert (said.status_code, said.json()["number"]) == (201, number)
    file = client.get(f"/records/{number}/file")
    assert file.content.decode() == said.json()["file"]
    assert client.get("/api/v1/me/records").json()["items"] == [said.json()]
    paper = client.get(f"/records/{number}/paper").content.decode()
    assert "张小明" in paper
    assert f"/records/{number}" in paper
    assert number in client.get("/me/records").content.decode()
    refused = client.post("/me/records", days | {"until": "2027-01-01"})
    assert (refused.status_code, "结束不晚于今天" in refused.content.decode()) == (422, True)


def test_anybody_may_check_it_and_sees_a_masked_name(learner: User, learned: Course, client: Client) -> None:
    one = issue(learner, learned)
    page = client.get(f"/records/{one.number}").content.decode()
    said = client.get(f"/api/v1/records/{one.number}").json()

    assert "签名对得上" in page
    assert "张**" in page
    assert "张小明" not in page + json.dumps(said, ensure_ascii=False)
    assert (said["genuine"], said["proven_seconds"]) == (True, 400)
    assert client.get("/records/ABCDEFGHJKMNPQRS").status_code == 404
    assert client.get("/records", {"number": one.number.lower()}).headers["Location"] == f"/records/{one.number}"
    for tail in ("paper", "file"):
        assert client.get(f"/records/{one.number}/{tail}").status_code == 302
        make.login(client, make.user())
        assert client.get(f"/records/{one.number}/{tail}").status_code == 404
        client.logout()


def test_a_file_that_is_handed_in_is_judged(learner: User, learned: Course, client: Client) -> None:
    one = issue(learner, learned)
    keys = client.get("/.well-known/zhiyu-records.json").json()["keys"]
    assert check(one.file, {keys[0]["name"]: keys[0]["public_key"]}).verdict == Verdict.GENUINE

    changed = one.file.replace(b'"proven_seconds":400', b'"proven_seconds":900')
    for data, words, verdict in ((one.file, "一字不差", "genuine"), (changed, "内容被改过", "altered")):
        sent = client.post("/records", {"file": SimpleUploadedFile("a.json", data)})
        assert words in sent.content.decode()
        api = client.post("/api/v1/records/check", {"file": data.decode()}, content_type="application/json")
        assert api.json()["verdict"] == verdict
    assert client.post("/records", {}).status_code == 422


def test_the_school_issues_for_a_learner_and_sees_theirs(learner: User, learned: Course, client: Client) -> None:
    owner = make.user(role="owner")
    make.login(client, owner)
    days = {"since": "2026-01-01", "until": "2026-11-28", "name": "张小明", "course": learned.product.code}
    address = f"/studio/learners/{learner.pk}/records"
    number = client.post(address, days).headers["Location"].split("/")[2]

    assert Record.objects.get().user == learner
    assert number in client.get(address).content.decode()
    assert client.get(f"/api/v1{address}").json()["items"][0]["number"] == number
    assert client.post(f"/api/v1{address}", days, content_type="application/json").json()["number"] == number
    assert address in client.get(f"/studio/learners/{learner.pk}").content.decode()
    assert AuditEntry.objects.get(action="records.issued").actor_id == owner.pk


def test_who_leaves_takes_it_along(learner: User, learned: Course, client: Client) -> None:
    one = issue(learner, learned)
    assert RECORDS.export(learner.pk) == [{"record": one.said, "signature": one.row.signature}]
    assert RECORDS.lost(learner.pk)

    RECORDS.forget(learner.pk)
    assert client.get(f"/records/{one.number}").status_code == 404
    assert check(one.file, queries.keys_by_name()).verdict == Verdict.GENUINE


@pytest.mark.parametrize(("name", "seen"), [("张小明", "张**"), ("王五", "王*"), ("A", "A*"), ("欧阳娜娜", "欧**")])
def test_a_masked_name_keeps_its_first_sign(name: str, seen: str) -> None:
    assert masked(name) == seen


def test_what_cannot_be_seen_is_in_no_name(learner: User, learned: Course) -> None:
    assert issue(learner, learned, name=" 张\u202e小\u200b明\x00 ").said["name"] == "张小明"


@pytest.mark.django_db(transaction=True)
def test_asked_for_many_times_at_once_it_is_one_with_one_key() -> None:
    learner, course = make.user(), make.course(lessons=1)
    grant(user_id=learner.pk, product_id=course.product_id, source="staff:1")
    mark_complete(user_id=learner.pk, lesson_id=Lesson.objects.get().pk)
    school()  # who makes its row would hold the others up
    together = threading.Barrier(6)
    numbers = []

    def ask() -> None:
        connections["default"].ensure_connection()
        together.wait()
        numbers.append(issue(learner, course, until=queries.today().isoformat()).number)
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert numbers == [Record.objects.get().number] * 6
    assert SigningKey.objects.count() == 1
