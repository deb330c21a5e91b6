"""Taking a backup of a school that goes on running.

The database first, on one snapshot; then the media that the snapshot names. Media files are never changed: a new
packaging is a new folder, a new poster replaces the old one whole. They are only ever deleted, and not while we copy.
"""

import importlib.metadata
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count as numbers
from itertools import takewhile
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from zhiyu.backups import archive, binaries, facts, fingerprints
from zhiyu.backups.errors import BackupFailed
from zhiyu.kernel.clock import now
from zhiyu.kernel.home import home
from zhiyu.media import checks, files, thumbs
from zhiyu.media.keeping import nothing_deleted
from zhiyu.media.models import Asset, Rendition

KEYS = ("secret_key", "secret_key.next", "secret_key.old", "media_key")
SIMULATOR = "sim"
ROOM = 256 * 1024 * 1024
Progress = Callable[[int, int], None]
"""Bytes done, of about so many."""


class Packed(NamedTuple):
    folder: str
    segments: int
    size: int
    current: bool


@dataclass
class Film:
    """One asset's files as the snapshot names them; no ``sha256`` is known of what a class on air still sends."""

    id: UUID
    original: Path
    sha256: str
    whole: list[tuple[str, int]]
    fading: list[tuple[str, int]]

    def files(self) -> Iterator[tuple[Path, bool]]:
        yield self.original, bool(self.sha256)
        for path in (files.display_image(self.id), files.poster(self.id), checks.path(self.id)):
            yield path, False
        # Of the seek bar: named by their numbers without a gap, and a lesson plays without them.
        for path in takewhile(Path.exists, (thumbs.path(self.id, strip) for strip in numbers())):
            yield path, False
        for folders, needed in ((self.whole, True), (self.fading, False)):
            for folder, count in folders:
                for number in range(count):
                    yield files.segment(self.id, folder, number), needed


@dataclass
class Snapshot:
    tables: dict[str, list[Any]]
    migrations: list[list[str]]
    server: int
    films: list[Film]
    bytes: int
    counts: dict[str, int]


@dataclass
class Taking:
    out: BinaryIO
    work: Path
    progress: Progress
    done: int = 0
    expected: int = 1
    missing: list[str] = field(default_factory=list)

    def told(self, count: int) -> None:
        self.done += count
        self.progress(min(self.done, self.expected), self.expected)

    def take(self) -> archive.Manifest:
        made_at, keys = now().isoformat(timespec="seconds"), fingerprints.of_school()
        with nothing_deleted() as still_held:
            dumped = self.work / archive.DATABASE
            with snapshot() as (shot, name):
                self.expected = shot.bytes + 1
                self.require_room(dumped)
                # Nothing is told meanwhile: who listens may write it down, and this transaction only reads.
                binaries.dump(parameters(), snapshot=name, into=dumped)
                shot.tables = facts.tables(ask)
            self.expected += dumped.stat().st_size
            writer = archive.Writer(self.out, version=version(), made_at=made_at, told=self.told)
            writer.add_file(archive.DATABASE, dumped)
            dumped.unlink()
            self.home_files(writer)
            for film in shot.films:
                self.film(writer, film)
            still_held()
        return writer.finish(
            archive.Manifest(
                version=version(),
                made_at=made_at,
                server=shot.server,
                migrations=shot.migrations,
                tables=shot.tables,
                keys=keys,
                counts=shot.counts,
                missing=self.missing,
            )
        )

    def require_room(self, dumped: Path) -> None:
        """For the dump; where the archive itself goes is its own place's question."""
        need = database_bytes() + ROOM
        if shutil.disk_usage(dumped.parent).free < need:
            raise BackupFailed(
                _("磁盘空间不够：%(folder)s 里还要 %(need)s MB。") % {"folder": dumped.parent, "need": need // 2**20}
            )

    def home_files(self, writer: archive.Writer) -> None:
        for name in KEYS:
            if (home() / name).is_file():
                writer.add_file(f"home/{name}", home() / name)
        for path in sorted((home() / SIMULATOR).glob("*")):
            if path.suffix in {".sqlite3-wal", ".sqlite3-shm", ".sqlite3-journal"} or not path.is_file():
                continue
            if path.suffix == ".sqlite3":
                path = sqlite_copy(path, self.work / path.name)  # noqa: PLW2901
            writer.add_file(f"home/{SIMULATOR}/{path.name}", path)

    def film(self, writer: archive.Writer, film: Film) -> None:
        for path, needed in film.files():
            name = f"media/{path.relative_to(files.media_dir()).as_posix()}"
            try:
                sha256 = writer.add_file(name, path)
            except FileNotFoundError:
                self.missing += [name] if needed else []
                continue
            if path == film.original and film.sha256 and sha256 != film.sha256:
                self.missing.append(name)


def take(out: BinaryIO, *, work: Path, progress: Progress, passphrase: bytes | None = None) -> archive.Manifest:
    """Write a whole backup to ``out``; ``work`` is a folder of our own, with room for the database's dump."""
    from zhiyu.backups.sealing import Sealed  # noqa: PLC0415

    if connection.in_atomic_block:
        raise RuntimeError("a backup opens its own snapshot; it cannot be taken inside a transaction")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, mode=0o700)
    try:
        if passphrase is None:
            return Taking(out, work, progress).take()
        sealed = Sealed(out, passphrase)
        manifest = Taking(sealed, work, progress).take()  # type: ignore[arg-type]
        sealed.finish()
        return manifest
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def snapshot() -> Iterator[tuple[Snapshot, str]]:
    """Everything that is read inside, by us and by ``pg_dump``, is of one moment."""
    with transaction.atomic():
        ask("set transaction isolation level repeatable read, read only")
        ((name,),) = ask("select pg_export_snapshot()")
        films = all_films()
        yield (
            Snapshot(
                tables={},
                migrations=facts.migrations(ask),
                server=facts.server_version(ask),
                films=[film for film, _size in films],
                bytes=sum(size for _film, size in films),
                counts=counts(),
            ),
            name,
        )


