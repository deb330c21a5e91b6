"""Room on the disk for a class: how much it takes, what is there, and what is held for its recording.

Below the reserve uploads and packaging stop; a class that is on air goes on into it, but for the last quarter, which is
the database's alone: where that cannot write, nobody pays and nobody is told anything.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from zhiyu.media import files

# What the guide tells teachers to send: picture and sound.
USUAL_KBPS = 2500 + 128
LEAST_MINUTES = 5
LEFT_FOR_THE_DATABASE = 4
# What viewers get of a disk that holds no whole class: a quarter of it, the recording the rest.
FOR_VIEWERS = 4
# Small: what is given back may be taken by anybody.
A_PIECE, AT_ONCE = 256 * 1024, 8 * 1024 * 1024
TIGHT, ENOUGH = 2 * 1024 * 1024, 8 * 1024 * 1024
AN_HOUR = 3600


@dataclass(frozen=True, kw_only=True)
class Space:
    """In bytes; ``free`` is what is above the reserve."""

    free: int
    hour: int
    needed: int

    @property
    def is_enough(self) -> bool:
        return self.free >= self.needed

    @property
    def may_begin(self) -> bool:
        return self.free >= self.hour * LEAST_MINUTES // 60


def bytes_of(seconds: float, kbps: int = USUAL_KBPS) -> int:
    return round(seconds * kbps * 1000 / 8)


def space_for(minutes: int) -> Space:
    """A class is kept as it came and sealed for its viewers, and with nginx as that took it in as well."""
    times = 3 if settings.LIVE_ENGINE == "nginx" else 2
    return Space(
        free=max(0, files.free_bytes() - settings.DISK_RESERVE),
        hour=times * bytes_of(AN_HOUR),
        needed=times * bytes_of(minutes * 60),
    )


def left_on_air() -> int:
    """What classes on air may still take."""
    return max(0, files.free_bytes() - settings.DISK_RESERVE // LEFT_FOR_THE_DATABASE)


def is_tight(left: int) -> bool:
    """Too little to show a class any longer."""
    return left < TIGHT


def has_enough(left: int) -> bool:
    """To begin to show it, and not for a second only."""
    return left >= ENOUGH


class Held:
    """Room that is taken in advance, and given to a recording as it grows."""

    def __init__(self, path: Path, size: int) -> None:
        self.file, self.size = path.open("wb", buffering=0), 0
        path.unlink()  # nobody else opens it, and it goes with this process however that ends
        room = max(0, files.free_bytes() - settings.DISK_RESERVE)
        wanted = min(size, room - room // FOR_VIEWERS)
        with suppress(OSError):
            while self.size < wanted:
                piece = min(AT_ONCE, wanted - self.size)
                os.posix_fallocate(self.file.fileno(), self.size, piece)
                self.size += piece
        self.file.truncate(self.size)
        self.at: int | None = None

    def follow(self, end: int) -> None:
        """The recording ends there now: what it took is given back."""
        if self.at is None or end < self.at:
            self.at = end
        if end - self.at >= A_PIECE:
            self.give(end - self.at)
            self.at = end

    def give(self, size: int = A_PIECE) -> bool:
        """Whether there was any left."""
        if not self.size:
            return False
        self.size = max(0, self.size - size)
        self.file.truncate(self.size)
        return True

    def close(self) -> None:
        self.file.close()
