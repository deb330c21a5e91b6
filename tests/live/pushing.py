"""A school that takes in streams in this very process, and a teacher's programme that sends one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import imageio_ffmpeg

from tests import make
from tests.media import films
from zhiyu.catalog.models import Course
from zhiyu.kernel.clock import now
from zhiyu.live.actions import plan
from zhiyu.live.ingest import Ingest
from zhiyu.live.models import LiveClass


def planned(course: Course | None = None, *, due: bool = True, free: bool = False) -> LiveClass:
    """A class of tomorrow, or, where it is due, one whose moment has just come."""
    course = course or make.course()
    (one,) = plan(
        chapter_id=course.chapters.get().pk,
        actor_id=None,
        title="写作答疑",
        starts_at=now() + timedelta(days=1),
        minutes=60,
        host_id=make.user(role="owner").pk,
        free=free,
    )
    if due:
        LiveClass.objects.filter(pk=one.pk).update(starts_at=now())
    return LiveClass.objects.select_related("stream_key", "lesson").get(pk=one.pk)


class Receiving:
    def __init__(self, inside: Ingest, port: int) -> None:
        self.inside, self.port = inside, port

    async def taken(self) -> None:
        """Until all that was sent is in."""
        while self.inside.rooms or self.inside.strangers.total():  # noqa: ASYNC110 -- the product has no event for it
            await asyncio.sleep(0.02)


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiving]:
    inside = Ingest()
    server = await asyncio.start_server(inside.connected, "127.0.0.1", 0)
    here = Receiving(inside, server.sockets[0].getsockname()[1])
    try:
        yield here
        await here.taken()
    finally:
        server.close()
        await inside.close()


async def push(port: int, stream_key: str, film: Path | None = None, *, slowly: bool = False) -> int:
    """As fast as it is taken, unless slowly; the exit code of the teacher's programme."""
    film = film or films.film(seconds=6, keyframe_every=1)
    argv = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-hide_banner",
        "-nostdin",
        "-loglevel",
        "error",
        *(["-re"] if slowly else []),
    ]
    argv += ["-i", str(film), "-c", "copy", "-f", "flv", f"rtmp://127.0.0.1:{port}/live/{stream_key}"]
    sender = await asyncio.create_subprocess_exec(*argv, stderr=asyncio.subprocess.DEVNULL)
    return await sender.wait()
