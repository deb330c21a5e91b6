"""The school's secret keys: the one in use, one that is coming, and the old ones that still open what they closed.

They come from the environment (``ZHIYU_SECRET_KEY``, ``ZHIYU_SECRET_KEY_OLD``, a comma between two), else from files
in the home (``secret_key``, ``secret_key.next``, ``secret_key.old``). Files are written aside and renamed or linked, so
a process that is killed leaves each of them whole.
"""

import contextlib
import os
import secrets
from pathlib import Path

from zhiyu.kernel.home import home

LENGTH = 48


def key_file() -> Path:
    return home() / "secret_key"


def next_file() -> Path:
    return home() / "secret_key.next"


def old_file() -> Path:
    return home() / "secret_key.old"


def given() -> str:
    return os.environ.get("ZHIYU_SECRET_KEY", "")


def current() -> str:
    """The key that signs. Without one in the environment it is made on first use and kept."""
    if key := given():
        return key
    path = key_file()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            write(path, fresh(), replace=False)
    if not (key := path.read_text().strip()):
        raise SystemExit(f"{path} 是空的:请从备份里取回它 (没有备份时删掉它,会重新生成,大家要重新登录)。")
    return key


def coming() -> str:
    """The key that ``zhiyu secrets rotate`` is bringing in; nothing at other times."""
    return "" if given() else "".join(_lines(next_file()))


def fallbacks() -> list[str]:
    """The other keys whose signatures count: one that is about to be used, and those used before."""
    known = [coming(), *os.environ.get("ZHIYU_SECRET_KEY_OLD", "").split(","), *_lines(old_file())]
    if given():
        known += _lines(key_file())
    return [key for key in dict.fromkeys(key.strip() for key in known) if key and key != current()]


def fresh() -> str:
    return secrets.token_urlsafe(LENGTH)


def announce() -> None:
    """Make the next key, unless one waits already: known from now on, used after :func:`promote`."""
    if not next_file().exists():
        write(next_file(), fresh())


def promote() -> None:
    """The next key becomes the one in use. Cut off between the two steps, the same call ends it."""
    if not next_file().exists():
        return
    if (now := current()) not in _lines(old_file()):
        write(old_file(), "\n".join([now, *_lines(old_file())]))
    next_file().rename(key_file())


def forget_old() -> None:
    """Drop the keys kept in files that are not in use."""
    old_file().unlink(missing_ok=True)
    if given():
        key_file().unlink(missing_ok=True)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().split()
    except FileNotFoundError:
        return []


def write(path: Path, text: str, *, replace: bool = True) -> None:
    """Whole or not at all, and there for good: a key that a power cut takes away is lost."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        aside.rename(path) if replace else os.link(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
