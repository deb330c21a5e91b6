"""``zhiyu reload``: ask the running ``zhiyu up`` of this home for new processes, and wait for its word."""

import os
import re
import secrets
import signal
import sys
import time
from pathlib import Path

from zhiyu.command.locks import Lock, held_by_another
from zhiyu.kernel.home import home

PATIENCE = 180.0


def asked() -> Path:
    return home() / "reload.asked"


def done() -> Path:
    return home() / "reload.done"


def running_pid() -> int | None:
    """The ``zhiyu up`` of this home, by the lock it holds."""
    path = home() / "up.lock"
    if not path.exists() or not held_by_another(path):
        return None
    found = re.search(r"\(PID (\d+)\)", Lock(path).text())
    return int(found[1]) if found else None


def ask() -> bool | None:
    """Whether the new processes came; None when nothing runs here."""
    pid = running_pid()
    if pid is None:
        return None
    token = secrets.token_hex(8)
    asked().write_text(token)
    os.kill(pid, signal.SIGUSR1)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if done().exists() and done().read_text().split()[:1] == [token]:
            return done().read_text().split()[1:] == ["ok"]
        time.sleep(0.05)
    return False


def question() -> str:
    """Who asks; a signal sent by hand has no name and gets no answer that anybody waits for."""
    return asked().read_text() if asked().exists() else "-"


def answer(token: str, *, renewed: bool) -> None:
    aside = done().with_suffix(f".{os.getpid()}")
    aside.write_text(f"{token} {'ok' if renewed else 'failed'}")
    aside.rename(done())


def reload() -> int:
    renewed = ask()
    if renewed is None:
        print(f"知域没有在运行：{home()}", file=sys.stderr)
        return 1
    if not renewed:
        print("新的进程没有就绪，原来的继续工作；原因见运行日志。", file=sys.stderr)
        return 1
    print("已换用新的进程，没有中断访问。")
    return 0
