"""Running the ffmpeg program: a separate process, told by a setting where it is."""

import errno
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import imageio_ffmpeg
import structlog
from django.conf import settings

from zhiyu.media.errors import PackagingFailed, PackagingInterrupted
from zhiyu.media.scan import SAFE_INPUT

log = structlog.get_logger(__name__)
Progress = Callable[[int], None]
SAFE = ["-format_whitelist", SAFE_INPUT["format_whitelist"], "-protocol_whitelist", "file,pipe"]
NICE, NICEST = 10, 19
# Whoever breaks out of a program that reads strangers' files finds none of our keys in its surroundings.
NEEDED = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH")
INTERRUPTED = 255
# What 255 is otherwise: an error number of -1.
NOT_PERMITTED = os.strerror(errno.EPERM)
QUIET = ["-hide_banner", "-nostdin", "-loglevel", "error", "-y"]


def program() -> str:
    return settings.FFMPEG or imageio_ffmpeg.get_ffmpeg_exe()


def gently(niceness: int) -> list[str]:
    """Pages are answered before films are made, and films are made playable before they are made better."""
    return ["nice", "-n", str(niceness)] if shutil.which("nice") else []


def environment(letters: str) -> dict[str, str]:
    return {name: os.environ[name] for name in NEEDED if name in os.environ} | {"LC_ALL": letters}


def run(source: Path, arguments: Sequence[str], *, into: Path, before: Sequence[str] = ()) -> None:
    """One quick call; ``into`` is the folder it works in."""
    watch(source, arguments, into=into, before=before, moment=lambda _ms: None)


def watch(
    source: Path,
    arguments: Sequence[str],
    *,
    into: Path,
    moment: Progress,
    before: Sequence[str] = (),
    niceness: int = NICE,
) -> None:
    """Run and tell ``moment`` how many ms of the film are done; raises ``PackagingFailed`` when it fails."""
    argv = [*gently(niceness), program(), *QUIET, "-progress", "pipe:1", *before, *SAFE, "-i", str(source), *arguments]
    with tempfile.TemporaryFile() as complaints:
        child = subprocess.Popen(  # noqa: S603 -- our own argument list, no shell
            argv, stdout=subprocess.PIPE, stderr=complaints, cwd=into, text=True, env=environment("C")
        )
        try:
            listen(child, moment)
            status = child.wait()
        finally:
            child.kill()
            child.wait()
        if status:
            complaints.seek(0)
            said = complaints.read()[-2000:].decode(errors="replace")
            log.warning("ffmpeg failed", status=status, said=said)
            raise (PackagingInterrupted if was_killed(status, said) else PackagingFailed)(extra={"said": said})


def was_killed(status: int, said: str) -> bool:
    """Asked to end (SIGTERM), ffmpeg ends in order, without a word on our level of words."""
    return status < 0 or (status == INTERRUPTED and NOT_PERMITTED not in said)


def listen(child: subprocess.Popen[str], moment: Progress) -> None:
    if child.stdout is None:
        return
    reached = 0
    with child.stdout as lines:
        for line in lines:
            name, _equals, value = line.strip().partition("=")
            if name == "out_time_us" and value.isdigit():
                reached = max(reached, int(value) // 1000)
                moment(reached)
