"""An S3-compatible store: a backup goes there as it is made, in parts that the store checks by their MD5.

Settings: ``S3_ENDPOINT`` (unset: Amazon's own), ``S3_BUCKET``, ``S3_ACCESS_KEY``, ``S3_SECRET_KEY``, ``S3_REGION``,
``S3_PREFIX``.
"""

import base64
import hashlib
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from zhiyu.backups.errors import ArchiveRefused, BackupFailed
from zhiyu.kernel.home import home
from zhiyu.platform.s3 import connect

SMALLEST_PART = 16 * 1024 * 1024
MOST_PARTS = 9_000  # the protocol takes 10,000
LINK_SECONDS = 600


def configured() -> bool:
    return bool(os.environ.get("S3_BUCKET"))


def prefixed(name: str) -> str:
    """The address of a new backup in the school's own bucket and folder."""
    prefix = os.environ.get("S3_PREFIX", "").strip("/")
    return f"s3://{os.environ['S3_BUCKET']}/{prefix + '/' if prefix else ''}{name}"


def client() -> Any:
    return connect(
        endpoint=os.environ.get("S3_ENDPOINT", ""),
        access_key=os.environ.get("S3_ACCESS_KEY", ""),
        secret_key=os.environ.get("S3_SECRET_KEY", ""),
        region=os.environ.get("S3_REGION", ""),
    )


@contextmanager
def in_words(kind: type[ArchiveRefused] | type[BackupFailed]) -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 -- see client()

    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise kind(_("对象存储没有答应：%(error)s") % {"error": error}) from None


class Multipart(io.RawIOBase):
    """What is written is uploaded part by part; the object appears when ``complete`` is called."""

    def __init__(self, store: Any, bucket: str, key: str, *, part: int) -> None:
        super().__init__()
        self.store, self.part, self.count = store, part, 0
        self.where = {"Bucket": bucket, "Key": key}
        self.upload = store.create_multipart_upload(**self.where, ContentType="application/octet-stream")["UploadId"]
        self.waiting, self.parts = bytearray(), list[dict[str, Any]]()

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.count

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self.waiting += data
        self.count += len(data)
        while len(self.waiting) >= self.part:
            self.send(bytes(self.waiting[: self.part]))
            del self.waiting[: self.part]
        return len(data)

    def send(self, piece: bytes) -> None:
        number = len(self.parts) + 1
        md5 = base64.b64encode(hashlib.md5(piece, usedforsecurity=False).digest()).decode()
        with in_words(BackupFailed):
            answer = self.store.upload_part(
                **self.where, UploadId=self.upload, PartNumber=number, Body=piece, ContentMD5=md5
            )
        self.parts.append({"PartNumber": number, "ETag": answer["ETag"]})

    def complete(self) -> None:
        self.send(bytes(self.waiting))
        self.waiting.clear()
        with in_words(BackupFailed):
            self.store.complete_multipart_upload(
                **self.where, UploadId=self.upload, MultipartUpload={"Parts": self.parts}
            )

    def abort(self) -> None:
        self.store.abort_multipart_upload(**self.where, UploadId=self.upload)


@dataclass(frozen=True)
class Object:
    bucket: str
    key: str

    @classmethod
    def at(cls, address: str) -> "Object":
        parts = urlsplit(address)
        key = parts.path.lstrip("/")
        if not parts.netloc or not key:
            raise BackupFailed(_("要写成 s3://桶/名称，现在是 %(address)s") % {"address": address})
        return cls(parts.netloc, key)

    @property
    def name(self) -> str:
        return f"s3://{self.bucket}/{self.key}"

    def size(self) -> int:
        with in_words(ArchiveRefused):
            return int(client().head_object(Bucket=self.bucket, Key=self.key)["ContentLength"])

    @contextmanager
    def reading(self) -> Iterator[BinaryIO]:
        with in_words(ArchiveRefused):
            body = client().get_object(Bucket=self.bucket, Key=self.key)["Body"]
            try:
                yield body
            finally:
                body.close()

    @contextmanager
    def writing(self, expected: int) -> Iterator[BinaryIO]:
        """On an error inside, the parts that were sent are thrown away."""
        with in_words(BackupFailed):
            out = Multipart(client(), self.bucket, self.key, part=max(SMALLEST_PART, expected * 2 // MOST_PARTS))
        try:
            yield out  # type: ignore[misc]
            out.complete()
        except BaseException:
            with in_words(BackupFailed):
                out.abort()
            raise

    def work(self) -> Path:
        return home() / "backups" / f"{self.key.rsplit('/', 1)[-1]}.taking"

    def remove(self) -> None:
        shutil.rmtree(self.work(), ignore_errors=True)
        with in_words(BackupFailed):
            client().delete_object(Bucket=self.bucket, Key=self.key)

    def link(self) -> str:
        """An address that downloads it for ten minutes, without our login."""
        with in_words(ArchiveRefused):
            where = {"Bucket": self.bucket, "Key": self.key}
            return str(client().generate_presigned_url("get_object", Params=where, ExpiresIn=LINK_SECONDS))
