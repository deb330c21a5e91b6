"""Read a media file from end to end with PyAV, as cheaply as it can be without decoding it all."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # heavy, and most processes never look into a film
    import av
    from av.container import InputContainer

    Track = av.VideoStream | av.AudioStream

# The demuxers we let near an upload. Playlists and concat scripts would make ffmpeg open other files and addresses.
DEMUXERS = "mov,matroska,mp3,aac,flac,ogg,wav,avi,flv,mpegts,mpeg,asf,amr"
SAFE_INPUT = {"format_whitelist": DEMUXERS, "protocol_whitelist": "file"}
# These say how long they are in their header, so what is missing at the end can be told.
SAY_THEIR_LENGTH = {"mov", "matroska", "flac", "avi"}
MISSING_MS = 2_000
MISSING_SHARE = 0.02
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
class VideoTrack:
    codec: str
    pixels: str
    width: int
    height: int
    rotation: int
    keyframes_ms: Sequence[int]
    longest_gap_ms: int

    @property
    def shown_size(self) -> tuple[int, int]:
        return (self.height, self.width) if self.rotation % 180 else (self.width, self.height)


@dataclass(frozen=True, kw_only=True)
class AudioTrack:
    codec: str
    channels: int
    rate: int


@dataclass(frozen=True, kw_only=True)
class Scan:
    container: str
    duration_ms: int
    size: int
    video: VideoTrack | None
    audio: AudioTrack | None

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
        with av.open(str(path), options=SAFE_INPUT) as container:
            return read(container, path)
    except (av.error.FFmpegError, ValueError) as error:
        raise Broken("damaged") from error


def read(container: "InputContainer", path: Path) -> Scan:
    from av.stream import Disposition  # noqa: PLC0415 -- heavy

    picture = next((s for s in container.streams.video if not s.disposition & Disposition.attached_pic), None)
    sound = container.streams.audio[0] if container.streams.audio else None
    main = picture or sound
    if main is None:
        raise Broken("no_sound_or_picture")
    declared_ms = (container.duration or 0) // 1000
    require_codecs(picture, sound)
    rotation = look_inside(container, main, declared_ms)
    starts, keyframes, end_ms = times(container, [s for s in (picture, sound) if s is not None])
    duration_ms = max(0, end_ms - starts)
    name = container.format.name.split(",")[0]
    missing = declared_ms - duration_ms
    if name in SAY_THEIR_LENGTH and missing > max(MISSING_MS, declared_ms * MISSING_SHARE):
        raise Broken("truncated")
    return Scan(
        container=name,
        duration_ms=duration_ms,
        size=path.stat().st_size,
        video=None if picture is None else track(picture, rotation, keyframes, starts + duration_ms),
        audio=None
        if sound is None
        else AudioTrack(
            codec=sound.codec_context.name, channels=sound.codec_context.channels, rate=sound.codec_context.sample_rate
        ),
    )


def require_codecs(*streams: "Track | None") -> None:
    """A track of no codec that anybody knows has no context, whatever its type says."""
    if any(one is not None and getattr(one, "codec_context", None) is None for one in streams):
        raise Broken("damaged")


def track(picture: "av.VideoStream", rotation: int, keyframes: Sequence[int], end_ms: int) -> VideoTrack:
    return VideoTrack(
        codec=picture.codec_context.name,
        pixels=picture.codec_context.pix_fmt or "",
        width=picture.codec_context.width,
        height=picture.codec_context.height,
        rotation=rotation,
        keyframes_ms=keyframes,
        longest_gap_ms=max((b - a for a, b in pairwise([*keyframes, end_ms])), default=end_ms),
    )


def look_inside(container: "InputContainer", stream: "Track", declared_ms: int) -> int:
    """Decode at the start, the middle and near the end; answers how the picture is turned."""
    import av  # noqa: PLC0415 -- heavy

    rotation = 0
    for part in LOOKS:
        if declared_ms and part:
            container.seek(int(declared_ms * part) * 1000)
        frame = next(iter(container.decode(stream)), None)
        if frame is None and not part:
            raise Broken("damaged")
        if not part and isinstance(frame, av.VideoFrame):
            rotation = frame.rotation
    container.seek(0)
    return rotation


def times(
    container: "InputContainer", streams: Sequence["av.VideoStream | av.AudioStream"]
) -> tuple[int, list[int], int]:
    """(first moment, the picture's keyframes, last moment) in ms."""
    first: int | None = None
    last = 0
    keyframes = []
    for packet in container.demux(*streams):
        if packet.pts is None or packet.time_base is None:
            continue
        at = round(packet.pts * packet.time_base * 1000)
        first = at if first is None else min(first, at)
        last = max(last, round((packet.pts + (packet.duration or 0)) * packet.time_base * 1000))
        if packet.is_keyframe and packet.stream.type == "video":
            keyframes.append(at)
    return first or 0, keyframes, last
