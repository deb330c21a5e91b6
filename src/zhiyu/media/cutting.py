"""A film cut at given moments, however many there are of them.

Linux takes 128 KiB in one argument, and a film of eight hours has more moments than that. So ffmpeg is told of
``MOST_AT_ONCE`` in one call: what has more is cut into long pieces first, and each of these by copy; where its
keyframes must stand is told by one expression where they stand evenly, and by a file where they do not.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

from zhiyu.media import ffmpeg
from zhiyu.media.errors import PackagingFailed

# At most eleven characters each.
MOST_AT_ONCE = 8_000
# Frames that wait for later ones have times before the first; none of them below zero, all renditions begin alike.
BEGINS_AT_MS = 1_000
# A keyframe is wanted at the first frame of each segment, whose time is known in whole milliseconds.
EARLY_MS = 10
BEYOND_ANY_END = "999999"
BARE = ["-sn", "-dn", "-map_metadata", "-1", "-muxdelay", "0", "-muxpreload", "0"]
KEYFRAMES = "keyframes.txt"
# Of a transport stream, a second.
CLOCK = 90_000


def every_two_seconds() -> list[str]:
    return ["-force_key_frames", "expr:gte(t,n_forced*2)"]


def keyframes_at(ends_ms: Sequence[int], *, into: Path) -> list[str]:
    """A keyframe where each segment but the first begins, and one in sixty frames between."""
    starts = ends_ms[:-1]
    if not starts:
        return ["-g", "60"]
    if len(starts) <= MOST_AT_ONCE:
        return ["-g", "60", "-force_key_frames", times(starts, early_ms=EARLY_MS)]
    if is_even(starts):
        return ["-g", "60", "-force_key_frames", f"expr:gte(t,n_forced*{seconds(starts[0])}-{seconds(EARLY_MS)})"]
    (into / KEYFRAMES).write_text(times(starts, early_ms=EARLY_MS))
    return ["-g", "60", "-/force_key_frames", str(into / KEYFRAMES)]


def is_even(starts: Sequence[int]) -> bool:
    return all(after - before == starts[0] for before, after in pairwise(starts))


def segments_at(ends_ms: Sequence[int], *, first: int = 0) -> list[str]:
    """Counted from the first packet on; the files are numbered from ``first`` on."""
    cut = ",".join([*map(seconds, ends_ms[:-1]), BEYOND_ANY_END])
    segments = ["-f", "segment", "-segment_format", "mpegts", "-segment_times", cut, "-segment_time_delta", "0.02"]
    segments += ["-segment_list", "list.csv", "-segment_list_type", "csv"]
    return [*segments, "-segment_start_number", str(first), "%d.ts"]


def cut(  # noqa: PLR0913 -- a file, what of it, where it is cut and goes, how it is read
    source: Path,
    tracks: Sequence[str],
    ends_ms: Sequence[int],
    *,
    into: Path,
    moment: ffmpeg.Progress,
    before: Sequence[str] = (),
    niceness: int = ffmpeg.NICE,
) -> list[int]:
    """Segments ``0.ts`` … of ``into``; answers where each of them really ends."""
    starts = range(0, len(ends_ms), MOST_AT_ONCE)
    if len(starts) == 1:
        run(source, tracks, segments_at(ends_ms), into=into, moment=moment, before=before, niceness=niceness)
        return list(listed(into))
    pieces = into / "pieces"
    pieces.mkdir()
    whole = [ends_ms[start - 1] for start in starts[1:]]
    parts = segments_at([*whole, ends_ms[-1]])
    run(source, tracks, parts, into=pieces, moment=moment, before=before, niceness=niceness)
    found = list(listed(pieces))
    if len(found) != len(starts):
        raise PackagingFailed(extra={"said": f"{len(found)} pieces, not {len(starts)}"})
    late = BEGINS_AT_MS - first_ms(pieces / "0.ts")
    made: list[int] = []
    for number, first in enumerate(starts):
        # Moments are counted from where a file really begins: a piece with a keyframe or a frame of sound, and sound as
        # a whole with a frame of silence before it.
        begins = found[number - 1] + late if number else 0
        ends = [end - begins for end in ends_ms[first : first + MOST_AT_ONCE]]
        piece = pieces / f"{number}.ts"
        ffmpeg.run(piece, ["-map", "0", "-c", "copy", "-copyts", *BARE, *segments_at(ends, first=first)], into=into)
        made += listed(into)
        piece.unlink()
    return made


def first_ms(segment: Path) -> int:
    """When the picture of a segment begins, or else its sound."""
    import av  # noqa: PLC0415 -- heavy, and only packaging asks

    with av.open(str(segment), format="mpegts") as opened:
        begins = (opened.streams.video or opened.streams.audio)[0].start_time
        return round((begins or 0) * 1000 / CLOCK)


def run(  # noqa: PLR0913 -- a file, what of it, where it is cut and goes, how it is read
    source: Path,
    tracks: Sequence[str],
    cutting: Sequence[str],
    *,
    into: Path,
    moment: ffmpeg.Progress,
    before: Sequence[str] = (),
    niceness: int = ffmpeg.NICE,
) -> None:
    moved = ["-output_ts_offset", f"{BEGINS_AT_MS}ms"]
    told = [*tracks, *BARE, *moved, *cutting]
    ffmpeg.watch(source, told, into=into, moment=moment, before=before, niceness=niceness)


def listed(into: Path) -> Iterator[int]:
    for line in (into / "list.csv").read_text().splitlines():
        _name, _start, end = line.split(",")
        yield round(float(end) * 1000) - BEGINS_AT_MS


def times(moments_ms: Sequence[int], *, early_ms: int) -> str:
    return ",".join(seconds(moment - early_ms) for moment in moments_ms)


def seconds(ms: int) -> str:
    return f"{ms / 1000:.3f}"


def ends_of(durations_ms: Sequence[int]) -> list[int]:
    return list(accumulate(durations_ms))
