"""The one file of a backup: a tar that is written and read as a stream, with the SHA-256 of every part in it.

``zhiyu-backup.json`` comes first and says what this is. The parts follow, ``checksums.txt`` lists them in the form of
``sha256sum``, ``manifest.json`` says what the school held and what ``checksums.txt`` must hash to, and
``manifest.sha256`` closes it: where that is missing, the file was cut off.
"""

import hashlib
import io
import json
import re
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol

from django.utils.translation import gettext as _

from zhiyu.backups import sealing
from zhiyu.backups.errors import ArchiveRefused

FORMAT = 1
KIND = "zhiyu-backup"
HEAD, SUMS, MANIFEST, END = "zhiyu-backup.json", "checksums.txt", "manifest.json", "manifest.sha256"
DATABASE = "database.dump"
PIECE = 1024 * 1024
SMALL = 16 * 1024 * 1024
NAME = re.compile(r"(database\.dump|home/[\w.-]+(/[\w.-]+)?|media/[0-9a-f-]{36}/([\w-]+\.\d+/)?[\w.-]+)", re.ASCII)
Told = Callable[[int], None]


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """``tables`` is name → [rows, digest]; ``missing`` names media files that the school itself had lost."""

    format: int = FORMAT
    version: str
    made_at: str
    server: int
    migrations: list[list[str]]
    tables: dict[str, list[Any]]
    keys: dict[str, str]
    counts: dict[str, int]
    missing: list[str] = field(default_factory=list)
    files: int = 0
    bytes: int = 0
    checksums: str = ""

    @property
    def id(self) -> str:
        return self.checksums[:16]


class Hashed:
    """Reads on and hashes what it read."""

    def __init__(self, source: IO[bytes], told: Told = lambda _count: None) -> None:
        self.source, self.told, self.digest, self.size = source, told, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        piece = self.source.read(size)
        self.digest.update(piece)
        self.size += len(piece)
        self.told(len(piece))
        return piece


