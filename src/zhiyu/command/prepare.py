"""What must be true before the parts start: schema, static files, the demo school, the first owner's token."""

import argparse
import hashlib
import importlib.util
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg.errors import LockNotAvailable

from zhiyu.command import halfway, schema
from zhiyu.command.boot import set_up
from zhiyu.command.place import cluster_of_home
from zhiyu.config import env

DATABASE_PATIENCE = 60.0
LOCK_PATIENCE, LOCK_PAUSE, LOCK_TRIES = "4s", 3.0, 20
if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.migrations import Migration

ONE_PREPARES = 0x7A687969_70726570  # "zhiyprep"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--demo", action="store_true")
    demo = parser.parse_args().demo
    set_up()
    collect_static()
    migrate()
    if demo:
        demo_school()
    else:
        first_owner()


def migrate(say: Callable[[str], None] = print) -> None:
    from django.db import connection  # noqa: PLC0415 -- Django is set up by main

    from zhiyu.platform.claims import alone  # noqa: PLC0415

    if not env.text("DATABASE_URL"):
        cluster_of_home().create_database()
        if halfway.note():
            give_up()
    reach(connection, say)
    # Nodes that start together on one database take turns; the second finds all done.
    with alone(ONE_PREPARES):
        if count := len(waiting_steps()):
            began = time.monotonic()
            patiently(take_steps)
            say(f"数据库结构更新：{count} 步（{time.monotonic() - began:.1f} s）")


def give_up() -> None:
    """A restore that was cut off before the change of places, and not begun again: what it laid aside goes.

    None is under way: it would hold the locks that whoever prepares an embedded database holds now.
    """
    from zhiyu.command import moving  # noqa: PLC0415 -- Django is set up by main
    from zhiyu.command.twin import Twin, drop  # noqa: PLC0415

    moving.clear()
    moving.dump().unlink(missing_ok=True)
    twin = Twin()
    with twin.admin() as connection:
        drop(connection, twin.coming)
    halfway.path().unlink()


def reach(database: "BaseDatabaseWrapper", say: Callable[[str], None]) -> None:
    """A server elsewhere may still be starting, after a power cut say; what keeps it away is told while we wait."""
    from django.db import OperationalError  # noqa: PLC0415

    end, told = time.monotonic() + DATABASE_PATIENCE, ""
    while True:
        try:
            database.ensure_connection()
        except OperationalError as error:
            reason = str(error).strip()
            if time.monotonic() > end:
                raise SystemExit(f"数据库连不上:{reason}\n它开着吗?DATABASE_URL 里的地址和密码对吗?") from None
            if reason != told:
                say(f"等待数据库:{reason}")
            told = reason
            time.sleep(1)
        else:
            return


def waiting_steps() -> list["Migration"]:
    from django.db import connection  # noqa: PLC0415 -- Django is set up by main
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    return [step for step, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def take_steps() -> None:
    from django.core.management import call_command  # noqa: PLC0415 -- Django is set up by main
    from django.db import connection  # noqa: PLC0415

    schema.lay(connection)
    drop_half_built(waiting_steps())  # asked anew at each try: what an earlier one noted stays
    call_command("migrate", verbosity=0, interactive=False)


def patiently(migrate: Callable[[], object]) -> None:
    """A step that waits for a lock makes everybody behind it wait too: rather let go, and try again a little later."""
    from django.db import OperationalError, connection  # noqa: PLC0415

    for left in reversed(range(LOCK_TRIES)):
        with connection.cursor() as cursor:
            cursor.execute("set lock_timeout = %s", [LOCK_PATIENCE])
        try:
            migrate()
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable) or not left:
                raise
            time.sleep(LOCK_PAUSE)
        else:
            break
    with connection.cursor() as cursor:
        cursor.execute("reset lock_timeout")


def drop_half_built(waiting: Iterable["Migration"]) -> None:
    """An index built concurrently is in no transaction: a kill leaves it behind, half built or not yet noted."""
    from django.contrib.postgres.operations import AddIndexConcurrently  # noqa: PLC0415 -- Django is set up by now
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        for operation in (one for migration in waiting for one in migration.operations):
            if isinstance(operation, AddIndexConcurrently):
                cursor.execute(f"drop index if exists {connection.ops.quote_name(operation.index.name)}")


def collect_static() -> None:
    """Hash and compress the static files, unless they are as they were the last time."""
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    note = Path(settings.STATIC_ROOT) / ".collected"
    if note.exists() and note.read_text() == digest.hexdigest():
        return
    began = time.monotonic()
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    note.write_text(digest.hexdigest())
    print(f"页面资源（{time.monotonic() - began:.1f} s）")


def demo_school() -> None:
    if importlib.util.find_spec("zhiyu.demo.seed") is None:
        return
    from zhiyu.demo import seed  # noqa: PLC0415
    from zhiyu.platform.claims import alone  # noqa: PLC0415

    with alone(ONE_PREPARES):
        seed.make_school()


def first_owner() -> None:
    from zhiyu.accounts import actions  # noqa: PLC0415

    if token := actions.setup_token():
        print(f"setup-token: {token}")
