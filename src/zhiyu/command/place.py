"""Where this home's embedded cluster lies: in the home, unless its user or its socket cannot be there."""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path

from zhiyu.command.postgres import Cluster, database_user, reachable
from zhiyu.kernel.home import cluster_dir, home, place_note, socket_dir

OUTSIDE = Path("/var/lib/zhiyu")
LONGEST_SOCKET_DIR = 80  # bytes; the kernel takes 107 with the socket's own name


def cluster_of_home() -> Cluster:
    """The cluster, its place decided on the first call and noted in the home for everybody else."""
    home().mkdir(parents=True, exist_ok=True)
    if not place_note().exists():
        _decide()
    base = cluster_dir()
    return Cluster(data=base / "pg18", run=socket_dir(), user=database_user(home()))


def has_cluster() -> bool:
    return (cluster_dir() / "pg18" / "PG_VERSION").exists()


def _decide() -> None:
    base = home() / "pg"
    user = database_user(home())
    if user is not None and not reachable(base.parent, user):
        base = _outside()
    run = base / "run"
    if len(os.fsencode(run)) > LONGEST_SOCKET_DIR:
        run = _short_run()
    inside = base == home() / "pg"
    if inside and run == base / "run":
        return
    aside = place_note().with_suffix(f".{os.getpid()}")
    aside.write_text(f"{base.name if inside else base}\n{run}\n")
    aside.rename(place_note())


def _open_folder(folder: Path) -> Path:
    """A folder of our own that the database's user may walk through, whatever the umask is."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)
    return folder


def _key() -> str:
    return hashlib.sha256(os.fsencode(home())).hexdigest()[:12]


def _outside() -> Path:
    """A home without a note is new: a cluster under its key was left by an earlier home of the same path."""
    base, number = OUTSIDE / _key(), 0
    while base.exists():
        number += 1
        base = OUTSIDE / f"{_key()}-{number}"
    _open_folder(OUTSIDE)
    return base


def _short_run() -> Path:
    """Never given twice: a home that was moved keeps its own, whatever home comes to its former path."""
    key = secrets.token_hex(6)
    if os.geteuid() == 0:
        return _open_folder(Path("/run/zhiyu")) / key
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        return Path(runtime) / f"zhiyu-{key}"
    return Path(tempfile.gettempdir()) / f"zhiyu-{os.geteuid()}-{key}"
