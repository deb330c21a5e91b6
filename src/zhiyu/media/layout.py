"""The arithmetic of packaged media: where the preview ends, which key opens which segment."""

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise

EPOCH_SEGMENTS = 10
# A page of a document is a second of a film.
PAGE_MS = 1000
PAGES = "pages"
# A chapter of a book, too.
CHAPTERS = "chapters"
# The files of an exercise, by number.
WEB = "web"
USUAL_PREVIEW_MS = 180_000
# Segments end on frames: twenty seconds last 20.02 at 29.97 frames a second, 20.13 in a slide film of twelve.
FRAME_SLACK_MS = 250
# A preview ends no more than this before what was asked for.
NEAR_MS = 6_000
SHORTEST_SHOWN_MS = 2_000
ROUNDING_MS = 100


def preview_limit_ms(*, duration_ms: int, preview_seconds: int | None) -> int:
    """What was wished; else three minutes or a third, the shorter."""
    if preview_seconds is None:
        return min(USUAL_PREVIEW_MS, duration_ms // 3)
    return min(preview_seconds * 1000, duration_ms)


def segments_within(durations_ms: Sequence[int], limit_ms: int) -> int:
    """How many whole segments end by ``limit_ms``: the preview never shows a moment more."""
    if limit_ms <= 0:
        return 0
    end = count = 0
    for duration in durations_ms:
        end += duration
        if end > limit_ms + FRAME_SLACK_MS:
            break
        count += 1
    return count


def seconds_shown(shown_ms: int) -> int:
    """In whole seconds, as people are told; a frame beyond one is none more."""
    return max(0, math.ceil((shown_ms - ROUNDING_MS) / 1000))


def loses_too_much(durations_ms: Sequence[int], limit_ms: int) -> bool:
    """Whether the boundary lies so far before what was asked that a new keyframe is worth an encode.

    Nothing at all, where something was promised, always is: encoded films have a keyframe every two seconds.
    """
    shown = sum(durations_ms[: segments_within(durations_ms, limit_ms)])
    if not shown and limit_ms >= SHORTEST_SHOWN_MS:
        return True
    return min(limit_ms, sum(durations_ms)) - shown > NEAR_MS


def cut_once_more(durations_ms: Sequence[int], keyframes_ms: Sequence[int], limit_ms: int) -> list[int]:
    """The same segments, and an end more at the last keyframe that the preview may reach."""
    ends = set(accumulate(durations_ms))
    inside = [moment for moment in keyframes_ms if 0 < moment <= min(limit_ms + FRAME_SLACK_MS, max(ends) - 1)]
    return [after - before for before, after in pairwise(sorted({0, *ends, *inside[-1:]}))]


def mean_bits(rows: Sequence[Sequence[int]]) -> int:
    """Bit/s over the whole, of rows as a rendition has them."""
    return sum(size for _ms, size, _epoch in rows) * 8000 // max(1, sum(ms for ms, _size, _epoch in rows))


def peak_bits(rows: Sequence[Sequence[int]]) -> int:
    """Bit/s of the worst stretch that is at least half as long as the longest segment (RFC 8216, 4.1)."""
    least = max((ms for ms, _size, _epoch in rows), default=0) / 2
    worst = stretch_ms = stretch_bytes = 0
    for ms, size, _epoch in rows:
        stretch_ms, stretch_bytes = stretch_ms + ms, stretch_bytes + size
        if stretch_ms >= least:
            worst = max(worst, stretch_bytes * 8000 // max(1, stretch_ms))
            stretch_ms = stretch_bytes = 0
    return max(worst, mean_bits(rows))


def epochs(*, count: int, preview: int) -> list[int]:
    """The key epoch of each segment: about ten share one, and none spans the end of the preview."""
    paid_from = -(-preview // EPOCH_SEGMENTS)
    shown = [i // EPOCH_SEGMENTS for i in range(preview)]
    return shown + [paid_from + i // EPOCH_SEGMENTS for i in range(count - preview)]


def early(cut: Sequence[int], *, by_ms: int) -> list[int]:
    """The same cut with every end but the last one so much sooner."""
    return [cut[0] - by_ms, *cut[1:-1], cut[-1] + by_ms] if len(cut) > 1 else [*cut]


def even_cut(*, duration_ms: int, picture_ms: int, every_ms: int) -> list[int]:
    """Segments of ``every_ms`` each for as long as there is a picture to cut; the last one takes what is left."""
    count = max(1, (min(picture_ms, duration_ms) + every_ms // 2) // every_ms)
    return [*[every_ms] * (count - 1), duration_ms - every_ms * (count - 1)]
