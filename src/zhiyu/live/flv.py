"""The file that a stream is kept in as it came: whole tags only, one time for all its parts.

Each tag says how long it is, before and after its content, so that those behind a damaged place are found again.
"""

import mmap
import os
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from zhiyu.live.rtmp import amf
from zhiyu.live.rtmp.session import SILENCE_SECONDS, Tag
from zhiyu.live.rtmp.wire import AUDIO, DATA, VIDEO
from zhiyu.media import files

log = structlog.get_logger(__name__)
BEGINNING = b"FLV\x01\x05\x00\x00\x00\x09\x00\x00\x00\x00"
HEAD, TAIL = 11, 4
AVC, AAC, MP3 = 7, 10, 2
KEYFRAME, SETTING = 1, 0
ENHANCED = 0x80
AFTER_A_BREAK_MS = 40
KINDS, NO_STREAM = frozenset({AUDIO, VIDEO, DATA}), bytes(3)
MAY_BEGIN = re.compile(rb"(?=[\x08\x09\x12][\s\S]{7}\0\0\0)")
A_PIECE = 1024 * 1024
# Who says nothing for so long is gone, so no moment is so far from the one before; sound and picture come near by.
AHEAD_MS, BACK_MS = SILENCE_SECONDS * 1000, 1_000
AVC_HEAD, AAC_HEAD = 5, 2


def tag_bytes(tag: Tag, at: int) -> bytes:
    head = struct.pack(
        ">B3s3sB3s", tag.kind, len(tag.body).to_bytes(3), (at & 0xFFFFFF).to_bytes(3), at >> 24 & 0xFF, b"\0\0\0"
    )
    return head + tag.body + struct.pack(">I", HEAD + len(tag.body))


def is_setting(tag: Tag) -> bool:
    """Without it no frame that follows can be decoded."""
    if tag.kind == DATA:
        return True
    coded = tag.body[0] & 15 == AVC if tag.kind == VIDEO else tag.body[0] >> 4 == AAC
    return coded and len(tag.body) > 1 and tag.body[1] == SETTING


def is_keyframe(tag: Tag) -> bool:
    return tag.kind == VIDEO and tag.body[0] >> 4 == KEYFRAME and not is_setting(tag)


def is_empty(tag: Tag) -> bool:
    """A head without a frame, which file readers take for the end or for damage."""
    if tag.kind == VIDEO and tag.body[0] & 15 == AVC and not tag.body[0] & ENHANCED:
        return len(tag.body) <= AVC_HEAD
    return tag.kind == AUDIO and tag.body[0] >> 4 == AAC and len(tag.body) <= AAC_HEAD


def is_known(tag: Tag) -> bool:
    """H.264 with AAC or MP3: what every phone plays."""
    if tag.kind == VIDEO:
        return not tag.body[0] & ENHANCED and tag.body[0] & 15 == AVC
    return tag.kind != AUDIO or tag.body[0] >> 4 in {AAC, MP3}


def size_of_picture(tag: Tag) -> tuple[int, int] | None:
    """As ``onMetaData`` says."""
    try:
        values = amf.read(tag.body)
    except amf.BadAmf:
        return None
    about = next((one for one in values if isinstance(one, dict)), {})
    width, height = about.get("width"), about.get("height")
    return (int(width), int(height)) if isinstance(width, float) and isinstance(height, float) else None


def tag_at(file: int, at: int) -> tuple[Tag, int] | None:
    """The tag there and where the next one is; None while it is not whole."""
    head = os.pread(file, HEAD, at)
    if len(head) < HEAD:
        return None
    size = int.from_bytes(head[1:4])
    rest = os.pread(file, size + TAIL, at + HEAD)
    if len(rest) < size + TAIL:
        return None
    return Tag(head[0], int.from_bytes(head[4:7]) | head[7] << 24, rest[:size]), at + HEAD + size + TAIL


def settings_before(file: int, end: int) -> dict[int, Tag]:
    """What a decoder must know for what follows there."""
    at, found = len(BEGINNING), {}
    while at < end and len(head := os.pread(file, HEAD + 2, at)) > HEAD:
        about = Tag(head[0], 0, head[HEAD:])
        if about.kind in {AUDIO, VIDEO, DATA} and is_setting(about) and (whole := tag_at(file, at)):
            found[about.kind] = whole[0]
        at += HEAD + int.from_bytes(head[1:4]) + TAIL
    return found


@dataclass(frozen=True)
class Whole:
    """``size``: up to the end of the last whole tag. ``spans``: where whole tags lie one behind the other."""

    size: int
    last_ms: int
    spans: Sequence[tuple[int, int]] = field(default=(), compare=False)

    @property
    def torn(self) -> int:
        """Bytes between whole tags that are none."""
        return self.size - len(BEGINNING) - sum(end - start for start, end in self.spans) if self.spans else 0


def end_of(data: mmap.mmap, at: int, size: int) -> int | None:
    """Where the tag that begins there ends; None where none does, or half of one."""
    if at + HEAD + TAIL > size or data[at] not in KINDS or data[at + 8 : at + HEAD] != NO_STREAM:
        return None
    end = at + HEAD + int.from_bytes(data[at + 1 : at + 4]) + TAIL
    return end if end <= size and int.from_bytes(data[end - TAIL : end]) == end - TAIL - at else None


