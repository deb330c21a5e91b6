"""Read a media file from end to end with PyAV, as cheaply as it can be without decoding it all."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # heavy, and most processes never look into a film
    import av
    from av.container import InputContainer
    from av.stream import Stream

    Track = av.VideoStream | av.AudioStream
    Packet = av.Packet[Stream]

# The demuxers we let near an upload. Playlists and concat scripts would make ffmpeg open other files and addresses.
DEMUXERS = "mov,matroska,mp3,aac,flac,ogg,wav,avi,flv,mpegts,mpeg,asf,amr"
SAFE_INPUT = {"format_whitelist": DEMUXERS, "protocol_whitelist": "file"}
# These say how long they are in their header, so what is missing at the end can be told.
SAY_THEIR_LENGTH = {"mov", "matroska", "flac", "avi"}
MISSING_MS = 2_000
MISSING_SHARE = 0.02
# Longer than a segment of one rendition may end from where another's does (``packaging.UNEVEN_MS``).
SPARSE_MS = 250
# What a track may lack at an end before it is filled.
SILENT_MS = 500
# An encoder's own first packets are hidden too.
PRIMING = 3
NEW_HEADER: Literal["new_extradata"] = "new_extradata"
# Frames of 30 in a second come after 33 and 34 ms.
ROUNDED_MS = 2
LOOKS = (0.0, 0.5, 0.9)
MIMES = {
    "mov": ("video/mp4", "audio/mp4"),
    "matroska": ("video/x-matroska", "audio/x-matroska"),
    "avi": ("video/x-msvideo", "audio/x-msvideo"),
    "flv": ("video/x-flv", "audio/x-flv"),
    "mpegts": ("video/mp2t", "audio/mp2t"),
    "mpeg": ("video/mpeg", "audio/mpeg"),
    "asf": ("video/x-ms-wmv", "audio/x-ms-wma"),
    "mp3": ("video/mp4", "audio/mpeg"),
    "aac": ("video/mp4", "audio/aac"),
    "flac": ("video/mp4", "audio/flac"),
    "ogg": ("video/ogg", "audio/ogg"),
    "wav": ("video/mp4", "audio/wav"),
    "amr": ("video/mp4", "audio/amr"),
}


class Broken(Exception):
    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How pictures follow one another: most of them after ``usual_ms``, give or take, ``uneven`` (0 to 1) do not."""

    usual_ms: int = 0
    longest_ms: int = 0
    before_ms: int = 0
    after_ms: int = 0
    uneven: float = 0.0


@dataclass(kw_only=True)
class Looks:
    """What decoded frames say: how they are turned, whether their lines are of two moments, and how large they are.

    ``size`` is the first one's.
    """

    rotation: int = 0
    interlaced: bool = False
    size: tuple[int, int] = (0, 0)
    sizes: set[tuple[int, int]] = field(default_factory=set)


@dataclass(frozen=True, kw_only=True)
class VideoTrack:
    codec: str
    pixels: str
    width: int
    height: int
    rotation: int
    keyframes_ms: Sequence[int]
    longest_gap_ms: int
    pace: Pace = field(default_factory=Pace)
    looks: Looks = field(default_factory=Looks)
    steady: bool = True
    """Whether one header describes all of it: a stream may change its size in the middle."""
    trimmed: bool = False
    """Whether an edit list hides pictures that a copy would show: what was cut off on a phone, as a rule."""

    @property
    def is_sparse(self) -> bool:
        """Whether there are moments, or a whole beginning or end, at which no picture begins: nothing is cut there."""
        return max(self.pace.before_ms, self.pace.longest_ms, self.pace.after_ms) > SPARSE_MS

    @property
    def shown_size(self) -> tuple[int, int]:
        return (self.height, self.width) if self.rotation % 180 else (self.width, self.height)


@dataclass(frozen=True, kw_only=True)
class AudioTrack:
    """``starts_ms`` and ``ends_ms`` from where the film begins; ``trimmed`` as of a picture."""

    codec: str
    channels: int
    rate: int
    starts_ms: int = 0
    ends_ms: int | None = None
    longest_gap_ms: int = 0
    trimmed: bool = False


