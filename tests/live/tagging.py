"""The tags of a film as a teacher's programme sends them, and what a recording holds of them."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import imageio_ffmpeg

from tests.media import films
from zhiyu.live import flv
from zhiyu.live.flv import BEGINNING
from zhiyu.live.rtmp.session import Tag


def read_back(path: Path) -> list[tuple[int, bytes]]:
    """By the format's own words alone: each tag stands where the one before ends."""
    content, at, found = path.read_bytes(), len(BEGINNING), []
    assert content.startswith(BEGINNING)
    while at < len(content):
        size = int.from_bytes(content[at + 1 : at + 4])
        end = at + 11 + size
        assert int.from_bytes(content[end : end + 4]) == 11 + size
        found.append((content[at], content[at + 11 : end]))
        at = end + 4
    return found


def film_tags(seconds: int = 6, *, size: str = "320x180") -> list[Tag]:
    film = films.film(seconds=seconds, keyframe_every=1, size=size)
    argv = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-i", str(film)]
    made = subprocess.run([*argv, "-c", "copy", "-f", "flv", "pipe:1"], capture_output=True, check=True)  # noqa: S603
    with TemporaryDirectory() as place:
        path = Path(place) / "film.flv"
        path.write_bytes(made.stdout)
        with path.open("rb") as file:
            at, found = len(BEGINNING), []
            while next_one := flv.tag_at(file.fileno(), at):
                tag, at = next_one
                found.append(tag)
    return found


def frames(path: Path) -> int:
    with av.open(str(path)) as opened_one:
        return len(list(opened_one.decode(video=0)))
