"""One file: read back whole, or refused with a reason. Nothing in between."""

import io
import json
import tarfile

import pytest

from zhiyu.backups import archive
from zhiyu.backups.errors import ArchiveRefused
from zhiyu.backups.sealing import CHUNK, Sealed

FILM = "media/12345678-1234-1234-1234-123456789abc/720p.1/0.ts"
PARTS = {"database.dump": b"rows" * 1000, "home/media_key": b"k" * 64, FILM: bytes(range(256)) * 300}
SECRET = b"four words on paper"


def manifest() -> archive.Manifest:
    return archive.Manifest(
        version="0.1.0",
        made_at="2026-11-21T03:00:00+00:00",
        server=18,
        migrations=[["access", "0001_initial"]],
        tables={"accounts_user": [9, "1234"]},
        keys={"media": "aa", "secret": "bb"},
        counts={"people": 9},
    )


def made(parts: dict[str, bytes] = PARTS, *, passphrase: bytes | None = None) -> bytes:
    out = io.BytesIO()
    sealed = Sealed(out, passphrase) if passphrase else None
    writer = archive.Writer(sealed or out, version="0.1.0", made_at="now")  # type: ignore[arg-type]
    for name, content in parts.items():
        writer.add(name, io.BytesIO(content), len(content))
    writer.finish(manifest())
    if sealed:
        sealed.finish()
    return out.getvalue()


class Kept:
    def __init__(self) -> None:
        self.parts: dict[str, bytearray] = {}

    def begin(self, name: str, size: int):  # type: ignore[no-untyped-def]  # noqa: ANN201
        del size
        return self.parts.setdefault(name, bytearray()).extend

    def end(self, name: str) -> None:
        del name


def test_what_was_written_is_read_back_byte_for_byte() -> None:
    kept = Kept()

    found = archive.read(io.BytesIO(made()), take=kept)

    assert kept.parts == PARTS
    assert (found.files, found.bytes) == (3, sum(map(len, PARTS.values())))
    assert found.tables == {"accounts_user": [9, "1234"]}


def test_checksums_are_in_the_form_that_sha256sum_reads() -> None:
    with tarfile.open(fileobj=io.BytesIO(made())) as tar:
        listing = tar.extractfile("checksums.txt")
        assert listing is not None
        lines = listing.read().decode().splitlines()

    assert [line.split("  ")[1] for line in lines] == list(PARTS)


def test_a_flipped_bit_anywhere_in_a_part_is_found_and_the_part_is_named() -> None:
    whole = made()
    for name, content in PARTS.items():
        at = whole.index(content[:50]) + len(content) // 2
        bad = bytearray(whole)
        bad[at] ^= 1
        with pytest.raises(ArchiveRefused, match=name):
            archive.read(io.BytesIO(bytes(bad)))


def test_a_flipped_bit_in_the_manifest_is_found() -> None:
    whole = made()
    bad = whole.replace(b'"1234"', b'"1235"')
    assert bad != whole
    with pytest.raises(ArchiveRefused, match=r"manifest\.json"):
        archive.read(io.BytesIO(bad))


@pytest.mark.parametrize("passphrase", [None, SECRET])
def test_a_file_cut_off_anywhere_is_refused(passphrase: bytes | None) -> None:
    whole = made({**PARTS, FILM: b"x" * (3 * CHUNK)}, passphrase=passphrase)
    # The last 20 blocks of a tar are padding; before them no cut may pass.
    for size in [0, 1, 511, 512, 5000, CHUNK + 54, 2 * CHUNK + 70, len(whole) - 2 * CHUNK]:
        with pytest.raises(ArchiveRefused):
            archive.read(io.BytesIO(whole[:size]), passphrase=passphrase)


def test_a_sealed_backup_opens_with_its_passphrase_only() -> None:
    sealed = made(passphrase=SECRET)
    assert b"rowsrows" not in sealed
    kept = Kept()

    archive.read(io.BytesIO(sealed), passphrase=SECRET, take=kept)

    assert kept.parts == PARTS
    with pytest.raises(ArchiveRefused, match="口令不对"):
        archive.read(io.BytesIO(sealed), passphrase=b"another")
    with pytest.raises(ArchiveRefused, match="passphrase-file"):
        archive.read(io.BytesIO(sealed))


def test_chunks_of_a_sealed_backup_cannot_change_places_or_end_early() -> None:
    sealed = made({**PARTS, FILM: b"x" * (3 * CHUNK)}, passphrase=SECRET)
    head, step = 15 + 16 + 7, CHUNK + 16
    first, second, rest = sealed[head : head + step], sealed[head + step : head + 2 * step], sealed[head + 2 * step :]

    for bad in (first + rest, second + first + rest, first + second):
        with pytest.raises(ArchiveRefused):
            archive.read(io.BytesIO(sealed[:head] + bad), passphrase=SECRET)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_sealing_gives_back_every_length(size: int) -> None:
    out = io.BytesIO()
    sealed = Sealed(out, SECRET)
    sealed.write(b"y" * size)
    sealed.finish()
    out.seek(0)

    assert archive.opened(out, SECRET).read() == b"y" * size


def test_a_backup_of_a_newer_format_says_so() -> None:
    newer = made().replace(b'"format": 1, "version": "0.1.0"', b'"format": 2, "version": "0.9.0"')
    with pytest.raises(ArchiveRefused, match=r"更新的知域（0\.9\.0）"):
        archive.read(io.BytesIO(newer))


def tar_of(parts: dict[str, bytes], *, link: str = "") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, content in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
        if link:
            info = tarfile.TarInfo(link)
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            tar.addfile(info)
    return out.getvalue()


HEAD = {"zhiyu-backup.json": json.dumps({"kind": "zhiyu-backup", "format": 1}).encode()}


@pytest.mark.parametrize(
    "foreign",
    [
        b"",
        b"hello",
        b"\0" * 20_000,
        tar_of({"etc/passwd": b"root"}),
        tar_of({"zhiyu-backup.json": b"[]"}),
        tar_of({"zhiyu-backup.json": b"\xff"}),
        tar_of({**HEAD, "home/../../etc/passwd": b"root"}),
        tar_of({**HEAD, "/etc/passwd": b"root"}),
        tar_of({**HEAD, "media/12345678-1234-1234-1234-123456789abc/..": b"root"}),
        tar_of(HEAD, link="home/media_key"),
    ],
    ids=["empty", "text", "zeros", "tar", "list", "bytes", "climbs", "absolute", "dots", "link"],
)
def test_a_foreign_or_crafted_file_is_refused(foreign: bytes) -> None:
    with pytest.raises(ArchiveRefused):
        archive.read(io.BytesIO(foreign))
