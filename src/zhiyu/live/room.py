"""One class that is being received: what came is kept as it came, and given to ffmpeg, which cuts it by keyframes.

Nothing waits for the database here but the question, once a second, what is to be done with what comes in.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar
from uuid import UUID

import structlog
from django.db import close_old_connections

from zhiyu.live import actions, sps
from zhiyu.live.actions.airing import Heard, Wanted
from zhiyu.live.flv import BEGINNING, Recording, is_keyframe, is_known, is_setting, size_of_picture, tag_bytes
from zhiyu.live.keys import KeyClaims
from zhiyu.live.rtmp.session import Tag
from zhiyu.live.rtmp.wire import AUDIO, DATA, VIDEO
from zhiyu.media import ffmpeg, files
from zhiyu.media.actions.streams import RECORDED_AS
from zhiyu.media.models import Asset
from zhiyu.media.packaging import BEGINS_AT_MS
from zhiyu.media.streaming import Growing

log = structlog.get_logger(__name__)
ASK_EVERY = 1.0
# Shorter than the second between keyframes, so that each begins a segment.
SEGMENT_SECONDS = 0.9
DRAIN_SECONDS = 10
MOST_FAILURES = 5
UNKNOWN = "codec"
AVC_HEAD = 5
Answer = TypeVar("Answer")


class Closable(Protocol):
    def close(self) -> None: ...


Open = TypeVar("Open", bound=Closable)


class Room:
    """What is known of a stream before and while it is kept."""

    def __init__(self, claims: KeyClaims) -> None:
        self.class_id, self.key_number = claims.class_id, claims.number
        self.settings: dict[int, Tag] = {}
        self.size = (0, 0)
        self.bytes = 0
        self.began = self.asked = time.monotonic()
        self.problem = ""
        self.part: Part | None = None
        self.failures = 0
        self.stack = AsyncExitStack()
        self.leave = asyncio.Event()
        # How much of what an earlier process recorded is followed by what is read first.
        self.whole: int | None = None

    async def take(self, tag: Tag) -> None:
        self.bytes += len(tag.body)
        if tag.kind == DATA:
            self.size = size_of_picture(tag) or self.size
        elif not is_known(tag):
            self.problem = UNKNOWN
            return
        if is_setting(tag):
            self.note(tag)
        if self.part is not None:
            await self.part.take(tag, self.settings)

    def note(self, tag: Tag) -> None:
        self.settings[tag.kind] = tag
        if tag.kind == VIDEO and self.size == (0, 0):
            self.size = sps.size_of(tag.body[AVC_HEAD:]) or self.size

    async def ask(self) -> None:
        """Each second: tell what comes in, hear whether it is to be kept."""
        passed = time.monotonic() - self.asked
        heard = Heard(
            width=self.size[0],
            height=self.size[1],
            kbps=round(self.bytes * 8 / 1000 / passed) if passed else 0,
            seconds=round(time.monotonic() - self.began),
            problem=self.problem,
        )
        self.bytes, self.asked = 0, time.monotonic()
        hear = partial(actions.hear, class_id=self.class_id, key_number=self.key_number, heard=heard)
        wanted, asset_id = await finished(partial(of_database, hear))
        if self.part is not None and self.part.is_broken:
            self.failures += 1
            await self.end_part()
        if wanted == Wanted.KEEP and asset_id is not None:
            await self.keep(asset_id)
        if wanted == Wanted.LEAVE:
            await self.dismissed()

    async def keep(self, asset_id: UUID) -> None:
        if self.part is None:
            part = part_of(asset_id, cutting=self.failures < MOST_FAILURES, whole=self.whole)
            self.part = await self.stack.enter_async_context(part)
            self.whole = None

    async def dismissed(self) -> None:
        self.leave.set()

    async def end_part(self) -> None:
        self.part = None
        await self.stack.aclose()

    async def close(self) -> None:
        try:
            await self.end_part()
        finally:
            await asyncio.to_thread(of_database, partial(actions.silence, class_id=self.class_id))


class Part:
    """From one keyframe to the end of the connection, kept twice: as it came, and sealed by the second."""

    def __init__(self, recording: Recording, program: asyncio.subprocess.Process | None) -> None:
        self.recording, self.program = recording, program
        self.begun = False

    @property
    def is_broken(self) -> bool:
        """Its ffmpeg died: another begins at the next keyframe."""
        return self.program is not None and self.program.returncode is not None

    async def take(self, tag: Tag, before: dict[int, Tag]) -> None:
        if not self.begun:
            if not (is_keyframe(tag) or (VIDEO not in before and tag.kind == AUDIO and not is_setting(tag))):
                return
            self.begun = True
            at = self.recording.at(tag)
            await self.cut(BEGINNING)
            await self.write(b"".join(tag_bytes(one, at) for one in before.values()))
        await self.write(tag_bytes(tag, self.recording.at(tag)))

    async def write(self, content: bytes) -> None:
        self.recording.write(content)
        await self.cut(content)

    async def cut(self, content: bytes) -> None:
        """Without ffmpeg the recording goes on: the film is made of it afterwards."""
        if self.program is None or self.program.stdin is None or self.is_broken:
            return
        # asyncio logs each write to a pipe that it has closed.
        if not self.program.stdin.is_closing():
            with contextlib.suppress(ConnectionError):
                self.program.stdin.write(content)
                await self.program.stdin.drain()


@asynccontextmanager
async def part_of(asset_id: UUID, *, cutting: bool, whole: int | None = None) -> AsyncIterator[Part]:
    original = files.original(Asset(pk=asset_id, mime=RECORDED_AS))
    async with opened(partial(Growing, asset_id)) as growing, opened(partial(Recording, original, whole)) as recording:
        if not cutting:
            yield Part(recording, None)
            return
        begins_ms = recording.base + BEGINS_AT_MS
        with files.staging(f"live-{asset_id}") as stage:
            program = await started(stage, begins_ms=begins_ms)
            sealing = asyncio.create_task(seal_all(program, stage, growing, begins_ms))
            try:
                yield Part(recording, program)
            finally:
                await drained(program, sealing)


async def finished(work: Callable[[], Answer]) -> Answer:
    """In a thread, which nobody can stop: whoever is cancelled meanwhile leaves only once it is done."""
    working = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(working)
    finally:
        await asyncio.wait([working])


@asynccontextmanager
async def opened(make: Callable[[], Open]) -> AsyncIterator[Open]:
    """What a thread opens is closed, whether or not anybody still waited for it."""
    opening = asyncio.get_running_loop().run_in_executor(None, make)
    try:
        yield await asyncio.shield(opening)
    finally:
        await asyncio.wait([opening])
        if opening.exception() is None:
            opening.result().close()


async def started(stage: Path, *, begins_ms: int) -> asyncio.subprocess.Process:
    reading = [
        "-probesize",
        "500000",
        "-analyzeduration",
        "1500000",
        "-f",
        "flv",
        "-i",
        "pipe:0",
    ]
    tracks = ["-map", "0:v:0?", "-map", "0:a:0?", "-c", "copy", "-muxdelay", "0", "-muxpreload", "0"]
    cutting = ["-f", "segment", "-segment_time", str(SEGMENT_SECONDS), "-segment_format", "mpegts"]
    cutting += ["-segment_list", "pipe:1", "-segment_list_type", "csv"]
    argv = [ffmpeg.program(), *ffmpeg.QUIET, *reading, *tracks]
    argv += ["-output_ts_offset", f"{begins_ms}ms", *cutting, "%d.ts"]
    return await asyncio.create_subprocess_exec(
        *argv,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=stage,
    )


async def seal_all(program: asyncio.subprocess.Process, stage: Path, growing: Growing, begins_ms: int) -> None:
    """Each segment, once ffmpeg says that it is whole."""
    if program.stdout is None:
        return
    async for line in program.stdout:
        name, _start, end = line.decode().strip().rsplit(",", 2)
        ends_ms = round(float(end) * 1000)
        await finished(partial(seal, growing, stage / name, max(1, ends_ms - begins_ms)))
        begins_ms = ends_ms


def seal(growing: Growing, path: Path, ms: int) -> None:
    growing.add(path.read_bytes(), ms)
    path.unlink()


async def drained(program: asyncio.subprocess.Process, sealing: asyncio.Task[None]) -> None:
    """What ffmpeg still holds is the last second of a class."""
    if program.stdin is not None:
        program.stdin.close()
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            await sealing
            await program.wait()
    except TimeoutError:
        log.warning("ffmpeg did not end")
    finally:
        if program.returncode is None:
            program.kill()
            await program.wait()


def of_database(ask: Callable[[], Answer]) -> Answer:
    """In a thread that is nobody's for long: its connection is looked at before, and given up after."""
    close_old_connections()
    try:
        return ask()
    finally:
        close_old_connections()
