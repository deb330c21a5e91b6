"""Which renditions a film is given, and how each of them is encoded. Pure: ``packaging`` runs the program.

All renditions of one version share one cut: the ends of the segments that were packaged first. So a ticket's count of
segments, the end of the preview and the key epochs are the same in each of them.

A forensic variant is a ``Rung`` more, of the same ``side``, whose ``mark`` draws it. ``packaging.make_rung`` makes it
as any other; who is served which one is decided in ``serving`` and nowhere else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from zhiyu.media.loudness import film, raised, whole
from zhiyu.media.scan import SPARSE_MS, Scan, VideoTrack

SIDES = (360, 720, 1080)
LARGEST = SIDES[-1]
WORTH_ITS_ROOM = 1.25
FIRST_SIDE = 720
COPIED = "copied"
SOUND = "audio"
# Of variants' names none is one that something unmarked has.
MARKED, MARKED_SOUND = "m", f"{SOUND}m"
SMALL_SIDE = 480
SMALL_SOUND, SOUND_BITS = 96_000, 128_000
STEREO = 2
COPY_MAX_GAP_MS = 10_000
COPY_MAX_AFTER_MS = 1_000
COPY_MAX_SIDE = 1080
COPY_MAX_BIT_RATE = 8_000_000
COPIED_PIXELS = {"yuv420p", "yuvj420p"}
LEAST_BITS = 200_000
# What H.264 needs for what a better codec says in a bit.
ROOM_FOR_H264 = 1.6
MOST_RATE, STILL_RATE = 30, 8
# For the decoder of what is marked: patterns have been read by when a picture changes its size.
ONE_GRAPH = ["-reinit_filter:v", "0"]
GENTLE = ["-fpsmax", str(MOST_RATE)]
# ffmpeg's manual: from 64 kbit/s on better than the default search, and it takes a third of the time.
AAC = ["-c:a", "aac", "-aac_coder", "fast"]


@dataclass(frozen=True, kw_only=True)
class Woven:
    """Frames of AAC (ADTS), and by how much before a segment its first one begins, at most."""

    frames: Path
    early_ms: int


# What ffmpeg is told after its first input, of (width, height, the filters that make the picture so large).
Mark = Callable[[int, int, str], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Rung:
    """``side`` is the shorter side of the picture, 0 for sound alone; ``copy`` takes the picture as it is.

    ``heard`` is a WAV of ``packaging.even_sound``, marked, for a lesson that is sound alone. ``woven`` is what goes
    beside a film's picture, or goes alone.
    """

    name: str
    side: int
    copy: bool = False
    mark: Mark | None = None
    heard: Path | None = None
    woven: Woven | None = None


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One of two marked forms of a rung: ``rung`` is the name that viewers know, ``trace`` says who gets which."""

    rung: str
    letter: str
    trace: int


def can_copy_video(track: VideoTrack, scan: Scan) -> bool:
    return (
        track.codec == "h264"
        and track.pixels in COPIED_PIXELS
        and track.rotation == 0
        and not track.trimmed
        and not track.looks.interlaced
        and track.steady
        and track.pace.before_ms <= SPARSE_MS
        and track.pace.after_ms <= COPY_MAX_AFTER_MS
        and track.longest_gap_ms <= COPY_MAX_GAP_MS
        and min(track.width, track.height) <= COPY_MAX_SIDE
        and scan.bit_rate <= COPY_MAX_BIT_RATE
    )


def can_copy_sound(scan: Scan) -> bool:
    sound = scan.audio
    plain = sound is not None and sound.codec == "aac" and sound.channels <= STEREO and not sound.trimmed
    return plain and scan.sound_fills_the_film


def first_name(scan: Scan, *, copy: bool) -> str:
    """Sound that was copied is not yet of one loudness: what has it makes way for a rung of the ladder."""
    if scan.video is None:
        return COPIED if can_copy_sound(scan) else SOUND
    if copy and can_copy_sound(scan):
        return COPIED
    return name_of(side_of(scan) if copy else min(side_of(scan), FIRST_SIDE))


def name_of(side: int) -> str:
    return f"{side}p"


def side_of(scan: Scan) -> int:
    """Even, as H.264 wants it."""
    return 0 if scan.video is None else min(scan.video.width, scan.video.height) // 2 * 2


def ladder(scan: Scan, *, copied: bool) -> list[Rung]:
    """Smallest first, since it helps the most; nothing is made larger than it came."""
    if scan.video is None:
        return [Rung(name=SOUND, side=0)]
    top = min(side_of(scan), LARGEST)
    below = [side for side in SIDES if side * WORTH_ITS_ROOM <= top]
    rungs = [Rung(name=name_of(side), side=side) for side in below]
    rungs.append(Rung(name=name_of(side_of(scan) if copied else top), side=top, copy=copied))
    return rungs + [Rung(name=SOUND, side=0)] * (scan.audio is not None)


