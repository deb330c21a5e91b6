"""What viewers get of a class: ffmpeg cuts what comes in by its keyframes, and each second is sealed."""

import asyncio
import contextlib
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import structlog

from zhiyu.live.flv import BEGINNING
from zhiyu.media import ffmpeg, files
from zhiyu.media.streaming import Growing

log = structlog.get_logger(__name__)
# Shorter than the second between keyframes, so that each begins a segment.
SEGMENT_SECONDS = 0.9
DRAIN_SECONDS = 10
Answer = TypeVar("Answer")


class Cutting:
    """One ffmpeg, from a keyframe to its end. It is over when ffmpeg died, or a segment could not be written."""

    def __init__(self, program: asyncio.subprocess.Process, stack: ExitStack, *, begins_ms: int) -> None:
        self.program, self.stack = program, stack
        self.ends_ms = begins_ms
        self.begun = False
        self.refused: OSError | None = None
        self.sealing: asyncio.Task[None]

    @classmethod
    async def begin(cls, asset_id: UUID, growing: Growing, *, begins_ms: int) -> "Cutting":
        with ExitStack() as stack:
            stage = stack.enter_context(files.staging(f"live-{asset_id}"))
            made = cls(await started(stage, begins_ms=begins_ms), stack.pop_all(), begins_ms=begins_ms)
        growing.go_on()
        made.sealing = asyncio.create_task(made.seal_all(stage, growing))
        return made

    @property
    def is_over(self) -> bool:
        return self.program.returncode is not None or self.refused is not None

    @property
    def is_out_of_room(self) -> bool:
        return self.refused is not None and self.refused.errno in files.NO_ROOM

    async def write(self, content: bytes) -> None:
        if self.is_over or self.program.stdin is None:
            return
        # asyncio logs each write to a pipe that it has closed.
        if not self.program.stdin.is_closing():
            with contextlib.suppress(ConnectionError):
                self.program.stdin.write(content if self.begun else BEGINNING + content)
                self.begun = True
                await self.program.stdin.drain()

    async def seal_all(self, stage: Path, growing: Growing) -> None:
        """Each segment, once ffmpeg says that it is whole."""
        if self.program.stdout is None:
            return
        try:
            async for line in self.program.stdout:
                name, _start, end = line.decode().strip().rsplit(",", 2)
                ends_ms = round(float(end) * 1000)
                await finished(partial(seal, growing, stage / name, max(1, ends_ms - self.ends_ms)))
                self.ends_ms = ends_ms
        except OSError as error:
            self.refused = error
            log.warning("a class cannot be shown", error=str(error))
            # Its pipes are read no more: whoever wrote to it would wait for ever.
            with contextlib.suppress(ProcessLookupError):
                self.program.kill()

    async def close(self) -> None:
        """What ffmpeg still holds is the last second of a class; what lies in its stage goes."""
        try:
            await self.drained()
        finally:
            self.stack.close()

    async def drained(self) -> None:
        if self.program.stdin is not None:
            self.program.stdin.close()
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                await self.sealing
                await self.program.wait()
        except TimeoutError:
            log.warning("ffmpeg did not end")
        finally:
            if self.program.returncode is None:
                self.program.kill()
                await self.program.wait()


async def finished(work: Callable[[], Answer]) -> Answer:
    """In a thread, which nobody can stop: whoever is cancelled meanwhile leaves only once it is done."""
    working = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(working)
    finally:
        await asyncio.wait([working])


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
        env=ffmpeg.environment("C"),
        cwd=stage,
    )


def seal(growing: Growing, path: Path, ms: int) -> None:
    growing.add(path.read_bytes(), ms)
    path.unlink()