@dataclass(frozen=True, kw_only=True)
class Scan:
    container: str
    duration_ms: int
    size: int
    video: VideoTrack | None
    audio: AudioTrack | None

    @property
    def sound_fills_the_film(self) -> bool:
        """A player stands still where one of two tracks has nothing."""
        if self.video is None or self.audio is None or self.audio.ends_ms is None:
            return True
        return max(self.audio.starts_ms, self.audio.longest_gap_ms, self.duration_ms - self.audio.ends_ms) <= SILENT_MS

    @property
    def bit_rate(self) -> int:
        return self.size * 8000 // max(self.duration_ms, 1)

    @property
    def video_mime(self) -> str:
        return MIMES[self.container][0]

    @property
    def audio_mime(self) -> str:
        return MIMES[self.container][1]


def scan(path: Path) -> Scan:
    """Every packet's time, and frames decoded at three places; raises ``Broken`` with its cause."""
    import av  # noqa: PLC0415 -- heavy

    try:
        # Anew for the times: what was looked into goes back to its first key frame, which what is heard may be before.
        with av.open(str(path), options=SAFE_INPUT) as container, av.open(str(path), options=SAFE_INPUT) as again:
            return read(container, again, path)
    except (av.error.FFmpegError, ValueError) as error:
        raise Broken("damaged") from error


def read(container: "InputContainer", again: "InputContainer", path: Path) -> Scan:
    from av.stream import Disposition  # noqa: PLC0415 -- heavy

    picture = next((s for s in container.streams.video if not s.disposition & Disposition.attached_pic), None)
    sound = container.streams.audio[0] if container.streams.audio else None
    main = picture or sound
    if main is None:
        raise Broken("no_sound_or_picture")
    declared_ms = (container.duration or 0) // 1000
    require_codecs(picture, sound)
    looks = look_inside(container, main, declared_ms)
    found = times(again, [one.index for one in (picture, sound) if one is not None])
    duration_ms = max(0, found.last - found.starts)
    name = container.format.name.split(",")[0]
    # Matroska counts its length from zero, wherever the first picture is.
    missing = declared_ms - max(duration_ms, found.last)
    if name in SAY_THEIR_LENGTH and missing > max(MISSING_MS, declared_ms * MISSING_SHARE):
        raise Broken("truncated")
    return Scan(
        container=name,
        duration_ms=duration_ms,
        size=path.stat().st_size,
        video=None if picture is None else track(picture, looks, found),
        audio=None if sound is None else heard(sound, found),
    )


def require_codecs(*streams: "Track | None") -> None:
    """A track of no codec that anybody knows has no context, whatever its type says."""
    if any(one is not None and getattr(one, "codec_context", None) is None for one in streams):
        raise Broken("damaged")


def heard(sound: "av.AudioStream", found: "Times") -> AudioTrack:
    return AudioTrack(
        codec=sound.codec_context.name,
        channels=sound.codec_context.channels,
        rate=sound.codec_context.sample_rate,
        starts_ms=(found.sound_first or found.starts) - found.starts,
        ends_ms=found.sound_last - found.starts,
        longest_gap_ms=found.sound_gap,
        trimmed=found.hidden[sound.index] > PRIMING,
    )


def track(picture: "av.VideoStream", looks: Looks, found: "Times") -> VideoTrack:
    keyframes, end_ms = [moment - found.starts for moment in found.keyframes], max(0, found.last - found.starts)
    return VideoTrack(
        codec=picture.codec_context.name,
        pixels=picture.codec_context.pix_fmt or "",
        width=looks.size[0],
        height=looks.size[1],
        rotation=looks.rotation,
        keyframes_ms=keyframes,
        longest_gap_ms=max((b - a for a, b in pairwise([*keyframes, end_ms])), default=end_ms),
        pace=found.pace(),
        looks=looks,
        steady=len(looks.sizes) <= 1 and len(found.headers) <= 1,
        trimmed=found.hidden[picture.index] > 0,
    )


