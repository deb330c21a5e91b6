"""Resumable uploads. What the row says is safe on disk; what is on disk beyond that never happened."""

import hashlib
import os
from collections.abc import Iterable
from io import FileIO
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.kernel.errors import NotFound
from zhiyu.media import files
from zhiyu.media.actions.store import store_file
from zhiyu.media.errors import ChecksumMismatch, MediaRefused, OffsetMismatch, UploadTooLarge
from zhiyu.media.models import Asset, Upload
from zhiyu.media.probe import refused

Checksum = tuple[str, bytes]


def begin_upload(*, owner_id: int, name: str, size: int, mime: str = "", expect: str = "") -> Upload:
    name = files.plain_name(name) or "upload"
    if not size:
        raise refused("empty", name)
    if size > settings.MEDIA_MAX_UPLOAD:
        most = settings.MEDIA_MAX_UPLOAD // 2**20
        raise UploadTooLarge(_("文件太大了，最大 %(most)s MB。请压缩后再上传。") % {"most": most})
    files.require_space(size)
    upload = Upload(owner_id=owner_id, name=name, size=size, mime=mime[:100], expect=expect)
    with files.room_needed():
        files.uploads_dir().mkdir(parents=True, exist_ok=True)
        files.upload(upload.pk).touch()
    upload.save(force_insert=True)
    return upload


@transaction.atomic
def append(
    *, upload_id: UUID, owner_id: int, offset: int, chunks: Iterable[bytes], checksum: Checksum | None = None
) -> Upload:
    """Write at ``offset``, which must be where the file ends. A second writer waits, then is out of place."""
    upload = locked(upload_id=upload_id, owner_id=owner_id)
    mend(upload)
    if upload.asset_id is not None or offset != upload.received:
        raise OffsetMismatch(extra={"offset": upload.received})
    files.require_space(0)
    upload.received += written(files.upload(upload.pk), chunks, upload=upload, checksum=checksum)
    upload.save(update_fields=["received", "touched_at"])
    return upload


def written(path: Path, chunks: Iterable[bytes], *, upload: Upload, checksum: Checksum | None) -> int:
    """How many bytes are now safe behind those that were."""
    digest = hashlib.new(checksum[0], usedforsecurity=False) if checksum else None
    count = 0
    with files.room_needed(), path.open("r+b", buffering=0) as target:
        target.seek(upload.received)
        for chunk in chunks:
            count += len(chunk)
            if upload.received + count > upload.size:
                raise UploadTooLarge(_("收到的内容比声明的文件大。请重新上传。"))
            write_all(target, chunk, back_to=upload.received)
            if digest:
                digest.update(chunk)
        if checksum and digest and digest.digest() != checksum[1]:
            raise ChecksumMismatch
        os.fsync(target.fileno())
    return count


def write_all(target: FileIO, chunk: bytes, *, back_to: int) -> None:
    """What did not fit as a whole is taken off again: the little that is left of the disk is not ours."""
    rest = memoryview(chunk)
    try:
        while rest:
            rest = rest[target.write(rest) :]
    except OSError:
        target.truncate(back_to)
        raise


def mend(upload: Upload) -> None:
    """After a kill the file may be longer than what was committed, after a power cut or a lost disk shorter."""
    path = files.upload(upload.pk)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as found:
        size = found.tell()
        if size > upload.received:
            found.truncate(upload.received)
    if size < upload.received and upload.asset_id is None:
        upload.received = size
        upload.save(update_fields=["received", "touched_at"])


@transaction.atomic
def settled(*, upload_id: UUID, owner_id: int) -> Upload:
    """The upload as it really is on disk, for the client to go on from."""
    upload = locked(upload_id=upload_id, owner_id=owner_id)
    if upload.asset_id is None:
        mend(upload)
    return upload


def complete(*, upload_id: UUID, owner_id: int) -> Asset | None:
    """Make a whole upload an asset, once; None while bytes are missing. Refused files leave nothing behind."""
    try:
        with transaction.atomic():
            upload = locked(upload_id=upload_id, owner_id=owner_id)
            if upload.asset is not None or upload.received < upload.size:
                return upload.asset
            path = files.upload(upload.pk)
            with files.room_needed():
                upload.asset = store_file(path=path, name=upload.name, owner_id=owner_id, expect=upload.expect)
            upload.save(update_fields=["asset", "touched_at"])
    except MediaRefused:
        drop_upload(upload_id=upload_id, owner_id=owner_id)
        raise
    path.unlink(missing_ok=True)
    return upload.asset


@transaction.atomic
def drop_upload(*, upload_id: UUID, owner_id: int) -> None:
    locked(upload_id=upload_id, owner_id=owner_id).delete()
    files.upload(upload_id).unlink(missing_ok=True)


def locked(*, upload_id: UUID, owner_id: int) -> Upload:
    # No join here: a row that was waited for is read anew, what it is joined with is not.
    upload = Upload.objects.select_for_update().filter(pk=upload_id, owner_id=owner_id).first()
    if upload is None:
        raise NotFound
    return upload
