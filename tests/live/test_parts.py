"""What a connection leaves behind when it ends at the worst moment: no file open, no lock held, no flood of words."""

import asyncio
import logging
import shutil
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pytest_django import Settings

from zhiyu.live import room
from zhiyu.live.flv import Recording
from zhiyu.live.room import part_of
from zhiyu.live.rtmp.session import Tag
from zhiyu.live.rtmp.wire import VIDEO
from zhiyu.media.streaming import Growing

KEYFRAME = Tag(VIDEO, 0, bytes([0x17, 1, 0, 0, 0]) + bytes(200))


class Slow:
    """Opens in its thread only when it is let, as on a disk that is busy."""

    def __init__(self, opens: Callable[..., Growing | Recording]) -> None:
        self.opens = opens
        self.began, self.may = threading.Event(), threading.Event()
        self.made: Growing | Recording | None = None

    def __call__(self, *given: object) -> Growing | Recording:
        self.began.set()
        assert self.may.wait(20)
        self.made = self.opens(*given)
        return self.made


async def broken_off(asset_id: UUID, slow: Slow) -> None:
    async def take_part() -> None:
        async with part_of(asset_id):
            raise AssertionError

    task = asyncio.create_task(take_part())
    await asyncio.to_thread(slow.began.wait, 20)
    task.cancel()
    await asyncio.sleep(0)
    slow.may.set()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize(("name", "opens"), [("Growing", Growing), ("Recording", Recording)])
def test_broken_off_while_a_file_is_opened_it_is_closed(
    monkeypatch: pytest.MonkeyPatch, name: str, opens: Callable[..., Growing | Recording]
) -> None:
    asset_id, slow = uuid4(), Slow(opens)
    monkeypatch.setattr(room, name, slow)
    asyncio.run(broken_off(asset_id, slow))
    file = slow.made.lines if isinstance(slow.made, Growing) else slow.made.file if slow.made else None
    assert file is not None
    assert file.closed
    Growing(asset_id).close()


@asynccontextmanager
async def dead_program(asset_id: UUID) -> AsyncIterator[room.Part]:
    async with part_of(asset_id) as part:
        assert part.cutting is not None
        await part.cutting.program.wait()
        yield part


def test_a_cutter_that_cannot_be_started_is_told_as_no_full_disk(settings: Settings, tmp_path: Path) -> None:
    settings.FFMPEG = str(tmp_path / "nothing-here")

    async def all_of_it() -> tuple[str, int]:
        async with part_of(uuid4()) as part:
            for _second in range(room.MOST_FAILURES + 2):
                await part.look()
                await part.take(Tag(VIDEO, 0, KEYFRAME.body), {})
            return part.problem, part.failures

    assert asyncio.run(all_of_it()) == ("", room.MOST_FAILURES)


def test_to_a_program_that_died_nothing_is_written(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.FFMPEG = shutil.which("false")
    caplog.set_level(logging.WARNING, "asyncio")

    async def all_of_it() -> int:
        async with dead_program(uuid4()) as part:
            for at in range(0, 2000, 40):
                await part.take(Tag(VIDEO, at, KEYFRAME.body), {})
            return part.recording.file.tell()

    assert asyncio.run(all_of_it()) > 50 * len(KEYFRAME.body)
    assert caplog.messages == []
