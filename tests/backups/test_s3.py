"""A store that speaks S3 (moto answers where HTTP would leave): backups go there whole and come back whole."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws
from pytest_django import Settings

from tests import make
from zhiyu.backups import places, s3
from zhiyu.backups.errors import ArchiveRefused, BackupFailed
from zhiyu.media.keys import master_key

SECRET = b"four words on paper"


def quiet(_done: int, _whole: int) -> None:
    pass


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name, value in {
        "S3_BUCKET": "school",
        "S3_PREFIX": "/nightly/",
        "S3_ACCESS_KEY": "key",
        "S3_SECRET_KEY": "secret",
        "S3_REGION": "cn-north-1",
    }.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        client = s3.client()
        client.create_bucket(Bucket="school", CreateBucketConfiguration={"LocationConstraint": "cn-north-1"})
        yield client


@pytest.fixture
def home(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_DIR = tmp_path / "media"
    monkeypatch.setenv("ZHIYU_HOME", str(tmp_path))
    master_key.cache_clear()


def kept(store: Any) -> list[str]:
    return [one["Key"] for one in store.list_objects_v2(Bucket="school").get("Contents", [])]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("home")
def test_a_backup_goes_into_the_bucket_and_is_read_back(store: Any) -> None:
    make.user()
    at = places.place(s3.prefixed("one.zhiyu"))

    manifest, size = places.make(at, passphrase=SECRET, writing=quiet, reading=quiet)

    assert at.name == "s3://school/nightly/one.zhiyu"
    assert kept(store) == ["nightly/one.zhiyu"]
    assert size == at.size() > manifest.bytes
    assert places.check(at, passphrase=SECRET, progress=quiet) == manifest
    at.remove()
    assert kept(store) == []


def test_parts_of_a_large_backup_are_put_together_in_order(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3, "SMALLEST_PART", 5 * 2**20)
    at = s3.Object.at("s3://school/large")
    pieces = [bytes([number]) * 700_000 for number in range(20)]

    with at.writing(1000) as out:
        for piece in pieces:
            out.write(piece)

    with at.reading() as body:
        assert body.read() == b"".join(pieces)
    assert store.head_object(Bucket="school", Key="large", PartNumber=1)["ContentLength"] == 5 * 2**20


def break_off(at: s3.Object) -> None:
    with at.writing(1000) as out:
        out.write(b"x" * 17 * 2**20)
        raise OSError("disk")


def test_a_backup_that_breaks_off_leaves_no_object_and_no_parts(store: Any) -> None:
    with pytest.raises(OSError, match="disk"):
        break_off(s3.Object.at("s3://school/broken"))

    assert kept(store) == []
    assert "Uploads" not in store.list_multipart_uploads(Bucket="school")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("home")
def test_a_store_that_does_not_give_back_what_it_got_is_found_out(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    send = s3.Multipart.send
    monkeypatch.setattr(s3.Multipart, "send", lambda self, piece: send(self, piece[:5000] + b"!" + piece[5001:]))

    with pytest.raises(ArchiveRefused, match="损坏"):
        places.make(places.place(s3.prefixed("bad.zhiyu")), writing=quiet, reading=quiet)

    assert kept(store) == []


@pytest.mark.usefixtures("store")
def test_what_is_not_there_and_what_is_no_address_are_told() -> None:
    with pytest.raises(ArchiveRefused, match="Not Found"):
        s3.Object.at("s3://school/nothing").size()
    with pytest.raises(BackupFailed, match="s3://"):
        s3.Object.at("s3://school")
