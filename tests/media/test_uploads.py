import hashlib
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests import make
from tests.media import films
from tests.media.packaged import run_jobs
from tests.media.together import together
from zhiyu.accounts.models import Device, User
from zhiyu.kernel.clock import now
from zhiyu.media import files
from zhiyu.media.actions import append, begin_upload, complete, settled, tidy
from zhiyu.media.errors import OffsetMismatch, UploadTooLarge
from zhiyu.media.models import Asset, Upload

pytestmark = pytest.mark.django_db
PART = 40_000


@pytest.fixture
def creator(db: None) -> User:
    del db
    return make.user(role="creator")


@pytest.fixture
def film() -> bytes:
    return films.film().read_bytes()


class Uploader:
    """A tus client that does as it is told."""

    def __init__(self, user: User | None) -> None:
        self.client = Client(headers={"Tus-Resumable": "1.0.0"})
        if user:
            self.client.force_login(user)

    def create(self, size: int, name: str = "课 一.mp4", **said: str) -> Any:
        pairs = {"filename": name, **said}
        sent = ",".join(f"{k} {b64encode(v.encode()).decode()}" for k, v in pairs.items())
        return self.client.post("/media/uploads", headers={"Upload-Length": str(size), "Upload-Metadata": sent})

    def patch(self, at: str, content: bytes, offset: int, **headers: str) -> Any:
        return self.client.patch(
            at,
            content,
            content_type="application/offset+octet-stream",
            headers={"Upload-Offset": str(offset)} | headers,
        )

    def send(self, content: bytes, name: str = "课 一.mp4", **said: str) -> Any:
        at = self.create(len(content), name, **said).headers["Location"]
        for offset in range(0, len(content), PART):
            answer = self.patch(at, content[offset : offset + PART], offset)
        return answer


def test_a_film_arrives_in_parts_and_becomes_an_asset(creator: User, film: bytes) -> None:
    sender = Uploader(creator)
    created = sender.create(len(film), filetype="video/mp4", expect="video")
    assert (created.status_code, created.headers["Tus-Resumable"]) == (201, "1.0.0")
    at = created.headers["Location"]
    for offset in range(0, len(film), PART):
        looked = sender.client.head(at)
        assert (looked.status_code, looked.headers["Upload-Offset"]) == (200, str(offset))
        assert (looked.headers["Upload-Length"], looked.headers["Cache-Control"]) == (str(len(film)), "no-store")
        answer = sender.patch(at, film[offset : offset + PART], offset)
        assert answer.status_code == 204
    asset = Asset.objects.get()
    assert answer.headers["Zhiyu-Asset"] == str(asset.pk)
    assert (asset.name, asset.owner, asset.size, asset.sha256) == (
        "课 一.mp4",
        creator,
        len(film),
        hashlib.sha256(film).hexdigest(),
    )
    assert files.original(asset).read_bytes() == film
    assert list(files.uploads_dir().iterdir()) == []
    assert sender.client.head(at).headers["Zhiyu-Asset"] == str(asset.pk)
    run_jobs()
    asset.refresh_from_db()
    assert asset.state == "ready"


def test_what_the_server_speaks(creator: User) -> None:
    answer = Uploader(creator).client.options("/media/uploads", headers={"Tus-Resumable": ""})
    assert (answer.status_code, answer.headers["Tus-Version"]) == (204, "1.0.0")
    assert answer.headers["Tus-Extension"] == "creation,termination,checksum"
    old = Uploader(creator).client.post("/media/uploads", headers={"Tus-Resumable": "0.2.2"})
    assert (old.status_code, old.headers["Tus-Version"]) == (412, "1.0.0")


def test_only_creators_upload_and_only_their_own(creator: User, film: bytes) -> None:
    assert Uploader(None).create(9).status_code == 401
    assert Uploader(make.user()).create(9).status_code == 403
    at = Uploader(creator).create(len(film)).headers["Location"]
    other = Uploader(make.user(role="creator"))
    found = [other.client.head(at), other.patch(at, b"x", 0), other.client.delete(at)]
    assert [x.status_code for x in found] == [404] * 3
    assert Upload.objects.count() == 1


def test_an_upload_asks_of_staff_what_the_studio_asks(creator: User, settings: Settings) -> None:
    settings.STAFF_MFA = "required"
    refused = Uploader(creator).create(9)
    assert (refused.status_code, refused.json()["code"]) == (403, "factor_missing")
    settings.STAFF_MFA = "offered"
    away = Uploader(creator)
    assert away.create(9).status_code == 201
    Device.objects.update(networks=["203.0.0.0/16"])
    refused = away.create(9)
    assert (refused.status_code, refused.json()["code"]) == (403, "proof_needed")
    assert Upload.objects.count() == 1


