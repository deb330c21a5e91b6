"""Where the embedded cluster lies."""

import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command.running import Running
from zhiyu.command import place
from zhiyu.command.postgres import reachable
from zhiyu.kernel.home import cluster_dir, socket_dir

ROOT = os.geteuid() == 0


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="zyp-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


def test_in_the_home_where_it_can(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIYU_HOME", str(folder / "home"))

    cluster = place.cluster_of_home()

    assert (cluster.data, cluster.run) == (folder / "home/pg/pg18", folder / "home/pg/run")
    assert not (folder / "home" / "pg.place").exists()


def test_long_home_has_a_short_socket_folder_and_everybody_finds_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIYU_HOME", str(folder / ("long" * 25)))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))

    cluster = place.cluster_of_home()
    monkeypatch.delenv("XDG_RUNTIME_DIR")

    assert len(os.fsencode(cluster.run)) <= place.LONGEST_SOCKET_DIR
    assert (cluster_dir(), socket_dir()) == (folder / ("long" * 25) / "pg", cluster.run)
    assert place.cluster_of_home() == cluster


def test_a_moved_home_keeps_its_database_and_a_new_one_at_its_former_path_takes_nothing_of_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    former, moved = folder / ("long" * 25), folder / ("more" * 25)
    monkeypatch.setenv("ZHIYU_HOME", str(former))
    before = place.cluster_of_home()
    former.rename(moved)
    new = place.cluster_of_home()
    monkeypatch.setenv("ZHIYU_HOME", str(moved))
    cluster = place.cluster_of_home()

    assert (cluster.data, cluster.run) == (moved / "pg/pg18", before.run)
    assert (new.data, new.run != before.run) == (former / "pg/pg18", True)


@pytest.mark.skipif(not ROOT, reason="only root has a database user other than itself")
def test_closed_home_puts_the_cluster_outside_and_changes_no_mode(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    running = Running(home=closed / "home")
    running.home.mkdir()
    try:
        shown = running.run("manage", "shell", "-c", "print(1)")
        data = Path((running.home / "pg.place").read_text().splitlines()[0])

        assert (shown.returncode, shown.stdout.split()[-1]) == (0, "1"), shown.stderr
        assert data.parent == place.OUTSIDE
        assert (data / "pg18" / "PG_VERSION").exists()
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        running.wipe()


@pytest.mark.skipif(not ROOT, reason="chown needs root")
def test_reachable_asks_every_parent(folder: Path) -> None:
    nobody = pwd.getpwnam("nobody").pw_uid
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    assert reachable(inner, nobody)

    inner.parent.chmod(0o700)
    assert not reachable(inner, nobody)

    os.chown(inner.parent, nobody, -1)
    assert reachable(inner, nobody)
