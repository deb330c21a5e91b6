"""What an operator gets wrong about the home, told in a sentence instead of a traceback."""

import errno
import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager

from zhiyu.command.place import has_cluster
from zhiyu.kernel.home import home

ROOT = 0
RIGHTS = "请用运行学堂的那个用户，或者改好它的权限。"
FULL = "磁盘满了，请先腾出空间。"
MENDING = {
    errno.EACCES: RIGHTS,
    errno.EPERM: RIGHTS,
    errno.EROFS: "这里只能读：请把它放在能写的地方（由 systemd 运行时写进 ReadWritePaths=）。",
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.ENOTDIR: "这里应当是文件夹：ZHIYU_HOME 写对了吗？",
    errno.EEXIST: "这里应当是文件夹：ZHIYU_HOME 写对了吗？",
}


@contextmanager
def in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.filename is None or error.errno not in MENDING:
            raise
        raise SystemExit(f"{error.filename}：{error.strerror}。{MENDING[error.errno]}") from None


def another_user() -> None:
    """A key or a page that root left could not be read, or not replaced, by the school's own user."""
    lock, me = home() / "up.lock", os.geteuid()
    place = lock if lock.exists() else home()
    if not place.exists() or (owner := place.stat().st_uid) == me or (place == home() and me != ROOT):
        return
    name = name_of(owner)
    raise SystemExit(
        f"{home()} 里的学堂属于用户 {name}，现在的用户是 {name_of(me)}。请用它来运行：sudo -u {name} zhiyu …；"
        f"或者连同里面的文件交给现在的用户：chown -R {name_of(me)} {home()}"
    )


def no_school() -> None:
    """A command that reads makes no school where there is none: most likely it looks in the wrong place."""
    if not os.environ.get("DATABASE_URL") and not has_cluster():
        raise SystemExit(f"{home()} 里没有学堂。ZHIYU_HOME (或 DATABASE_URL) 写对了吗?")


def name_of(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"#{user}"
