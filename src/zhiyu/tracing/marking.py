"""Variants A and B of a film, wholly within ffmpeg: one small file of patterns and a filter graph.

The pattern of each segment is enlarged smoothly and merged into luma; A adds it, B takes it away. Chroma is as it was.
"""

import enum
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiyu.tracing import patterns
from zhiyu.tracing.frames import grey

SEGMENT_SECONDS = 2
# Of 128: enough for a smooth slope, little enough that the curve between cells stays within a byte.
DEPTH = 80
# Steps of luma in the middle of a cell. In a still picture, as slides are, a mark lasts and is all that an encoder errs
# by; in a moving one it has to be encoded anew in each frame, and is lost in what is lost anyway.
STILL, MOVING = 0.8, 1.5
LOOKS_A_SECOND = 4
MOVED = 1.0


class Variant(enum.Enum):
    """What ``blend`` does with a pattern around 128."""

    A = "grainmerge"
    B = "grainextract"


def write_patterns(path: Path, *, key: bytes, moving: Sequence[bool]) -> None:
    path.write_bytes(patterns.planes(key, [DEPTH if one else round(DEPTH * STILL / MOVING) for one in moving]))


def moving(film: Path) -> list[bool]:
    """For each segment whether it moves most of the time: the same for A and B, asked once."""
    changes: list[bool] = []
    before = None
    for frame in grey(film, rate=LOOKS_A_SECOND, width=64, height=36):
        changes += [] if before is None else [moved(before, frame)]
        before = frame
    return moving_of(changes, 0 if before is None else len(changes) + 1)


def moved(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> bool:
    return bool(np.abs(after.astype(np.int16) - before.astype(np.int16)).mean() > MOVED)


def moving_of(changes: Sequence[bool], frames: int) -> list[bool]:
    """Of ``LOOKS_A_SECOND`` frames of each second, ``changes`` being from each to the next."""
    looks = SEGMENT_SECONDS * LOOKS_A_SECOND
    parts = [changes[start : start + looks] for start in range(0, frames, looks)]
    return [len(part) > 0 and sum(part) > len(part) / 2 for part in parts]


def arguments(path: Path, *, width: int, height: int, variant: Variant, shape: str) -> Sequence[str]:
    """For ffmpeg after its first input: brings the patterns in and maps the marked picture.

    ``shape`` is the chain of filters that makes the film ``width`` x ``height`` in yuv420p.
    """
    tiny = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{patterns.COLUMNS}x{patterns.ROWS}"]
    tiny += ["-framerate", f"1/{SEGMENT_SECONDS}", "-i", str(path)]
    steps = f"round({patterns.MIDDLE}+(val-{patterns.MIDDLE})*{MOVING / DEPTH})"
    graph = (
        f"[0:v]{shape}[film];"
        f"[1:v]scale={width}:{height}:flags=bicubic,lutyuv=y='{steps}'[pattern];"
        f"[film][pattern]blend=c0_mode={variant.value}:c1_mode=normal:c2_mode=normal[marked]"
    )
    return [*tiny, "-filter_complex", graph, "-map", "[marked]"]
