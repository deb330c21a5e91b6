"""A small school of real processes, backed up in one home and restored in another, also after kills."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command.homes import school_home
from tests.command.running import Running, environment
from tests.command.schools import media, rows
from tests.tracing.made import SEGMENTS


def archive_of(school: Running) -> str:
    return str(school.home / "school.zhiyu")


def test_every_row_and_every_file_is_there_again(school: Running, school_rows: list[str], elsewhere: Running) -> None:
    done = elsewhere.run("restore", archive_of(school))

    assert done.returncode == 0, done.stderr
    assert rows(elsewhere) == school_rows
    assert media(elsewhere) == media(school) != {}
    folders = Counter(name.split("/")[1] for name in media(school) if name.count("/") > 1)
    variants = {folder: count for folder, count in folders.items() if folder.endswith(".2")}
    assert (folders["web.1"] > 1, sorted(variants.values())) == (True, [SEGMENTS, SEGMENTS])
    for key in ("secret_key", "media_key"):
        assert (elsewhere.home / key).read_bytes() == (school.home / key).read_bytes()
        assert (elsewhere.home / key).stat().st_mode & 0o777 == 0o600
    left = {path.name for path in elsewhere.home.iterdir()}
    assert not {name for name in left if name.startswith("restore")}

    again = elsewhere.run("restore", archive_of(school))
    assert again.returncode == 1
    assert "--replace" in again.stderr


def test_a_damaged_file_is_refused_and_the_home_stays_empty(
    school: Running, elsewhere: Running, tmp_path: Path
) -> None:
    whole = Path(archive_of(school)).read_bytes()
    bad = tmp_path / "bad.zhiyu"
    bad.write_bytes(whole[:9000] + bytes([whole[9000] ^ 1]) + whole[9001:])

    done = elsewhere.run("restore", str(bad))

    assert done.returncode == 1
    assert "损坏" in done.stderr
    assert list(elsewhere.home.iterdir()) == []


DIES_AFTER = """
import os, signal, sys
from zhiyu.command import main, restore

def die_after(owner, name):
    step = getattr(owner, name)
    def step_and_die(*given):
        step(*given)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(owner, name, step_and_die)

*arguments, step = sys.argv[1:]
if step == "write":
    die_after(restore.halfway.Note, "write")
change = restore.change_places

def changing(note):
    from zhiyu.command import moving, twin
    die_after(twin.Twin if step == "swap" else moving, step)
    change(note)

restore.change_places = changing
main.main(arguments)
"""


@pytest.fixture
def another() -> Iterator[Running]:
    """A school that the restored one takes the place of."""
    running = Running(home=school_home())
    yield running
    running.wipe()


@pytest.mark.parametrize("step", ["write", "set_aside", "swap", "bring_in"])
def test_a_restore_killed_at_any_step_is_ended_by_the_next(school: Running, another: Running, step: str) -> None:
    (another.home / "media_key").write_text("00" * 32)
    (another.home / "media" / "5e5b7a4e-0000-4000-8000-000000000000").mkdir(parents=True)

    killed = subprocess.run(  # noqa: S603
        [sys.executable, "-c", DIES_AFTER, "restore", archive_of(school), "--replace", step],
        env=environment(another.home),
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    if step == "write":
        assert (another.home / "media_key").read_text() == "00" * 32
        (another.home / "media" / "restore.new").mkdir()
        assert another.run("ledger", "verify").returncode == 0, "the school that was here goes on"
        assert not (another.home / "restore.json").exists()
        assert not list((another.home / "media").glob("restore*"))
    else:
        refused = another.run("ledger", "verify")
        assert refused.returncode == 1
        assert "zhiyu restore" in refused.stderr
    done = another.run("restore", archive_of(school), "--replace")

    assert done.returncode == 0, done.stderr
    assert media(another) == media(school)
    assert (another.home / "media_key").read_bytes() == (school.home / "media_key").read_bytes()
    assert not (another.home / "restore.json").exists()
    assert not list((another.home / "media").glob("restore*"))