def all_films() -> list[tuple[Film, int]]:
    """By the columns that every version has: a backup is also what comes before an upgrade."""
    renditions: defaultdict[UUID, list[Packed]] = defaultdict(list)
    rows = Rendition.objects.order_by("pk").values_list("asset_id", "name", "version", "segments", "retired_at")
    for asset_id, name, version, segments, retired_at in rows.iterator(chunk_size=100):
        size = sum(length for _ms, length, _epoch in segments)
        renditions[asset_id].append(Packed(f"{name}.{version}", len(segments), size, retired_at is None))
    return [
        film_of(Asset(id=pk, mime=mime, size=size, sha256=sha256), renditions[pk])
        for pk, mime, size, sha256 in Asset.objects.order_by("pk").values_list("id", "mime", "size", "sha256")
    ]


def film_of(asset: Asset, packed: list[Packed]) -> tuple[Film, int]:
    film = Film(
        id=asset.pk,
        original=files.original(asset),
        sha256=asset.sha256,
        whole=[(one.folder, one.segments) for one in packed if one.current],
        fading=[(one.folder, one.segments) for one in packed if not one.current],
    )
    return film, asset.size + sum(one.size for one in packed)


def counts() -> dict[str, int]:
    """What a person asks first: how many of what."""
    found = {}
    for what, table in (("people", "accounts_user"), ("courses", "catalog_course"), ("orders", "commerce_order")):
        ((found[what],),) = ask(f"select count(*) from {table}")  # noqa: S608
    return found | {"files": Asset.objects.count()}


def ask(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def database_bytes() -> int:
    ((size,),) = ask("select pg_database_size(current_database())")
    return int(size)


def parameters() -> dict[str, Any]:
    return binaries.parameters(connection.settings_dict)


def sqlite_copy(path: Path, to: Path) -> Path:
    source, target = sqlite3.connect(path), sqlite3.connect(to)
    source.backup(target)
    source.close()
    target.close()
    return to


def version() -> str:
    return importlib.metadata.version("zhiyu")


def expected_bytes() -> int:
    """About what an archive will take; the database shrinks when it is dumped."""
    with snapshot() as (shot, _name):
        return shot.bytes + database_bytes() // 2
