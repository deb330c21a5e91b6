"""Where a backup lies: a file here, or an object in an S3-compatible store (``s3://bucket/key``)."""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.utils.translation import gettext as _

from zhiyu.backups import archive, binaries, fingerprints
from zhiyu.backups.errors import ArchiveRefused, BackupFailed
from zhiyu.backups.s3 import Object
from zhiyu.backups.taking import Progress, expected_bytes, take

PRIVATE = 0o600
RESERVE = 64 * 1024 * 1024


class Place(Protocol):
    @property
    def name(self) -> str: ...

    def size(self) -> int:
        """Bytes; raises ``ArchiveRefused`` when there is nothing."""

    def reading(self) -> contextlib.AbstractContextManager[BinaryIO]: ...

    def writing(self, expected: int) -> contextlib.AbstractContextManager[BinaryIO]:
        """Whole or not at all: on an error inside, nothing new is there."""

    def work(self) -> Path:
        """A folder of this backup's own for the database's dump; what a killed one left there goes."""

    def remove(self) -> None: ...


@dataclass(frozen=True)
class File:
    path: Path

    @property
    def name(self) -> str:
        return str(self.path)

    @property
    def part(self) -> Path:
        return self.path.with_name(f"{self.path.name}.part")

    def work(self) -> Path:
        return self.path.with_name(f"{self.path.name}.taking")

    def size(self) -> int:
        if not self.path.is_file():
            raise ArchiveRefused(_("没有这个文件：%(name)s") % {"name": self.path})
        return self.path.stat().st_size

    @contextmanager
    def reading(self) -> Iterator[BinaryIO]:
        with self.path.open("rb") as source:
            yield source

    @contextmanager
    def writing(self, expected: int) -> Iterator[BinaryIO]:
        """The file appears by a rename once it was read back whole; one that was there stays until then."""
        if self.path.is_dir():
            raise BackupFailed(_("%(name)s 是一个文件夹，请写出备份文件的名字。") % {"name": self.path})
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.claimed() as out:
            try:
                self.require_room(expected)
                yield out
                self.part.rename(self.path)
                fsync_folder(self.path.parent)
            except BaseException:
                self.part.unlink(missing_ok=True)
                raise

    def require_room(self, expected: int) -> None:
        if shutil.disk_usage(self.path.parent).free < expected + RESERVE:
            need = (expected + RESERVE) // 2**20
            raise BackupFailed(
                _("磁盘空间不够：%(folder)s 里还要 %(need)s MB。") % {"folder": self.path.parent, "need": need}
            )

    @contextmanager
    def claimed(self) -> Iterator[BinaryIO]:
        """The file beside it, for us alone; what a killed backup left there is written over."""
        descriptor = os.open(self.part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, PRIVATE)
        with os.fdopen(descriptor, "r+b") as out:
            try:
                fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
                ours = self.part.exists() and os.path.samestat(self.part.stat(), os.fstat(descriptor))
            except BlockingIOError:
                ours = False
            if not ours:
                raise BackupFailed(_("另一个备份正在写 %(name)s，请等它做完。") % {"name": self.path})
            out.truncate()
            yield out

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)

    def tidy(self) -> None:
        """What a killed backup left beside its place."""
        self.part.unlink(missing_ok=True)
        shutil.rmtree(self.work(), ignore_errors=True)


def fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def place(name: str) -> Place:
    if name.startswith("s3://"):
        return Object.at(name)
    return File(Path(name).absolute())


class Proving:
    """Gives the database's part to ``pg_restore --list`` as it goes by, and keeps the keys to compare them."""

    def __init__(self) -> None:
        self.stack = contextlib.ExitStack()
        self.keys: dict[str, bytearray] = {}

    def begin(self, name: str, size: int) -> Callable[[bytes], object] | None:
        if name == archive.DATABASE:
            return self.stack.enter_context(binaries.listing())
        if name in fingerprints.FILES and size < fingerprints.LONGEST:
            return self.keys.setdefault(name, bytearray()).extend
        return None

    def end(self, name: str) -> None:
        if name == archive.DATABASE:
            self.stack.close()


def check(
    at: Place, *, passphrase: bytes | None = None, progress: Progress, proving: Proving | None = None
) -> archive.Manifest:
    """Read it all: every checksum, and whether the database's part can be read."""
    with at.reading() as source:
        return checked(source, size=at.size(), passphrase=passphrase, progress=progress, proving=proving)


def checked(
    source: BinaryIO, *, size: int, passphrase: bytes | None, progress: Progress, proving: Proving | None = None
) -> archive.Manifest:
    proving = proving or Proving()
    with proving.stack:
        return archive.read(source, passphrase=passphrase, take=proving, told=counting(progress, size))


def counting(progress: Progress, size: int) -> Callable[[int], None]:
    done = 0

    def told(count: int) -> None:
        nonlocal done
        done += count
        progress(min(done, size), size)

    return told


def make(
    at: Place, *, passphrase: bytes | None = None, writing: Progress, reading: Progress
) -> tuple[archive.Manifest, int]:
    """A new backup, read back whole before it stands at its place; answers its size too."""
    with at.writing(expected_bytes()) as out:
        take(out, work=at.work(), passphrase=passphrase, progress=writing)
        size = out.tell()
        if out.seekable():
            read_again(out)
            return checked(out, size=size, passphrase=passphrase, progress=reading), size
    try:
        return check(at, passphrase=passphrase, progress=reading), at.size()
    except ArchiveRefused:
        at.remove()
        raise


def read_again(out: BinaryIO) -> None:
    """From the disk and not from memory, where the system lets us say so."""
    out.flush()
    os.fsync(out.fileno())
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(out.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    out.seek(0)
