"""Films that Tencent recorded of a class, as files.

What names them is not signed, so they are fetched only from hosts that the operator named, and no further.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from zhiyu.kernel.calling import client
from zhiyu.live.tencent.cloud import CloudAway
from zhiyu.media import ffmpeg, files
from zhiyu.media.copying import join

TIMEOUT = httpx.Timeout(30.0, connect=5.0)
OK, FAULTY = 200, 500
PIECE = 1 << 20


class RecordingRefused(Exception):
    """A word for why."""


def host_of(url: str) -> str:
    """With its port; where a name and password stand before it, it is none that anybody would write down."""
    return urlsplit(url).netloc.lower()


def may_fetch(url: str) -> bool:
    return host_of(url) in settings.TENCENT_LIVE.get("record_hosts", [])


def fetch(url: str, place: Path) -> Path:
    if not may_fetch(url):
        raise RecordingRefused("host")
    count = 0
    try:
        with client(TIMEOUT) as calling, calling.stream("GET", url) as answer, place.open("wb") as target:
            if answer.status_code >= FAULTY:
                raise CloudAway(str(answer.status_code))
            if answer.status_code != OK:
                raise RecordingRefused("gone")
            for piece in answer.iter_raw(PIECE):
                count += len(piece)
                if count > settings.MEDIA_MAX_UPLOAD:
                    raise RecordingRefused("size")
                files.require_space(0)
                target.write(piece)
    except httpx.HTTPError as error:
        raise CloudAway(type(error).__name__) from error
    return place


def joined(parts: Sequence[tuple[Path, timedelta, timedelta]], into: Path) -> Path:
    """One film of (file, from where in it, for how long) each, as it was sent: nothing is encoded."""
    offset = timedelta()
    cuts = []
    for number, (path, begins, lasts) in enumerate(parts):
        name = f"{number}.ts"
        begin = ["-ss", str(begins.total_seconds())]
        told = ["-t", str(lasts.total_seconds()), "-map", "0:v:0?", "-map", "0:a:0?", "-c", "copy"]
        told += ["-output_ts_offset", str(offset.total_seconds()), "-f", "mpegts", name]
        ffmpeg.run(path, told, into=into, before=begin)
        path.unlink()
        cuts.append(into / name)
        offset += lasts
    whole = join(pieces(cuts), into)
    ffmpeg.run(whole, ["-map", "0", "-c", "copy", "-movflags", "+faststart", "whole.mp4"], into=into)
    return into / "whole.mp4"


def pieces(paths: Iterable[Path]) -> Iterator[bytes]:
    """Hours of film never stand in memory; each is gone from the disk once it was read."""
    for path in paths:
        with path.open("rb") as film:
            while piece := film.read(PIECE):
                yield piece
        path.unlink()
