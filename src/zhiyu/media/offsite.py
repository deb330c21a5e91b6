"""Ciphertext in a store elsewhere: what its objects are called, and addresses of them that are good for minutes.

Segments of films alone lie there. Originals, keys, playlists, pictures and pages never leave.
"""

import base64
import functools
import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from zhiyu.media import keys
from zhiyu.platform import s3

LIFE_SECONDS = 600
QUICK_SECONDS = 5
BROWSERS_KEEP = "private, max-age=14400"
PROBE = b"zhiyu"
PROBE_NAME = "probe"


class StoreFailed(Exception):
    """The store did not answer, or gave back other bytes than it was given."""


@dataclass(frozen=True, kw_only=True)
class Store:
    endpoint: str
    bucket: str
    access_key: str
    secret_key: str
    region: str
    prefix: str
    style: str
    origin: str

    @property
    def id(self) -> str:
        """What rows know it by: another bucket or folder is another store."""
        return hashlib.sha256(f"{self.endpoint}\n{self.bucket}\n{self.prefix}".encode()).hexdigest()[:16]

    def client(self, *, seconds: int = 60) -> Any:
        return _client(self, seconds)

    def key(self, name: str) -> str:
        return f"{self.prefix}{name}"

    def address(self, name: str) -> str:
        """Signed here, without a word to the store."""
        where = {"Bucket": self.bucket, "Key": self.key(name)}
        return str(self.client().generate_presigned_url("get_object", Params=where, ExpiresIn=LIFE_SECONDS))

    def holds(self, name: str, content: bytes) -> bool:
        """Whether these very bytes are there, as far as its own checksum says."""
        found = self.head(name)
        return found is not None and found[0] == len(content) and found[1] == md5_of(content)

    def head(self, name: str) -> tuple[int, str] | None:
        """(size, the store's checksum)"""
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 -- see platform.s3

        try:
            found = self.client().head_object(Bucket=self.bucket, Key=self.key(name))
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] in {403, 404}:  # without leave to list, 403 is "no"
                return None
            raise StoreFailed(str(error)) from None
        except BotoCoreError as error:
            raise StoreFailed(str(error)) from None
        return int(found["ContentLength"]), str(found["ETag"]).strip('"')

    def put(self, name: str, content: bytes) -> None:
        """The store refuses what does not arrive as it left; one that has another checksum is read back."""
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 -- see platform.s3

        where = {"Bucket": self.bucket, "Key": self.key(name)}
        proof = base64.b64encode(bytes.fromhex(md5_of(content))).decode()
        try:
            answer = self.client().put_object(
                **where, Body=content, ContentMD5=proof, ContentType="video/mp2t", CacheControl=BROWSERS_KEEP
            )
            if str(answer["ETag"]).strip('"') == md5_of(content):
                return
            if self.client().get_object(**where)["Body"].read() == content:
                return
        except (ClientError, BotoCoreError) as error:
            raise StoreFailed(str(error)) from None
        raise StoreFailed(f"{name} came back as something else")

    def remove(self, name: str) -> None:
        """Gone already is gone."""
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 -- see platform.s3

        try:
            self.client().delete_object(Bucket=self.bucket, Key=self.key(name))
        except (ClientError, BotoCoreError) as error:
            raise StoreFailed(str(error)) from None

    def probe(self) -> None:
        """Write and read a few bytes, without patience. Raises ``StoreFailed``."""
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 -- see platform.s3

        where, content = {"Bucket": self.bucket, "Key": self.key(PROBE_NAME)}, PROBE + secrets.token_bytes(4)
        client = self.client(seconds=QUICK_SECONDS)
        try:
            client.put_object(**where, Body=content)
            if client.get_object(**where)["Body"].read()[: len(PROBE)] != PROBE:
                raise StoreFailed("what was written comes back as something else")
        except (ClientError, BotoCoreError) as error:
            raise StoreFailed(str(error)) from None


def md5_of(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


@functools.lru_cache(maxsize=8)
def _client(store: Store, seconds: int) -> Any:
    """Threads share it."""
    return s3.connect(
        endpoint=store.endpoint,
        access_key=store.access_key,
        secret_key=store.secret_key,
        region=store.region,
        style=store.style,
        seconds=seconds,
    )


def store() -> Store | None:
    return Store(**settings.MEDIA_STORE) if settings.MEDIA_STORE else None


def object_name(asset_id: UUID, folder: str, number: int) -> str:
    """Nobody can guess it, and of two variants' segments no name says which is which or of which film it is."""
    return keys.nameless(f"{asset_id}/{folder}/{number}")


def moment(every: int) -> int:
    """The same number for so many seconds: for what may be known for a while."""
    return int(time.monotonic()) // every