def look_inside(container: "InputContainer", stream: "Track", declared_ms: int) -> Looks:
    """Decode at the start, the middle and near the end."""
    import av  # noqa: PLC0415 -- heavy

    found = Looks()
    for part in LOOKS:
        if declared_ms and part:
            container.seek(int(declared_ms * part) * 1000)
        frame = next(iter(container.decode(stream)), None)
        if frame is None and not part:
            raise Broken("damaged")
        if isinstance(frame, av.VideoFrame):
            found.rotation = found.rotation if part else frame.rotation
            found.interlaced |= frame.interlaced_frame
            found.size = found.size if part else (frame.width, frame.height)
            found.sizes.add((frame.width, frame.height))
    return found


def times(container: "InputContainer", wanted: Sequence[int]) -> "Times":
    found, tracks = Times(), (*container.streams.video, *container.streams.audio)
    streams = [one for one in tracks if one.index in wanted]
    scales = {
        one.index: (1000 * one.time_base.numerator, one.time_base.denominator) for one in streams if one.time_base
    }
    pictures = {one.index for one in streams if one.type == "video"}
    found.headers |= {one.codec_context.extradata or b"" for one in streams if one.type == "video"}
    for packet in packets(container, streams):
        if packet.pts is None or (scale := scales.get(packet.stream_index)) is None:
            continue
        if packet.is_discard:
            found.hidden[packet.stream_index] += 1
            continue
        # Whole numbers: an hour has a quarter of a million packets.
        at, end = scaled(packet.pts, *scale), scaled(packet.pts + (packet.duration or 0), *scale)
        found.first = at if found.first is None else min(found.first, at)
        found.last = max(found.last, end)
        if packet.stream_index in pictures:
            found.seen(at, at if packet.dts is None else scaled(packet.dts, *scale), is_key=packet.is_keyframe)
            if packet.is_keyframe and packet.has_sidedata(NEW_HEADER):
                found.headers.add(bytes(packet.get_sidedata(NEW_HEADER)))
        else:
            found.sounded(at, end)
    return found


def packets(container: "InputContainer", streams: Sequence["Stream"]) -> Iterator["Packet"]:
    """All there are. Where a stream appeared meanwhile, as words do in FLV, PyAV fails after the last one."""
    with suppress(IndexError):
        yield from container.demux(*streams)


def scaled(ticks: int, numerator: int, denominator: int) -> int:
    return (2 * ticks * numerator + denominator) // (2 * denominator)


@dataclass(kw_only=True)
class Times:
    """All of it in ms, as the file counts them."""

    first: int | None = None
    last: int = 0
    keyframes: list[int] = field(default_factory=list)
    gaps: Counter[int] = field(default_factory=Counter)
    decoded: int | None = None
    first_shown: int | None = None
    shown: int = 0
    sound_first: int | None = None
    sound_last: int = 0
    sound_gap: int = 0
    headers: set[bytes] = field(default_factory=set)
    hidden: Counter[int] = field(default_factory=Counter)

    @property
    def starts(self) -> int:
        return self.first or 0

    def seen(self, at: int, decoded: int, *, is_key: bool) -> None:
        """Frames that wait for later ones come before their time, so it is counted how they are decoded."""
        if is_key:
            self.keyframes.append(at)
        if self.decoded is not None:
            self.gaps[max(0, decoded - self.decoded)] += 1
        self.decoded, self.shown = decoded, max(self.shown, at)
        self.first_shown = at if self.first_shown is None else min(self.first_shown, at)

    def sounded(self, at: int, end: int) -> None:
        if self.sound_first is None:
            self.sound_first = at
        else:
            self.sound_gap = max(self.sound_gap, at - self.sound_last)
        self.sound_last = max(self.sound_last, end)

    def pace(self) -> Pace:
        usual, _count = self.gaps.most_common(1)[0] if self.gaps else (0, 0)
        even = sum(count for gap, count in self.gaps.items() if abs(gap - usual) <= ROUNDED_MS)
        return Pace(
            usual_ms=usual,
            longest_ms=max(self.gaps, default=0),
            before_ms=0 if self.first_shown is None else self.first_shown - self.starts,
            after_ms=max(0, self.last - self.shown - usual),
            uneven=1 - even / self.gaps.total() if self.gaps else 0.0,
        )