def test_a_name_with_a_nul_is_refused(creator: User) -> None:
    assert Uploader(creator).create(9, "a\0.mp4").status_code == 400
    assert Uploader(creator).create(9, filetype="video\0").status_code == 400
    assert not Upload.objects.exists()


def test_a_forged_form_cannot_upload(creator: User) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Tus-Resumable": "1.0.0"})
    client.force_login(creator)
    assert client.post("/media/uploads", headers={"Upload-Length": "9"}).status_code == 403
    assert not Upload.objects.exists()


def test_the_place_must_fit(creator: User, film: bytes) -> None:
    sender = Uploader(creator)
    at = sender.create(len(film)).headers["Location"]
    sender.patch(at, film[:PART], 0)
    wrong = sender.patch(at, film[:PART], 0)
    assert (wrong.status_code, wrong.json()["offset"]) == (409, PART)
    assert sender.patch(at, film[:9], PART + 1).status_code == 409
    assert sender.patch(at, film[PART:], PART).status_code == 204
    assert sender.patch(at, b"more", len(film)).status_code == 409


def test_a_spoilt_part_is_sent_again(creator: User, film: bytes) -> None:
    sender = Uploader(creator)
    at = sender.create(len(film)).headers["Location"]
    right = "sha1 " + b64encode(hashlib.sha1(film[:PART], usedforsecurity=False).digest()).decode()
    assert sender.patch(at, b"!" + film[1:PART], 0, **{"Upload-Checksum": right}).status_code == 460
    assert sender.client.head(at).headers["Upload-Offset"] == "0"
    assert sender.patch(at, film[:PART], 0, **{"Upload-Checksum": right}).status_code == 204
    assert sender.patch(at, film[PART:], PART).headers["Zhiyu-Asset"]


@pytest.mark.parametrize(
    ("headers", "content_type", "status"),
    [
        ({"Upload-Offset": "0"}, "application/octet-stream", 415),
        ({"Upload-Offset": "-1"}, "application/offset+octet-stream", 400),
        ({"Upload-Offset": "²"}, "application/offset+octet-stream", 400),
        ({}, "application/offset+octet-stream", 400),
        ({"Upload-Offset": "0", "Upload-Checksum": "md5 AAAA"}, "application/offset+octet-stream", 400),
        ({"Upload-Offset": "0", "Upload-Checksum": "sha1 ???"}, "application/offset+octet-stream", 400),
        ({"Upload-Offset": "0", "Content-Length": str(64 * 2**20)}, "application/offset+octet-stream", 413),
    ],
)
def test_other_dialects_are_refused(creator: User, headers: dict[str, str], content_type: str, status: int) -> None:
    sender = Uploader(creator)
    at = sender.create(100).headers["Location"]
    answer = sender.client.patch(at, b"x" * 10, content_type=content_type, headers=headers)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert sender.client.put(at).status_code == 405


