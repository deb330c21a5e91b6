"""Who works in this home. Locks of the kernel's: they fall with a killed process.

``up.lock``   held alone by ``zhiyu up`` for its whole life; its text says where it runs.
``pg.users``  shared by everybody who uses the embedded database; whoever gets it alone is the only one.
``pg.start``  held alone while the database is started or stopped by a command that attaches.
"""

import fcntl
import time
from pathlib import Path
from typing import TextIO


class Lock:
    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: TextIO = path.open("a+")

    def alone(self, *, wait: bool = False) -> bool:
        return self._take(fcntl.LOCK_EX, wait=wait)

    def shared(self, *, wait: bool = False) -> bool:
        return self._take(fcntl.LOCK_SH, wait=wait)

    def release(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        self._file.close()

    def text(self) -> str:
        self._file.seek(0)
        return self._file.read().strip()

    def write(self, text: str) -> None:
        self._file.truncate(0)
        self._file.write(text)
        self._file.flush()

    def _take(self, kind: int, *, wait: bool) -> bool:
        try:
            fcntl.flock(self._file, kind if wait else kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def held_by_another(path: Path) -> bool:
    """Whether somebody holds the lock alone. Asking takes it shared for a moment: takers try more than once."""
    asked = Lock(path)
    free = asked.shared()
    if free:
        asked.release()
    return not free


def take_patiently(lock: Lock, *, tries: int = 5) -> bool:
    for left in reversed(range(tries)):
        if lock.alone():
            return True
        if left:
            time.sleep(0.1)
    return False