def whole_ones(data: mmap.mmap, size: int) -> Iterator[tuple[int, int]]:
    """Each whole tag, those behind a damaged place too."""
    at = len(BEGINNING)
    while True:
        end = end_of(data, at, size)
        if end is None:
            begins = (one.start() for one in MAY_BEGIN.finditer(data, at + 1))
            found = next((one for one in begins if end_of(data, one, size)), None)
            if found is None:
                return
            at = found
        else:
            yield at, end
            at = end


def whole_tags(path: Path) -> Whole:
    """What of a file is whole, and what time its last tag has: a killed writer leaves half a tag at its end."""
    size = path.stat().st_size if path.exists() else 0
    if size < len(BEGINNING):
        return Whole(0, 0)
    reached, last = len(BEGINNING), 0
    spans: list[tuple[int, int]] = []
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for at, end in whole_ones(data, size):
            last = max(last, int.from_bytes(data[at + 4 : at + 7]) | data[at + 7] << 24)
            if spans and spans[-1][1] == at:
                spans[-1] = spans[-1][0], end
            else:
                spans.append((at, end))
            reached = end
    return Whole(reached, last, spans)


def mended(path: Path) -> Whole:
    """Without half tags, at its end or between others; a file of nothing whole is no film."""
    found = whole_tags(path)
    if found.torn:
        log.warning("a recording was torn and is put together", path=str(path), torn=found.torn)
        with files.room_needed():
            put_together(path, found.spans)
        return whole_tags(path)
    if path.exists():
        os.truncate(path, found.size)
    return found


def put_together(path: Path, spans: Sequence[tuple[int, int]]) -> None:
    """In a copy that takes its place once it is whole: a kill meanwhile leaves what there was."""
    made = path.with_suffix(".mended")
    try:
        with path.open("rb") as torn, made.open("wb") as whole:
            whole.write(BEGINNING)
            for start, end in spans:
                torn.seek(start)
                for at in range(start, end, A_PIECE):
                    whole.write(torn.read(min(A_PIECE, end - at)))
            whole.flush()
            os.fsync(whole.fileno())
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)


@dataclass
class Clock:
    """What of a recording is the ``first`` moment of a publisher's clock, and the last one that it told."""

    base: int
    first: int
    last: int

    def goes_on(self, at: int) -> bool:
        return -BACK_MS <= at - self.last <= AHEAD_MS


class Recording:
    """Appends whole tags or none; a part that follows another goes on in its time."""

    def __init__(self, path: Path, whole: int | None = None) -> None:
        """``whole``: what is after it comes once more."""
        if whole is not None and path.exists() and path.stat().st_size > whole:
            os.truncate(path, whole)
        found = whole_tags(path)
        self.file = path.open("r+b" if found.size else "wb", buffering=0)
        try:
            self.file.truncate(found.size)
            self.end = self.file.seek(0, os.SEEK_END)
            if not found.size:
                self.write(BEGINNING)
        except OSError:
            self.file.close()
            raise
        self.base = found.last_ms + AFTER_A_BREAK_MS if found.last_ms else 0
        self.clocks: dict[int, Clock] = {}
        self.newest: Clock | None = None
        self.latest = self.base
        self.left_out = self.left_before = 0
        self.left_from: int | None = None

    def at(self, tag: Tag) -> int:
        """A clock that begins anew in the middle, or leaps, goes on where it was: one moment is never two."""
        if self.newest is None:
            self.newest = Clock(self.base, tag.at, tag.at)
        elif is_setting(tag):
            # Often said to be of the beginning, whenever it comes.
            return self.latest
        clock = self.clock_of(tag, self.newest)
        clock.last = tag.at
        found = clock.base + max(0, tag.at - clock.first)
        self.latest = max(self.latest, found)
        return found

    def clock_of(self, tag: Tag, newest: Clock) -> Clock:
        """Each kind goes by its own: sound may come seconds after its picture, and late after the picture's leap."""
        own = self.clocks.get(tag.kind)
        if own is None or not own.goes_on(tag.at):
            leapt_before = own is not None and newest.base != own.base and abs(tag.at - newest.last) <= AHEAD_MS
            if own is None or leapt_before or newest.goes_on(tag.at):
                own = Clock(newest.base, newest.first, tag.at)
            else:
                own = Clock(self.latest + AFTER_A_BREAK_MS, tag.at, tag.at)
            self.clocks[tag.kind] = self.newest = own
        return own

    def leave_out(self, *, since: int, until: int) -> None:
        """What comes from ``until`` on takes the place in time of what came from ``since`` on."""
        if since != self.left_from:
            self.left_from, self.left_before = since, self.left_out
        self.left_out = self.left_before + until - since

    def keep(self, tags: Sequence[Tag], at: int) -> None:
        self.write(b"".join(tag_bytes(one, at - self.left_out) for one in tags))

    def write(self, content: bytes) -> None:
        """All of it, or nothing and the error."""
        self.end = files.append_whole(self.file, content, end=self.end)

    def close(self) -> None:
        try:
            os.fsync(self.file.fileno())
        finally:
            self.file.close()
