"""A backup of a school that goes on: one moment of the database, and every file that moment names."""

import io
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from pytest_django import Settings

from tests import make
from zhiyu.accounts.models import User
from zhiyu.backups import archive, facts, places, taking
from zhiyu.backups.errors import BackupFailed
from zhiyu.kernel.clock import now
from zhiyu.media import files
from zhiyu.media.actions import open_stream, store_file, tidy
from zhiyu.media.actions.tidy import SHORTEST_TICKET
from zhiyu.media.keeping import nothing_deleted
from zhiyu.media.keys import master_key
from zhiyu.media.models import Asset, Rendition

pytestmark = pytest.mark.django_db(transaction=True)
QUIET = lambda _done, _whole: None  # noqa: E731


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.MEDIA_DIR = tmp_path / "media"
    monkeypatch.setenv("ZHIYU_HOME", str(tmp_path))
    master_key.cache_clear()
    return tmp_path


def film(home: Path, *, retired: bool = False) -> Rendition:
    """An asset with a packaging of two segments; what is in them does not matter here."""
    note = home / "note.txt"
    note.write_text("讲义")
    asset = store_file(path=note, name="note.txt", owner_id=None)
    gone = now() - 2 * SHORTEST_TICKET if retired else None
    made = Rendition.objects.create(
        asset=asset, name="720p", version=1, segments=[[4000, 4, 0], [4000, 4, 0]], retired_at=gone
    )
    for number in range(2):
        segment = files.segment(asset.pk, made.folder, number)
        segment.parent.mkdir(exist_ok=True)
        segment.write_bytes(b"seg%d" % number)
    return made


def taken(home: Path) -> tuple[archive.Manifest, list[str]]:
    out = io.BytesIO()
    manifest = taking.take(out, work=home / "taking", progress=QUIET)
    out.seek(0)
    names = Names()
    assert archive.read(out, take=names) == manifest
    return manifest, names.seen


class Names:
    def __init__(self) -> None:
        self.seen: list[str] = []

    def begin(self, name: str, size: int) -> None:
        del size
        self.seen.append(name)

    def end(self, name: str) -> None:
        del name


def test_every_file_that_the_rows_name_is_in_it(home: Path) -> None:
    asset = film(home).asset

    manifest, names = taken(home)

    folder = f"media/{asset.pk}"
    assert names == [
        *("database.dump", "home/secret_key", "home/media_key"),
        *(f"{folder}/original.txt", f"{folder}/720p.1/0.ts", f"{folder}/720p.1/1.ts"),
    ]
    assert manifest.missing == []
    assert manifest.counts["files"] == 1


def test_files_that_the_school_lost_or_that_changed_are_named(home: Path) -> None:
    asset = film(home).asset
    files.segment(asset.pk, "720p.1", 1).unlink()
    files.original(asset).write_text("改过")

    manifest, _names = taken(home)

    assert manifest.missing == [f"media/{asset.pk}/original.txt", f"media/{asset.pk}/720p.1/1.ts"]


def test_what_a_class_on_air_sends_is_taken_as_far_as_it_has_come(home: Path) -> None:
    coming, silent = (open_stream(name=f"直播 {n}", owner_id=None) for n in range(2))
    files.original(coming).write_bytes(b"so far")

    manifest, names = taken(home)

    assert manifest.missing == []
    assert names[-1] == f"media/{coming.pk}/original.flv"
    assert not files.original(silent).exists()


def test_a_retired_packaging_may_be_half_gone(home: Path) -> None:
    asset = film(home, retired=True).asset
    files.segment(asset.pk, "720p.1", 1).unlink()

    manifest, names = taken(home)

    assert manifest.missing == []
    assert names[-1] == f"media/{asset.pk}/720p.1/0.ts"


def test_what_comes_after_the_snapshot_is_in_no_part_of_it(home: Path) -> None:
    make.user()
    with taking.snapshot() as (shot, _name):
        with other_connection() as other:
            other.execute(
                "insert into platform_auditentry (action, target, detail, request_id, at)"
                " values ('x', 'y', '{}', '', now())"
            )
        before = facts.tables(taking.ask)
    manifest, _names = taken(home)

    assert before["platform_auditentry"][0] + 1 == manifest.tables["platform_auditentry"][0]
    assert shot.counts["people"] == manifest.counts["people"] == User.objects.count()


