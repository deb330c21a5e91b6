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

# An exercise, and a film of which two variants play, as it was issued to somebody.
from hashlib import sha256
from tests.courseware.packages import scorm12
from tests.tracing import made
from zhiyu.media import files
from zhiyu.media.actions import package_now, store_file
from zhiyu.media.models import Asset
from zhiyu.tracing.models import Trace
package = scorm12(Path({folder!r}).with_suffix(".zip"))
package_now(store_file(path=package, name="课件.zip", owner_id=owner.pk, expect="played").pk)
film = made.lesson().asset
files.original(film).write_bytes(b"as it came")
Asset.objects.filter(pk=film.pk).update(sha256=sha256(b"as it came").hexdigest())
made.issued(Trace.objects.get(), owner)
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