def test_sizes_have_limits(creator: User, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sender = Uploader(creator)
    settings.MEDIA_MAX_UPLOAD = 1000
    assert sender.create(0).json()["cause"] == "empty"
    assert sender.create(1001).json()["code"] == "upload_too_large"
    at = sender.create(1000).headers["Location"]
    assert sender.patch(at, b"x" * 1001, 0).status_code == 413
    assert sender.client.head(at).headers["Upload-Offset"] == "0"
    monkeypatch.setattr(files, "free_bytes", lambda: settings.DISK_RESERVE)
    assert sender.create(10).json()["code"] == "disk_full"
    assert sender.create(10, expect="poem").status_code == 400


@pytest.mark.parametrize(
    ("name", "said", "cause"), [("课.mp4", {}, "damaged"), ("课.mp3", {"expect": "video"}, "wrong_kind")]
)
def test_a_refused_upload_leaves_nothing(
    creator: User, media_dir: Path, name: str, said: dict[str, str], cause: str
) -> None:
    content = b"\1\2junk" * 3000 if cause == "damaged" else films.sound().read_bytes()
    answer = Uploader(creator).send(content, name=name, **said)
    assert (answer.status_code, answer.json()["code"], answer.json()["cause"]) == (422, "media_refused", cause)
    assert "《课" in answer.json()["detail"]
    assert not Upload.objects.exists()
    assert not Asset.objects.exists()
    assert [x for x in media_dir.rglob("*") if x.is_file()] == []


def test_an_upload_can_be_given_up(creator: User, film: bytes) -> None:
    sender = Uploader(creator)
    at = sender.create(len(film)).headers["Location"]
    sender.patch(at, film[:PART], 0)
    assert sender.client.delete(at).status_code == 204
    assert list(files.uploads_dir().iterdir()) == []
    assert sender.client.head(at).status_code == 404


def test_bytes_on_disk_that_were_never_committed_never_happened(creator: User, film: bytes) -> None:
    upload = begin_upload(owner_id=creator.pk, name="a.mp4", size=len(film))
    append(upload_id=upload.pk, owner_id=creator.pk, offset=0, chunks=[film[:PART]])
    with files.upload(upload.pk).open("ab") as target:
        target.write(b"killed between write and commit")
    append(upload_id=upload.pk, owner_id=creator.pk, offset=PART, chunks=[film[PART:]])
    asset = complete(upload_id=upload.pk, owner_id=creator.pk)
    assert asset
    assert files.original(asset).read_bytes() == film


def test_committed_bytes_that_the_disk_lost_are_asked_for_again(creator: User, film: bytes) -> None:
    upload = begin_upload(owner_id=creator.pk, name="a.mp4", size=len(film))
    append(upload_id=upload.pk, owner_id=creator.pk, offset=0, chunks=[film[:PART]])
    files.upload(upload.pk).write_bytes(film[:100])
    assert settled(upload_id=upload.pk, owner_id=creator.pk).received == 100
    files.upload(upload.pk).unlink()
    assert settled(upload_id=upload.pk, owner_id=creator.pk).received == 0


def test_an_upload_killed_after_its_last_byte_is_completed_by_the_next_look(creator: User, film: bytes) -> None:
    sender = Uploader(creator)
    at = sender.create(len(film)).headers["Location"]
    upload = Upload.objects.get()
    append(upload_id=upload.pk, owner_id=creator.pk, offset=0, chunks=[film])
    assert not Asset.objects.exists()
    found = {sender.client.head(at).headers["Zhiyu-Asset"] for _ in range(2)}
    assert found == {str(Asset.objects.get().pk)}


def test_forgotten_uploads_are_swept(creator: User) -> None:
    old = begin_upload(owner_id=creator.pk, name="a.mp4", size=9)
    new = begin_upload(owner_id=creator.pk, name="b.mp4", size=9)
    Upload.objects.filter(pk=old.pk).update(touched_at=now().replace(year=2020))
    tidy()
    assert list(Upload.objects.all()) == [new]
    assert [x.name for x in files.uploads_dir().iterdir()] == [str(new.pk)]


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_at_one_place_one_wins_and_the_file_is_whole(film: bytes) -> None:
    creator = make.user(role="creator")
    upload = begin_upload(owner_id=creator.pk, name="a.mp4", size=len(film))
    parts = [film[i : i + 1000] for i in range(0, len(film), 1000)]

    def write() -> str:
        try:
            append(upload_id=upload.pk, owner_id=creator.pk, offset=0, chunks=parts)
        except OffsetMismatch:
            return "out of place"
        return "written"

    outcomes = together(*[write] * 4)
    assert sorted(outcomes) == ["out of place"] * 3 + ["written"]
    assert files.upload(upload.pk).read_bytes() == film


@pytest.mark.django_db(transaction=True)
def test_an_upload_completed_twice_at_once_is_one_asset(film: bytes) -> None:
    creator = make.user(role="creator")
    upload = begin_upload(owner_id=creator.pk, name="a.mp4", size=len(film))
    append(upload_id=upload.pk, owner_id=creator.pk, offset=0, chunks=[film])
    made = together(*[lambda: complete(upload_id=upload.pk, owner_id=creator.pk)] * 3)
    assert made == [Asset.objects.get()] * 3


def test_more_than_was_said_is_refused(creator: User) -> None:
    upload = begin_upload(owner_id=creator.pk, name="a.mp4", size=5)
    with pytest.raises(UploadTooLarge):
        append(upload_id=upload.pk, owner_id=creator.pk, offset=0, chunks=[b"123", b"456"])
    assert settled(upload_id=upload.pk, owner_id=creator.pk).received == 0
    assert files.upload(upload.pk).read_bytes() == b""
