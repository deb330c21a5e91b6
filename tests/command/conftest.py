"""A small school with a backup of it, and a home where there is none yet."""

from collections.abc import Iterator

import pytest

from tests.command.homes import school_home
from tests.command.running import Running, new_home
from tests.command.schools import rows

SCHOOL = """
from pathlib import Path
from zhiyu.accounts.actions import ensure_user
from zhiyu.catalog.importing import import_folder
from zhiyu.media.keys import master_key
owner = ensure_user(phone="13800000001", name="林知 𝄞", roles=["owner"])
import_folder(Path({folder!r}), owner_id=owner.pk, progress=print)
master_key()
"""


def shell(running: Running, code: str) -> None:
    done = running.run("manage", "shell", "--no-imports", "-v0", "-c", code)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("course") / "light"
    folder.mkdir()
    (folder / "01-光.md").write_text("# 光\n\n看见光。\n")
    (folder / "01-光.txt").write_text("讲义" * 5000)
    running = Running(home=school_home())
    shell(running, SCHOOL.format(folder=str(folder)))
    done = running.run("backup", str(running.home / "school.zhiyu"))
    assert done.returncode == 0, done.stderr
    yield running
    running.wipe()


@pytest.fixture(scope="module")
def school_rows(school: Running) -> list[str]:
    return rows(school)


@pytest.fixture
def elsewhere() -> Iterator[Running]:
    running = Running(home=new_home())
    yield running
    running.wipe()