def picture(rung: Rung, scan: Scan, keyframes: Sequence[str]) -> list[str]:
    """The encode of a rung's picture, ``keyframes`` being how ffmpeg is told where they must stand."""
    if not rung.side or scan.video is None:
        return ["-vn"]
    if rung.copy:
        return ["-map", "0:v:0", "-c:v", "copy"]
    most = bits_of(rung.side, scan)
    rate = ["-crf", "23", "-maxrate", str(most), "-bufsize", str(2 * most)]
    h264 = ["-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-sc_threshold", "0", *rate]
    return [*drawn(rung, scan.video), *GENTLE, *h264, *keyframes]


def drawn(rung: Rung, track: VideoTrack) -> Sequence[str]:
    width, height = size_at(rung.side, track)
    if rung.mark is not None:
        return rung.mark(width, height, f"{fitted(width, height, track)},{filled(track)}format=yuv420p")
    if track.steady:
        return ["-map", "0:v:0", "-vf", filled(track) + scaled(rung.side)]
    return ["-map", "0:v:0", "-vf", f"{fitted(width, height, track)},{filled(track)}format=yuv420p"]


def fitted(width: int, height: int, track: VideoTrack) -> str:
    """Before any filter that takes each picture to be as large as the last; half pictures stay by themselves.

    A film that changes its size in the middle keeps the one it began with, and bars make up for the shape.
    """
    size = f"scale={width}:{height}:interl=-1"
    if track.steady:
        return size
    inside = "force_original_aspect_ratio=decrease:force_divisible_by=2"
    return f"{size}:{inside},setsar=1,pad={width}:{height}:(ow-iw)/2:(oh-ih)/2:eval=frame"


def filled(track: VideoTrack) -> str:
    """A picture at every moment, to the end of the sound: where there is none, nothing can be cut.

    Nor where there are few: frames that wait for two of their like would all be late by more than ``BEGINS_AT_MS``.
    """
    whole = "yadif=deint=interlaced," if track.looks.interlaced else ""
    if not track.is_sparse:
        return whole
    usual = 1000 / max(1, track.pace.usual_ms)
    rate = round(min(MOST_RATE, max(STILL_RATE, usual)))
    return f"{whole}fps={rate}:start_time=0,tpad=stop_mode=clone:stop_duration={track.pace.after_ms}ms,"


def size_at(side: int, track: VideoTrack) -> tuple[int, int]:
    """What ``scaled`` makes of it, told in numbers."""
    width, height = track.shown_size
    short = min(side, width, height) // 2 * 2
    long = round(short * max(width, height) / min(width, height) / 2) * 2
    return (long, short) if width >= height else (short, long)


def bits_of(side: int, scan: Scan) -> int:
    """2.5 Mbit/s at 720 lines, as the area goes, and never much more than what was uploaded."""
    return min(side * side * 24 // 5, max(LEAST_BITS, int(scan.bit_rate * ROOM_FOR_H264)))


def scaled(side: int) -> str:
    """The shorter side becomes at most ``side``; both stay even."""
    return (
        f"scale='if(gte(iw,ih),-2,2*trunc(min({side},iw)/2))'"
        f":'if(gte(iw,ih),2*trunc(min({side},ih)/2),-2)',format=yuv420p"
    )


def sound(scan: Scan, *, side: int, gain: float, steady: Path | None = None) -> list[str]:
    """Stereo of one loudness over the whole school, so that nobody reaches for the volume between two lessons.

    ``gain`` in dB brings it there (``loudness.gain_of``). ``steady`` stands for a sound that changes its format.
    """
    if scan.audio is None:
        return ["-an"]
    bits, shaped = SOUND_BITS if scan.video is None else bits_beside(side), raised(gain)
    if is_whole(scan, side=side):
        shaped = whole(shaped, scan.duration_ms)
    told = ["-filter_complex", f"{film(steady)},{shaped}[heard]", "-map", "[heard]"] if steady else []
    told = told or ["-map", "0:a:0", "-af", shaped]
    return [*told, "-ar", "44100", *AAC, "-b:a", str(bits), "-ac", "2"]


def is_whole(scan: Scan, *, side: int) -> bool:
    """It can be cut as the picture is only where there is sound, and a player stands still where there is none."""
    return scan.video is not None and (not side or not scan.sound_fills_the_film)


def bits_beside(side: int) -> int:
    """Of the sound of a film whose picture is so large, or of its sound alone (0)."""
    return SMALL_SOUND if side <= SMALL_SIDE else SOUND_BITS


def ready(rate: int, bits: int = SOUND_BITS) -> list[str]:
    """Sound that is of one loudness already."""
    return ["-map", "0:a:0", "-ar", str(rate), *AAC, "-b:a", str(bits), "-ac", "2"]


def room_for(rung: Rung, scan: Scan) -> int:
    """Bytes that it may take."""
    if rung.copy:
        return scan.size
    return (bits_of(rung.side, scan) + SOUND_BITS) * scan.duration_ms // 8000
