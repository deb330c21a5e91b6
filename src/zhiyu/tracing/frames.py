"""Frames of a film as small grey pictures, through the ffmpeg program."""

import subprocess
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from threading import Timer

import numpy as np
from numpy.typing import NDArray

from zhiyu.media.errors import PackagingFailed
from zhiyu.media.ffmpeg import NICEST, QUIET, SAFE, environment, gently, program

Grey = NDArray[np.uint8]
# However a file is made that somebody hands in, it holds up what is asked next for no longer.
PATIENCE_SECONDS = 2 * 3600


def grey(
    path: Path,
    *,
    rate: float,
    width: int,
    height: int,
    start: float = 0.0,
    patience: float = PATIENCE_SECONDS,
) -> Generator[Grey, None, None]:
    """``rate`` frames a second from ``start`` on, luma only and as it is, so that nothing is clipped at white."""
    # A film's picture may begin after its sound.
    begins = "" if start else ":start_time=0"
    shape = f"fps={rate}{begins},scale={width}:{height}:flags=area,format=yuv420p,extractplanes=y"
    before = ["-ss", f"{start:.3f}"] if start else []
    argv = [*gently(NICEST), program(), *QUIET, "-threads", "2", *before, *SAFE, "-i", str(path), "-map", "0:v:0"]
    argv += ["-vf", shape, "-f", "rawvideo", "-"]
    with tempfile.TemporaryFile() as complaints:
        child = subprocess.Popen(  # noqa: S603 -- our own argument list, no shell
            argv,
            stdout=subprocess.PIPE,
            stderr=complaints,
            stdin=subprocess.DEVNULL,
            env=environment("C"),
        )
        late = Timer(patience, child.kill)
        late.daemon = True
        late.start()
        try:
            yield from cut(child, width * height, (height, width))
            if child.wait():
                complaints.seek(0)
                raise PackagingFailed(extra={"said": complaints.read()[-2000:].decode(errors="replace")})
        finally:
            late.cancel()
            child.kill()
            child.wait()


def cut(child: subprocess.Popen[bytes], size: int, shape: tuple[int, int]) -> Iterator[Grey]:
    if child.stdout is None:
        return
    with child.stdout as stream:
        while len(frame := stream.read(size)) == size:
            yield np.frombuffer(frame, dtype=np.uint8).reshape(shape)
