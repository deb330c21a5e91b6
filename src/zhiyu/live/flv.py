"""The file that a stream is kept in as it came: whole tags only, one time for all its parts."""

import mmap
import os
import struct
from dataclasses import dataclass
from pathlib import Path

from zhiyu.live.rtmp import amf
from zhiyu.live.rtmp.session import Tag
from zhiyu.live.rtmp.wire import AUDIO, DATA, VIDEO

BEGINNING = b"FLV\x01\x05\x00\x00\x00\x09\x00\x00\x00\x00"
HEAD, TAIL = 11, 4
AVC, AAC, MP3 = 7, 10, 2
KEYFRAME, SETTING = 1, 0
ENHANCED = 0x80
AFTER_A_BREAK_MS = 40


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
    size: int
    last_ms: int


def whole_tags(path: Path) -> Whole:
    """How far a file is whole, and what time its last tag has: a killed writer leaves half a tag at its end."""
    size = path.stat().st_size if path.exists() else 0
    if size < len(BEGINNING):
        return Whole(0, 0)
    at, last = len(BEGINNING), 0
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        while at + HEAD <= size:
            after = at + HEAD + int.from_bytes(data[at + 1 : at + 4]) + TAIL
            if after > size:
                break
            last = max(last, int.from_bytes(data[at + 4 : at + 7]) | data[at + 7] << 24)
            at = after
    return Whole(at, last)


def mended(path: Path) -> Whole:
    """Without the half tag; a file of nothing whole is no film."""
    found = whole_tags(path)
    if path.exists():
        os.truncate(path, found.size)
    return found


class Recording:
    """Appends; a part that follows another goes on in its time."""

    def __init__(self, path: Path, whole: int | None = None) -> None:
        """``whole``: what is after it comes once more."""
        if whole is not None and path.exists() and path.stat().st_size > whole:
            os.truncate(path, whole)
        found = whole_tags(path)
        self.file = path.open("r+b" if found.size else "wb", buffering=0)
        self.file.truncate(found.size)
        self.file.seek(0, os.SEEK_END)
        if not found.size:
            self.file.write(BEGINNING)
        self.base = found.last_ms + AFTER_A_BREAK_MS if found.last_ms else 0
        self.first: int | None = None

    def at(self, tag: Tag) -> int:
        if self.first is None:
            self.first = tag.at
        return self.base + max(0, tag.at - self.first)

    def write(self, content: bytes) -> None:
        self.file.write(content)

    def close(self) -> None:
        os.fsync(self.file.fileno())
        self.file.close()
