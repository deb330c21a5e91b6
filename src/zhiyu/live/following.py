"""What nginx writes is read while it is written, and kept and shown like what we receive ourselves.

A mark beside each file says at which keyframe of it which length our recording had, so that whoever comes after a
kill goes on there: nothing twice, nothing lost. A file goes once all of it is in our recording.
"""

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import structlog

from zhiyu.live import actions, flv, nginx
from zhiyu.live.alone import Alone
from zhiyu.live.cutting import finished
from zhiyu.live.ingest import run
from zhiyu.live.nginx import Coming
from zhiyu.live.room import Room, of_database
from zhiyu.live.rtmp.session import Tag
from zhiyu.live.rtmp.wire import AUDIO, DATA, VIDEO

log = structlog.get_logger(__name__)
LOOK_EVERY, SCAN_EVERY, AGAIN_AFTER = 0.1, 0.5, 2.0
# nginx locks a file the moment it has opened it.
EMPTY_SECONDS = 2.0
# A stream runs ahead of the clock by what was sent at once when it began.
AHEAD_MS = 1000
MARK = "{at:>15} {size:>15}\n"
UNKEPT = -1


class Followed:
    """One file of nginx, read tag by tag as far as it is whole."""

    def __init__(self, one: Coming) -> None:
        self.path, self.mark_path = one.path, one.path.with_suffix(".mark")
        self.file = one.path.open("r+b", buffering=0)
        self.marks = os.open(self.mark_path, os.O_RDWR | os.O_CREAT, 0o600)
        said = os.pread(self.marks, 64, 0).split()
        self.at, size = (int(said[0]), int(said[1])) if len(said) == 2 else (len(flv.BEGINNING), UNKEPT)  # noqa: PLR2004
        self.size = None if size == UNKEPT else size
        self.settings = flv.settings_before(self.file.fileno(), self.at)

    def next(self) -> tuple[int, Tag] | None:
        """Where it stands, and the tag."""
        before = self.at
        found = flv.tag_at(self.file.fileno(), before)
        if found is None:
            return None
        tag, self.at = found
        return before, tag

    def is_over(self) -> bool:
        """Nobody writes to it: nginx holds its lock, however it was ended."""
        about = os.fstat(self.file.fileno())
        if not about.st_size and about.st_mtime > time.time() - EMPTY_SECONDS:
            return False
        try:
            fcntl.lockf(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        fcntl.lockf(self.file, fcntl.LOCK_UN)
        return True

    def mark(self, at: int, size: int) -> None:
        os.pwrite(self.marks, MARK.format(at=at, size=size).encode(), 0)

    def close(self) -> None:
        self.file.close()
        os.close(self.marks)

    def remove(self) -> None:
        """The mark last: a file without one is read from its beginning."""
        self.path.unlink(missing_ok=True)
        self.mark_path.unlink(missing_ok=True)


class FileRoom(Room):
    may_miss = False

    def __init__(self, one: Coming, file: Followed) -> None:
        super().__init__(one.claims)
        self.one, self.file = one, file
        self.whole = file.size
        self.until_ms: int | None = None
        for tag in file.settings.values():
            self.note(tag)

    async def dismissed(self) -> None:
        """What came before a class ended belongs to it, although it is read only now."""
        if self.until_ms is not None:
            return
        rest = partial(actions.rest_of, class_id=self.class_id, key_number=self.key_number)
        found = await finished(partial(of_database, rest))
        if found is None:
            self.leave.set()
            return
        asset_id, ended_at = found
        await self.keep(asset_id)
        self.until_ms = round(ended_at.timestamp() * 1000) - self.one.began_ms + AHEAD_MS

    async def coming(self) -> AsyncIterator[Tag]:
        while True:
            found = self.file.next()
            if found is None:
                over = self.file.is_over()
                found = self.file.next()
                if found is None:
                    if over:
                        break
                    await asyncio.sleep(LOOK_EVERY)
                    continue
            at, tag = found
            if self.until_ms is not None and tag.at > self.until_ms:
                break
            if tag.body and tag.kind in {AUDIO, VIDEO, DATA}:
                if flv.is_keyframe(tag) or (VIDEO not in self.settings and tag.kind == AUDIO):
                    self.file.mark(at, self.kept())
                yield tag
            await asyncio.sleep(0)
        self.file.mark(self.file.at, self.kept())

    def kept(self) -> int:
        return self.part.recording.end if self.part is not None else UNKEPT


class Watcher(Alone[FileRoom]):
    def folder(self) -> Path:
        return nginx.made_folder()

    def every(self) -> float:
        return SCAN_EVERY

    async def look(self) -> None:
        for one in nginx.coming():
            if one.claims.class_id not in self.tasks:
                self.begin(one.claims.class_id, self.follow(one))

    async def follow(self, one: Coming) -> None:
        class_id = one.claims.class_id
        try:
            if not await self.is_done(one):
                await self.pause(AGAIN_AFTER)
        except Exception:
            log.exception("a stream could not be kept", class_id=class_id)
            await self.pause(AGAIN_AFTER)
        finally:
            self.rooms.pop(class_id, None)

    async def is_done(self, one: Coming) -> bool:
        file = await asyncio.to_thread(Followed, one)
        try:
            room = self.rooms[one.claims.class_id] = FileRoom(one, file)
            if self.stop.is_set():
                return False
            failed = await run(room, room.coming())
        finally:
            file.close()
        if failed or self.stop.is_set():
            return False
        file.remove()
        return True
