"""A copy that was read: what the owner is told, who decides, and what leaves as evidence."""

import hashlib
import io
import json
import zipfile

import pytest
from django.test import Client

from tests import make
from tests.media import films
from tests.tracing import made
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Lesson
from zhiyu.media.actions import store_file
from zhiyu.platform.models import AuditEntry
from zhiyu.tracing import actions
from zhiyu.tracing.errors import CopyRefused, NoteMissing, NotReviewable
from zhiyu.tracing.models import Inquiry

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> User:
    person = make.user(role="owner", name="店主")
    make.login(client, person)
    return person


@pytest.fixture
def lesson(settings: object, tmp_path: object) -> Lesson:
    settings.MEDIA_DIR = tmp_path  # type: ignore[attr-defined]
    return made.lesson()


def test_a_sure_copy_names_its_account_with_the_chance_of_a_mistake(
    client: Client, owner: User, lesson: Lesson
) -> None:
    del owner
    leaker = make.user(name="林晓")
    asked = made.inquiry(lesson, leaker, [make.user() for _ in range(20)], read=30)
    page = client.get(f"/studio/traces/{asked.pk}").content.decode()
    assert "几乎可以肯定，这份拷贝来自 林晓" in page
    assert "1/1,073,741,824" in page
    assert "账号不等于人" in page
    assert page.count("可以指认</span>") == 1
    said = client.get(f"/api/v1/studio/traces/{asked.pk}").json()
    assert [one["name"] for one in said["suspects"] if one["accused"]] == [f"林晓 {leaker.masked_phone}"]
    assert (said["segments"], said["accounts"], said["review"]) == (30, 21, "open")


def test_a_short_copy_names_nobody_and_says_so(client: Client, owner: User, lesson: Lesson) -> None:
    asked = made.inquiry(lesson, make.user(), [owner], read=12)
    page = client.get(f"/studio/traces/{asked.pk}").content.decode()
    assert "不能指认任何人" in page
    assert "请不要拿这张表去问任何人" in page
    assert "由人来定" not in page
    assert client.get(f"/studio/traces/{asked.pk}/evidence.zip").status_code == 404
    with pytest.raises(NotReviewable):
        actions.review(inquiry_id=asked.pk, actor_id=owner.pk, confirmed=True, note="就是他")


def test_a_person_decides_once_and_with_a_reason(client: Client, owner: User, lesson: Lesson) -> None:
    asked = made.inquiry(lesson, make.user(), [owner], read=30)
    with pytest.raises(NoteMissing):
        actions.review(inquiry_id=asked.pk, actor_id=owner.pk, confirmed=True, note=" ")
    assert client.post(f"/studio/traces/{asked.pk}/review", {"review": "confirmed"}).status_code == 422
    sent = {"review": "confirmed", "note": "他自己承认了"}
    assert client.post(f"/studio/traces/{asked.pk}/review", sent).status_code == 302
    with pytest.raises(NotReviewable):
        actions.review(inquiry_id=asked.pk, actor_id=owner.pk, confirmed=False, note="算了")
    asked.refresh_from_db()
    assert (asked.review, asked.note, asked.reviewed_by_id) == ("confirmed", "他自己承认了", owner.pk)
    noted = AuditEntry.objects.get(action="tracing.reviewed")
    assert (noted.actor_id, noted.detail["note"]) == (owner.pk, "他自己承认了")
    assert "他自己承认了" in client.get(f"/studio/traces/{asked.pk}").content.decode()


def test_the_evidence_is_whole_sealed_and_names_nobody_who_is_not_accused(
    client: Client, owner: User, lesson: Lesson
) -> None:
    leaker, other = make.user(name="林晓"), make.user(name="无辜的人")
    make.order(buyer=leaker, of=lesson.chapter.course)
    asked = made.inquiry(lesson, leaker, [other], read=30)
    answer = client.get(f"/studio/traces/{asked.pk}/evidence.zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files["manifest.json"])
    assert files["seal.txt"].decode() == hashlib.sha256(files["manifest.json"]).hexdigest()
    assert manifest["sha256"] == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name not in {"manifest.json", "seal.txt"}
    }
    assert set(files) > {"issued.csv", "orders.csv", "devices.csv", "agreements.csv", "plays.csv", "audit.csv"}
    verdict = json.loads(files["verdict.json"])
    assert (verdict["file"]["sha256"], verdict["accounts"][0]["name"]) == ("ab" * 32, "林晓")
    assert [one["account"] for one in verdict["answer"]["verdict"]["suspects"]] == [leaker.pk, None]
    assert "无辜的人" not in b"".join(files.values()).decode()
    assert str(leaker.pk) in files["issued.csv"].decode()
    assert AuditEntry.objects.filter(action="leak_evidence.exported", actor_id=owner.pk).count() == 1


def test_what_is_no_copy_or_cannot_be_read_is_refused_in_words(owner: User, lesson: Lesson) -> None:
    del lesson
    text = store_file(path=films.wrong("a.txt", "抄下来的".encode()), name="a.txt", owner_id=owner.pk, expect="kept")
    with pytest.raises(CopyRefused):
        actions.hand_in(asset_id=text.pk, actor_id=owner.pk)
    short = store_file(path=films.film(seconds=2), name="a.mp4", owner_id=owner.pk, expect="kept")
    asked = actions.hand_in(asset_id=short.pk, actor_id=owner.pk)
    actions.look_into(asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.error) == ("refused", "这个文件不到四秒，读不出什么。")
    actions.ask_again(inquiry_id=asked.pk, actor_id=owner.pk)
    Inquiry.objects.update(tries=3)
    actions.look_into(asked.pk)
    asked.refresh_from_db()
    assert "读不了" in asked.error, "what took its reader with it three times is given up"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_questions_however_long(
    client: Client, owner: User, lesson: Lesson, count: int, django_assert_num_queries: object
) -> None:
    del owner, lesson
    for n in range(count):
        Inquiry.objects.create(name=f"{n}.mp4", sha256="0" * 64)
        made.lesson()
    client.get("/studio/traces")
    with django_assert_num_queries(8):  # type: ignore[operator]
        page = client.get("/studio/traces").content.decode()
    assert page.count(".mp4</a>") == count
    assert page.count("已生效") == count + 1