def other_connection() -> psycopg.Connection[tuple[object, ...]]:
    known = taking.parameters()
    return psycopg.connect(**known, autocommit=True)


def test_a_changed_value_changes_the_digest_of_its_table_alone(home: Path) -> None:
    person = make.user()
    first, _names = taken(home)
    User.objects.filter(pk=person.pk).update(name="改名")
    second, _names = taken(home)

    differing = {name for name in first.tables if first.tables[name] != second.tables[name]}
    assert differing == {"accounts_user"}


def test_nothing_is_tidied_away_while_it_is_copied(home: Path) -> None:
    old = film(home, retired=True)
    with nothing_deleted() as still_held:
        tidy()
        still_held()
        assert files.segment(old.asset_id, old.folder, 0).exists()
        assert Rendition.objects.exists()

    tidy()

    assert not files.segment(old.asset_id, old.folder, 0).exists()
    assert not Rendition.objects.exists()


def test_a_backup_is_not_taken_inside_a_transaction(home: Path) -> None:
    from django.db import transaction  # noqa: PLC0415 -- only here

    with transaction.atomic(), pytest.raises(RuntimeError, match="snapshot"):
        taking.take(io.BytesIO(), work=home / "taking", progress=QUIET)


def test_a_file_appears_whole_and_private_or_not_at_all(home: Path) -> None:
    film(home)
    at = places.File(home / "out" / "school.zhiyu")

    places.make(at, writing=QUIET, reading=QUIET)

    assert at.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in at.path.parent.iterdir()] == ["school.zhiyu"]


def test_a_backup_that_fails_leaves_the_one_before(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = places.File(home / "out" / "school.zhiyu")
    places.make(at, writing=QUIET, reading=QUIET)
    before = at.path.read_bytes()
    monkeypatch.setenv("ZHIYU_PG_BIN", str(home / "nowhere"))

    with pytest.raises(OSError, match="nowhere"):
        places.make(at, writing=QUIET, reading=QUIET)

    assert at.path.read_bytes() == before
    assert [path.name for path in at.path.parent.iterdir()] == ["school.zhiyu"]


def test_what_a_killed_backup_left_is_taken_over_by_the_next_under_its_name(home: Path) -> None:
    at = places.File(home / "out" / "school.zhiyu")
    at.work().mkdir(parents=True)
    (at.work() / "database.dump").write_bytes(b"half")
    at.part.write_bytes(b"half" * 1000_000)

    manifest, size = places.make(at, writing=QUIET, reading=QUIET)

    assert at.path.stat().st_size == size < 4_000_000
    assert places.check(at, progress=QUIET) == manifest
    assert [path.name for path in at.path.parent.iterdir()] == ["school.zhiyu"]


def test_two_backups_do_not_write_one_file(home: Path) -> None:
    at = places.File(home / "out" / "school.zhiyu")
    with at.writing(0) as out:
        with pytest.raises(BackupFailed, match="另一个备份"):
            places.make(at, writing=QUIET, reading=QUIET)
        out.write(b"the first")

    assert at.path.read_bytes() == b"the first"


def test_a_folder_is_no_place_for_a_backup_and_nothing_is_begun(home: Path) -> None:
    with pytest.raises(BackupFailed, match="文件夹"):
        places.make(places.File(home), writing=QUIET, reading=QUIET)

    assert not home.with_name(f"{home.name}.part").exists()


def test_uploads_under_way_are_left_out(home: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into media_upload (id, owner_id, name, mime, size, received, expect, created_at, touched_at)"
            " values (gen_random_uuid(), %s, 'a', '', 9, 1, '', now(), now())",
            [make.user().pk],
        )

    manifest, _names = taken(home)

    assert "media_upload" not in manifest.tables
    assert Asset.objects.count() == 0