class Writer:
    def __init__(self, out: BinaryIO, *, version: str, made_at: str, told: Told = lambda _count: None) -> None:
        self.told = told
        self.tar = tarfile.open(  # noqa: SIM115 -- closed by finish
            fileobj=out, mode="w|", format=tarfile.GNU_FORMAT, bufsize=PIECE
        )
        self.sums = tempfile.SpooledTemporaryFile(max_size=SMALL)  # noqa: SIM115
        self.files = self.bytes = 0
        head = {"kind": KIND, "format": FORMAT, "version": version, "made_at": made_at}
        self.plain(HEAD, json.dumps(head).encode())

    def add(self, name: str, content: IO[bytes], size: int) -> str:
        """One part of exactly ``size`` bytes; answers its SHA-256."""
        if not NAME.fullmatch(name):
            raise ValueError(f"no name for a part: {name}")
        hashed = Hashed(content, self.told)
        self.put(name, hashed, size)
        sha256 = hashed.digest.hexdigest()
        self.sums.write(sum_line(sha256, name))
        self.files, self.bytes = self.files + 1, self.bytes + size
        return sha256

    def add_file(self, name: str, path: Path) -> str:
        with path.open("rb") as content:
            return self.add(name, content, path.stat().st_size)

    def finish(self, manifest: Manifest) -> Manifest:
        self.sums.seek(0)
        listing = self.sums.read()
        known = asdict(manifest) | {
            "files": self.files,
            "bytes": self.bytes,
            "checksums": hashlib.sha256(listing).hexdigest(),
        }
        text = json.dumps(known, ensure_ascii=False, indent=1).encode()
        self.plain(SUMS, listing)
        self.plain(MANIFEST, text)
        self.plain(END, hashlib.sha256(text).hexdigest().encode())
        self.tar.close()
        self.sums.close()
        return Manifest(**known)

    def plain(self, name: str, content: bytes) -> None:
        self.put(name, io.BytesIO(content), len(content))

    def put(self, name: str, content: Any, size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(time.time())
        self.tar.addfile(info, content)
        self.tar.members.clear()  # type: ignore[attr-defined]  # it would keep each of a million names


def sum_line(sha256: str, name: str) -> bytes:
    return f"{sha256}  {name}\n".encode()


class Take(Protocol):
    """What happens to a part while it is read: ``begin`` answers where its bytes go, or None."""

    def begin(self, name: str, size: int) -> Callable[[bytes], object] | None: ...

    def end(self, name: str) -> None: ...


class Nothing:
    def begin(self, name: str, size: int) -> None:
        del name, size

    def end(self, name: str) -> None: ...


def opened(source: BinaryIO, passphrase: bytes | None) -> BinaryIO:
    """The plain tar stream, whether it is sealed or not."""
    first = sealing.exactly(source, len(sealing.MAGIC))
    if first != sealing.MAGIC:
        return io.BufferedReader(Rejoined(first, source), PIECE)
    if passphrase is None:
        raise ArchiveRefused(_("这份备份有口令保护，请用 --passphrase-file 给出口令文件。"))
    return io.BufferedReader(sealing.Opened(source, passphrase), PIECE)


class Rejoined(io.RawIOBase):
    """A stream whose first bytes were looked at."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self.first, self.rest = first, rest

    def readable(self) -> bool:
        return True

    def readinto(self, into: "bytearray | memoryview") -> int:  # type: ignore[override]
        piece, self.first = (self.first, b"") if self.first else (self.rest.read(len(into)), b"")
        into[: len(piece)] = piece
        return len(piece)


def read(
    source: BinaryIO, *, passphrase: bytes | None = None, take: Take | None = None, told: Told = lambda _count: None
) -> Manifest:
    """Read to the end and prove every checksum; raises ``ArchiveRefused`` for anything that is not whole."""
    try:
        return Reading(opened(source, passphrase), take or Nothing(), told).whole()
    except (tarfile.TarError, EOFError) as error:
        raise ArchiveRefused(_("文件已经损坏或不完整（%(error)s）。") % {"error": error}) from None


class Reading:
    def __init__(self, source: BinaryIO, take: Take, told: Told) -> None:
        self.take, self.told = take, told
        try:
            self.tar = tarfile.open(fileobj=source, mode="r|", bufsize=PIECE)  # noqa: SIM115 -- the stream's owner closes it
        except tarfile.ReadError:
            raise ArchiveRefused(_("这不是知域的备份文件，或者它的开头已经损坏。")) from None
        self.found = tempfile.SpooledTemporaryFile(max_size=SMALL)  # noqa: SIM115
        self.last: dict[str, bytes] = {}

    def whole(self) -> Manifest:
        with self.found:
            self.head()
            for info in self.members():
                if info.name in {SUMS, MANIFEST, END}:
                    self.last[info.name] = self.text(info)
                elif self.last or not NAME.fullmatch(info.name) or ".." in info.name:
                    raise ArchiveRefused(_("文件里有不该有的东西：%(name)s") % {"name": info.name[:80]})
                else:
                    self.part(info)
            return self.proved()

    def members(self) -> Iterator[tarfile.TarInfo]:
        while (info := self.tar.next()) is not None:
            if not info.isreg():
                raise ArchiveRefused(_("文件里有不该有的东西：%(name)s") % {"name": info.name[:80]})
            self.tar.members.clear()  # type: ignore[attr-defined]
            yield info

    def head(self) -> None:
        info = next(self.members(), None)
        try:
            head = json.loads(self.text(info)) if info and info.name == HEAD else {}
        except ValueError:
            head = {}
        if not isinstance(head, dict) or head.get("kind") != KIND:
            raise ArchiveRefused(_("这不是知域的备份文件，或者它的开头已经损坏。"))
        if head.get("format") != FORMAT:
            told = _("这份备份来自更新的知域（%(version)s），请先升级再恢复。")
            raise ArchiveRefused(told % {"version": str(head.get("version"))[:20]})

    def part(self, info: tarfile.TarInfo) -> None:
        into = self.take.begin(info.name, info.size)
        hashed = Hashed(self.content(info), self.told)
        while piece := hashed.read(PIECE):
            if into is not None:
                into(piece)
        if hashed.size != info.size:
            raise ArchiveRefused(_("备份已经损坏或不完整。"))
        self.take.end(info.name)
        self.found.write(sum_line(hashed.digest.hexdigest(), info.name))

    def text(self, info: tarfile.TarInfo) -> bytes:
        return self.content(info).read()

    def content(self, info: tarfile.TarInfo) -> IO[bytes]:
        found = self.tar.extractfile(info)
        if found is None:
            raise ArchiveRefused
        return found

    def proved(self) -> Manifest:
        if set(self.last) != {SUMS, MANIFEST, END}:
            raise ArchiveRefused(_("备份不完整，文件的后半截不见了。"))
        text = self.last[MANIFEST]
        if hashlib.sha256(text).hexdigest().encode() != self.last[END]:
            raise ArchiveRefused(_("备份已经损坏：%(name)s") % {"name": MANIFEST})
        manifest = manifest_of(text)
        if hashlib.sha256(self.last[SUMS]).hexdigest() != manifest.checksums:
            raise ArchiveRefused(_("备份已经损坏：%(name)s") % {"name": SUMS})
        self.found.seek(0)
        if (found := self.found.read()) != self.last[SUMS]:
            raise ArchiveRefused(_("备份已经损坏：%(name)s") % {"name": first_difference(found, self.last[SUMS])})
        return manifest


def manifest_of(text: bytes) -> Manifest:
    """Later versions may say more; what this one knows must be there."""
    said = json.loads(text)
    try:
        return Manifest(**{one.name: said[one.name] for one in fields(Manifest) if one.name in said})
    except TypeError:
        raise ArchiveRefused(_("备份已经损坏：%(name)s") % {"name": MANIFEST}) from None


def first_difference(found: bytes, written: bytes) -> str:
    were, are = written.decode().splitlines(), found.decode().splitlines()
    differing = [was for was, now in zip(were, are, strict=False) if was != now]
    return [*differing, *were[len(are) :], *are[len(were) :]][0].split("  ", 1)[-1]
