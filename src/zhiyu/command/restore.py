"""``zhiyu restore``: prove the archive, build the new school aside, then change places.

Until then the old school is untouched. The change itself is three steps that may each be repeated (old files aside,
both databases' names in one transaction, new files in), told by a note in the home: after a kill at any moment the
same command goes on where it was.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from zhiyu.command import attach, halfway
from zhiyu.command.backup import MB, Percents, passphrase_in
from zhiyu.command.books import in_words
from zhiyu.command.boot import set_up
from zhiyu.command.locks import Lock, take_patiently
from zhiyu.command.place import cluster_of_home
from zhiyu.kernel.errors import DomainError
from zhiyu.kernel.home import home, media_dir

if TYPE_CHECKING:  # importing these needs Django set up
    from zhiyu.backups import archive, places

ROOM = 256 * MB


class Refused(Exception):
    pass


def restore(source: str, *, replace: bool, passphrase_file: str = "") -> int:
    prepare_django()
    from zhiyu.backups import places  # noqa: PLC0415 -- after set_up

    began = time.monotonic()
    try:
        mended = finish_the_last()
        passphrase, at = passphrase_in(passphrase_file), places.place(source)
        proving = places.Proving()
        manifest = places.check(at, passphrase=passphrase, progress=Percents("核对"), proving=proving)
        if mended == manifest.id:
            print("上次没做完的恢复现在做完了。")
            return 0
        warnings = acceptable(manifest, proving.keys)
        with alone_in_home():
            Restoring(manifest, replace=replace).run(at, passphrase)
    except (DomainError, Refused, OSError) as refusal:
        print(f"没有恢复：{refusal}", file=sys.stderr)
        return 1
    print(f"恢复好了：{home()}（{time.monotonic() - began:.1f} s）")
    print("  {people} 位用户，{courses} 门课，{orders} 个订单".format(**manifest.counts))
    for warning in warnings:
        print(f"  注意：{warning}")
    print("  现在可以运行 zhiyu up")
    return 0


def prepare_django() -> None:
    """A refused restore leaves nothing behind, so Django gets a key for this process only."""
    given = os.environ.get("ZHIYU_SECRET_KEY")
    os.environ["ZHIYU_SECRET_KEY"] = given or "for the restoring process"
    set_up()
    if given is None:
        del os.environ["ZHIYU_SECRET_KEY"]


def acceptable(manifest: "archive.Manifest", keys: "dict[str, bytearray]") -> list[str]:
    """Refuse what this version or this home could not serve; answer what the owner should know."""
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    from zhiyu.backups import fingerprints  # noqa: PLC0415

    loader = MigrationLoader(None)
    known = set(loader.disk_migrations) | {x for m in loader.disk_migrations.values() for x in m.replaces}
    unknown = [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]
    if unknown:
        raise Refused(f"这份备份来自更新的知域（{manifest.version}），请先升级。这里不认识 {unknown[0]}")
    fingerprints.require_media_key(manifest.keys, keys)
    found = [f"备份时就缺失或损坏：{name}" for name in manifest.missing]
    if not fingerprints.same_secret(manifest.keys, keys):
        found.append("ZHIYU_SECRET_KEY 和原来不同：大家要重新登录，加密保存的设置要重新填。")
    return found


@contextmanager
def alone_in_home() -> Iterator[None]:
    """Nobody else works here: no ``up``, no command on the embedded database, which runs for us only."""
    home().mkdir(parents=True, exist_ok=True)
    mine = Lock(home() / "up.lock")
    if not take_patiently(mine):
        raise Refused(f"学堂正在运行（{mine.text()}），请先停下它。")
    mine.write(f"zhiyu restore (PID {os.getpid()})")
    users = Lock(home() / "pg.users")
    if not take_patiently(users):
        raise Refused("另一个 zhiyu 命令正在使用数据库，请等它结束。")
    try:
        with nullcontext() if os.environ.get("DATABASE_URL") else own_server():
            yield
    finally:
        mine.write("")
        users.release()
        mine.release()


@contextmanager
def own_server() -> Iterator[None]:
    cluster = cluster_of_home()
    attach.start(cluster)
    try:
        yield
    finally:
        cluster.stop()


def finish_the_last() -> str:
    """End a change of places that was cut off; answer which backup it was."""
    note = halfway.note()
    if note is None or note.phase == halfway.LOADING:
        return ""
    with alone_in_home():
        change_places(note)
    return note.backup


def change_places(note: halfway.Note) -> None:
    from zhiyu.command import moving  # noqa: PLC0415
    from zhiyu.command.twin import Twin  # noqa: PLC0415

    twin = Twin()
    if note.phase != halfway.IN:
        note.write(halfway.ASIDE)
        moving.set_aside()
        twin.swap()
        note.write(halfway.IN)
    moving.bring_in()
    twin.drop_old()
    moving.clear()
    halfway.path().unlink()


class Restoring:
    def __init__(self, manifest: "archive.Manifest", *, replace: bool) -> None:
        from zhiyu.command import moving  # noqa: PLC0415
        from zhiyu.command.twin import Twin  # noqa: PLC0415

        self.manifest, self.replace, self.twin = manifest, replace, Twin()
        self.dump = moving.dump()

    def run(self, at: "places.Place", passphrase: bytes | None) -> None:
        from zhiyu.command import moving  # noqa: PLC0415

        self.refuse()
        moving.clear()
        note = halfway.Note(backup=self.manifest.id)
        note.write(halfway.LOADING)
        try:
            self.lay_out(at, passphrase)
            self.load()
        finally:
            self.dump.unlink(missing_ok=True)
        self.migrate()
        os.sync()
        change_places(note)

    def refuse(self) -> None:
        from zhiyu.command import moving  # noqa: PLC0415

        if not self.replace and (self.twin.holds_school() or moving.holds_media()):
            raise Refused(f"{home()} 里已经有一所学堂。要换掉它，请加 --replace；旧的会留到新的完全就位。")
        if self.twin.others():
            raise Refused("还有别的程序连着这个数据库，请先停下所有 zhiyu up。")
        if self.twin.server_version() < self.manifest.server:
            raise Refused(f"备份来自 PostgreSQL {self.manifest.server}，这里的更旧（{self.twin.server_version()}）。")
        need = self.manifest.bytes + ROOM
        media_dir().mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(media_dir()).free < need:
            raise Refused(f"磁盘空间不够：还要 {need // MB} MB。")

    def lay_out(self, at: "places.Place", passphrase: bytes | None) -> None:
        """Once more through the archive, checksums and all: it may have changed since it was proved."""
        from zhiyu.backups import archive, places  # noqa: PLC0415
        from zhiyu.command.moving import Laying  # noqa: PLC0415

        told = places.counting(Percents("取出"), at.size())
        with at.reading() as source:
            again = archive.read(source, passphrase=passphrase, take=Laying(self.dump), told=told)
        if again != self.manifest:
            raise Refused("备份文件在恢复途中变了。")

    def load(self) -> None:
        from zhiyu.backups import binaries  # noqa: PLC0415

        self.twin.make()
        print("装入数据库……", flush=True)
        binaries.restore(self.twin.parameters(self.twin.coming), dumped=self.dump)
        found = self.twin.facts()
        if found != self.manifest.tables:
            names = sorted(set(found) ^ set(self.manifest.tables)) or [
                name for name, fact in found.items() if fact != self.manifest.tables[name]
            ]
            raise Refused(f"装入的数据和备份时不一样：{names[0]}")
        print(f"数据库 {len(found)} 张表，行数和内容与备份时一致", flush=True)

    def migrate(self) -> None:
        """The newer code's schema, before the change of places; and what the books say of themselves.

        The books' command does both, as for every stopped school. Figures are printed once the schema is right.
        """
        env = {**os.environ, "DATABASE_URL": self.twin.url(self.twin.coming)}
        argv = [sys.executable, "-m", "zhiyu.command.main", "ledger", "verify", "--json"]
        done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)  # noqa: S603
        try:
            figures = json.loads(done.stdout.strip().splitlines()[-1])
        except (IndexError, ValueError):
            raise Refused(f"数据库结构更新失败：\n{done.stderr[-1000:]}") from None
        self.twin.forget_the_store()
        print(in_words(figures).splitlines()[-1], flush=True)
