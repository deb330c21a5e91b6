"""A small moving film, its two variants, and copies of them, made once a session."""

import functools
from pathlib import Path

import numpy as np

from tests.media.films import PLACE, ffmpeg
from zhiyu.tracing import marking
from zhiyu.tracing.marking import Variant

KEY = b"a key of thirty-two bytes, or so"
SECONDS, WIDTH, HEIGHT = 8, 400, 224
NOISES = 25
SEGMENTS = SECONDS // marking.SEGMENT_SECONDS
GREY = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{WIDTH}x{HEIGHT}", "-framerate", "25"]
LOSSLESS = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "0"]
LIKE_THE_LADDER = [
    "-c:v",
    "libx264",
    "-preset",
    "veryfast",
    "-crf",
    "23",
    "-force_key_frames",
    "expr:gte(t,n_forced*2)",
]
SPLIT = ["-f", "segment", "-segment_time", "2", "-segment_format", "mpegts"]


@functools.cache
def film(seed: int = 1) -> Path:
    """Clouds, of nature's own spectrum, over which the camera pans slowly, with the noise of a sensor."""
    chance, raw = np.random.default_rng(seed), PLACE / f"traced-{seed}.raw"
    rough = chance.normal(0, 1, (2 * HEIGHT, 2 * WIDTH))
    far = np.hypot(np.fft.fftfreq(2 * HEIGHT)[:, None], np.fft.fftfreq(2 * WIDTH)[None])
    ground = np.fft.ifft2(np.fft.fft2(rough) / (far + 0.004) ** 1.2).real
    ground = np.clip(128 + ground / ground.std() * 55, 16, 235)
    noises = chance.normal(0, 1.0, (NOISES, HEIGHT, WIDTH)).astype(np.float32)
    ground, frames = ground.astype(np.float32), []
    for at in range(SECONDS * 25):
        x, y = int(200 + 40 * np.sin(at / 150)), int(100 + 25 * np.sin(at / 120))
        frames.append(ground[y : y + HEIGHT, x : x + WIDTH] + noises[at % NOISES])
    raw.parent.mkdir(parents=True, exist_ok=True)
    raw.write_bytes(np.clip(np.stack(frames), 0, 255).astype(np.uint8).tobytes())
    # Taken for luma as it is: the grey plane becomes the picture's own.
    return ffmpeg(
        *GREY,
        "-color_range",
        "tv",
        "-i",
        str(raw),
        "-pix_fmt",
        "yuv420p",
        *LOSSLESS,
        target=PLACE / f"traced-{seed}.mp4",
    )


@functools.cache
def variant(which: Variant) -> Path:
    return ffmpeg("-i", str(film()), *marked(which), *LIKE_THE_LADDER, target=PLACE / f"{which.name}.ts")


def exact(which: Variant) -> Path:
    """What the encoder is handed: the luma of some frames, one after the other."""
    first = ["-t", "2.4", "-f", "rawvideo", "-pix_fmt", "yuv420p"]
    return ffmpeg("-i", str(film()), *marked(which), *first, target=PLACE / f"{which.name}.raw")


def marked(which: Variant) -> list[str]:
    tiny = PLACE / "patterns.yuv"
    if not tiny.exists():
        marking.write_patterns(tiny, key=KEY, moving=marking.moving(film()))
    return [*marking.arguments(tiny, width=WIDTH, height=HEIGHT, variant=which, shape="format=yuv420p")]


@functools.cache
def pieces(which: Variant) -> Path:
    folder = PLACE / f"pieces-{which.name}"
    folder.mkdir(parents=True, exist_ok=True)
    ffmpeg("-i", str(variant(which)), "-c", "copy", *SPLIT, target=folder / "%d.ts")
    return folder


def served(bits: list[int]) -> Path:
    """What the player of somebody with these bits gets."""
    chosen = [pieces(Variant.A if bit else Variant.B) / f"{number}.ts" for number, bit in enumerate(bits)]
    made = PLACE / f"served-{''.join(map(str, bits))}.ts"
    made.write_bytes(b"".join(piece.read_bytes() for piece in chosen))
    return made


def copied(source: Path, name: str, *arguments: str) -> Path:
    encode = ["-c:v", "libx264", "-preset", "veryfast"]
    return ffmpeg("-i", str(source), "-an", *arguments, *encode, target=PLACE / f"{source.stem}-{name}.mp4")
