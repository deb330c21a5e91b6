"""Small films, sounds and pictures, made when a test asks for them and kept for the session."""

import functools
import os
import subprocess
from pathlib import Path

from PIL import Image

from zhiyu.media.ffmpeg import program

PLACE = Path(os.environ["ZHIYU_TEST_HOME"]) / f"films.{os.getpid()}"


def ffmpeg(*arguments: str, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    argv = [program(), "-hide_banner", "-nostdin", "-loglevel", "error", "-y", *arguments, str(target)]
    subprocess.run(argv, check=True)  # noqa: S603 -- our own arguments
    return target


@functools.cache
def film(
    *, seconds: int = 10, keyframe_every: int = 2, codec: str = "libx264", sound: str = "aac", size: str = "320x180"
) -> Path:
    """Moving pattern and a tone; ``sound`` may be empty."""
    name = f"{codec}-{sound or 'silent'}-{seconds}s-{keyframe_every}k-{size}"
    tone = ["-f", "lavfi", "-i", f"sine=440:d={seconds}", "-c:a", sound] if sound else []
    speed = ["-preset", "ultrafast"] if codec.startswith("libx26") else ["-deadline", "realtime", "-cpu-used", "8"]
    gop = keyframe_every * 25
    inputs = ["-f", "lavfi", "-i", f"testsrc2=s={size}:r=25:d={seconds}", *tone[:4]]
    video = ["-c:v", codec, *speed, "-pix_fmt", "yuv420p", "-g", str(gop), "-keyint_min", str(gop)]
    ending = "webm" if codec == "libvpx-vp9" else "mp4"
    target = PLACE / f"{name}.{ending}"
    return ffmpeg(*inputs, *video, *tone[4:], "-sc_threshold", "0", "-movflags", "faststart", target=target)


@functools.cache
def sound(ending: str = "mp3", *, seconds: int = 8) -> Path:
    return ffmpeg("-f", "lavfi", "-i", f"sine=440:d={seconds}", target=PLACE / f"sound-{seconds}.{ending}")


@functools.cache
def picture(ending: str = "png", *, width: int = 400, height: int = 300) -> Path:
    target = PLACE / f"picture-{width}x{height}.{ending}"
    target.parent.mkdir(parents=True, exist_ok=True)
    Image.effect_noise((width, height), 60).convert("RGB").save(target)
    return target


def wrong(name: str, content: bytes) -> Path:
    target = PLACE / "wrong" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return target


def first_half(path: Path, name: str) -> Path:
    content = path.read_bytes()
    return wrong(name, content[: len(content) // 2])
