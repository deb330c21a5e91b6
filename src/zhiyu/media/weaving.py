"""A film's marked sound, put beside its picture segment by segment.

ffmpeg gives sound to segments in the order in which packets are decoded: a picture with frames that wait for later ones
takes its sound along by so much earlier, and how much hangs on its frame rate. Here a frame of sound goes by its own
time, so that all pictures of a film, and its sound alone, have the same sound in the same segments, and it is cut where
both variants are the same. One pass over either, so that hours need no memory.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from fractions import Fraction
from heapq import merge
from pathlib import Path
from typing import TYPE_CHECKING

from zhiyu.media import cutting, ffmpeg
from zhiyu.media.rungs import Woven

if TYPE_CHECKING:  # heavy, and only packaging asks
    import av
    from av.container import InputContainer

    Track = av.VideoStream | av.AudioStream
    Packet = av.Packet[av.VideoStream] | av.Packet[av.AudioStream]
    Numbered = Iterator[tuple[int, Packet]]

PICTURES = "pictures.ts"
# Samples of a frame of AAC; the first frame is the encoder's own and lies before the beginning.
FRAME = 1024
# As ffmpeg's ``segment_time_delta`` is told in ``cutting``.
NEAR_MS = 20


def cut(  # noqa: PLR0913 -- a file, what of it, where it is cut and goes, how it is read
    source: Path,
    picture: Sequence[str],
    sound: Woven,
    ends_ms: Sequence[int],
    *,
    into: Path,
    moment: ffmpeg.Progress,
    before: Sequence[str] = (),
) -> list[int]:
    """As ``cutting.cut``, of one encode of the ``picture``, if there is to be any, and of ready frames of sound."""
    pictures = None
    if "-vn" not in picture:
        whole = ["-an", "-f", "mpegts", PICTURES]
        cutting.run(source, picture, whole, into=into, moment=moment, before=before, niceness=ffmpeg.NICEST)
        pictures = into / PICTURES
    made = weave(pictures, sound, ends_ms, into=into)
    (into / PICTURES).unlink(missing_ok=True)
    return made


def weave(pictures: Path | None, sound: Woven, ends_ms: Sequence[int], *, into: Path) -> list[int]:
    """Segments ``0.ts`` … of ``into``; answers where each of them really ends."""
    import av  # noqa: PLC0415 -- heavy

    ends: list[int] = []
    last = Fraction(0)
    with ExitStack() as opened:
        heard = opened.enter_context(av.open(str(sound.frames), format="aac"))
        tracks: list[tuple[Track, Turns]] = []
        if pictures:
            seen = opened.enter_context(av.open(str(pictures), format="mpegts"))
            tracks.append((seen.streams.video[0], Turns(shots(seen, ends_ms, ends))))
        tracks.append((heard.streams.audio[0], Turns(frames(heard, ends_ms, early_ms=sound.early_ms))))
        for number in range(len(ends_ms)):
            with av.open(str(into / f"{number}.ts"), "w", format="mpegts") as out:
                parts = [put(turns.of(number), out.add_stream_from_template(track)) for track, turns in tracks]
                for packet in merge(*parts, key=when):
                    last = max(last, until(packet))
                    out.mux(packet)
    return [*(ends if pictures else ends_ms[:-1]), round(last * 1000) - cutting.BEGINS_AT_MS]


def put(packets: Iterator["Packet"], stream: "Track") -> Iterator["Packet"]:
    for packet in packets:
        packet.stream = stream
        yield packet


def when(packet: "Packet") -> Fraction:
    return (packet.dts or 0) * (packet.time_base or Fraction(1, cutting.CLOCK))


def until(packet: "Packet") -> Fraction:
    return ((packet.pts or 0) + (packet.duration or 0)) * (packet.time_base or Fraction(1, cutting.CLOCK))


def shots(seen: "InputContainer", ends_ms: Sequence[int], ends: list[int]) -> "Numbered":
    """Each packet of the picture with its segment's number; ``ends`` is told where segments end."""
    number, clock = 0, Fraction(1000, cutting.CLOCK)
    for packet in seen.demux(seen.streams.video[0]):
        if packet.dts is None or packet.pts is None:
            continue
        at = round(packet.pts * clock) - cutting.BEGINS_AT_MS
        if packet.is_keyframe and number + 1 < len(ends_ms) and at >= ends_ms[number] - NEAR_MS:
            number += 1
            ends.append(at)
        yield number, packet


def frames(heard: "InputContainer", ends_ms: Sequence[int], *, early_ms: int) -> "Numbered":
    """The same of the sound, whose every frame has its own time."""
    number, rate = 0, heard.streams.audio[0].rate
    for count, packet in enumerate(packet for packet in heard.demux(heard.streams.audio[0]) if packet.size):
        at = (count - 1) * FRAME
        while number + 1 < len(ends_ms) and at * 1000 >= (ends_ms[number] - early_ms) * rate:
            number += 1
        packet.time_base, packet.duration = Fraction(1, rate), FRAME
        packet.pts = packet.dts = at + cutting.BEGINS_AT_MS * rate // 1000
        yield number, packet


class Turns:
    """Packets in the order of their segments, asked for by one segment after the other."""

    def __init__(self, numbered: "Numbered") -> None:
        self.rest = numbered
        self.ahead = next(numbered, None)

    def of(self, number: int) -> Iterator["Packet"]:
        while self.ahead is not None and self.ahead[0] <= number:
            packet, self.ahead = self.ahead[1], next(self.rest, None)
            yield packet
