"""Handshake, chunks and messages of RTMP."""

import asyncio
import os
import struct
from dataclasses import dataclass
from typing import Final

VERSION, HELLO = 3, 1536
SET_CHUNK_SIZE, ABORT, ACKNOWLEDGED, USER_CONTROL, WINDOW, BANDWIDTH = 1, 2, 3, 4, 5, 6
AUDIO, VIDEO, DATA, COMMAND, DATA3, COMMAND3 = 8, 9, 18, 20, 15, 17
EXTENDED: Final = 0xFFFFFF
HEADERS: Final = (11, 7, 3, 0)
OUR_CHUNK: Final = 4096
OUR_WINDOW: Final = 2_500_000
LARGEST_CHUNK: Final = 1 << 20
MOST_STREAMS: Final = 16
# A keyframe of 1080p at 10 Mbit/s is below 1 MB; all else is small.
LARGEST: Final = {VIDEO: 4 << 20, AUDIO: 64 << 10}
LARGEST_ELSE: Final = 32 << 10
# Of a stranger: some short commands, on as few streams as encoders use for them.
LARGEST_BEFORE: Final = 4 << 10
MOST_STREAMS_BEFORE: Final = 6
WRAP: Final = 1 << 32


class BadStream(ValueError):
    """Not RTMP as anybody sends it: the connection is not worth another byte."""


@dataclass(frozen=True, slots=True)
class Message:
    kind: int
    stream: int
    at: int
    body: bytes


@dataclass(slots=True)
class Half:
    """The message that a chunk stream is in the middle of, and the header that its next one may leave out."""

    at: int = 0
    delta: int = 0
    length: int = 0
    kind: int = 0
    stream: int = 0
    extended: bool = False
    body: bytearray | None = None


class Wire:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.chunk = 128
        self.halves: dict[int, Half] = {}
        self.received = self.acknowledged = 0
        self.admitted = False

    async def take(self, count: int) -> bytes:
        found = await self.reader.readexactly(count)
        self.received += count
        return found

    async def shake(self) -> None:
        if (await self.take(1))[0] != VERSION:
            raise BadStream
        theirs = await self.take(HELLO)
        self.writer.write(bytes([VERSION]) + bytes(8) + os.urandom(HELLO - 8) + theirs)
        await self.writer.drain()
        await self.take(HELLO)

    async def message(self) -> Message:
        """The next one that is not about the wire itself."""
        while True:
            found = await self.piece()
            if found is None:
                continue
            if self.received - self.acknowledged > OUR_WINDOW // 2:
                self.acknowledged = self.received
                self.send(ACKNOWLEDGED, struct.pack(">I", self.received % WRAP), channel=2)
                await self.writer.drain()
            if found.kind == SET_CHUNK_SIZE:
                self.chunk = sized(found.body)
            elif found.kind == ABORT and len(found.body) == struct.calcsize(">I"):
                self.halves.pop(int.from_bytes(found.body), None)
            elif found.kind not in {ACKNOWLEDGED, USER_CONTROL, WINDOW, BANDWIDTH}:
                return found

    async def piece(self) -> Message | None:
        """One chunk; the message that it completes."""
        first = (await self.take(1))[0]
        form, channel = first >> 6, first & 63
        if channel <= 1:
            wide = await self.take(channel + 1)
            channel = int.from_bytes(wide, "little") + 64
        half = self.halves.get(channel)
        if half is None:
            if form or len(self.halves) >= (MOST_STREAMS if self.admitted else MOST_STREAMS_BEFORE):
                raise BadStream
            half = self.halves[channel] = Half()
        await self.header(half, form)
        if half.body is None:
            if half.length > (LARGEST.get(half.kind, LARGEST_ELSE) if self.admitted else LARGEST_BEFORE):
                raise BadStream
            half.body = bytearray()
        half.body += await self.take(min(self.chunk, half.length - len(half.body)))
        if len(half.body) < half.length:
            return None
        body, half.body = bytes(half.body), None
        return Message(half.kind, half.stream, half.at, body)

    async def header(self, half: Half, form: int) -> None:
        fresh = half.body is None
        if not fresh and form != len(HEADERS) - 1:
            raise BadStream
        head = await self.take(HEADERS[form])
        if head:
            stamp = int.from_bytes(head[:3])
            half.extended = stamp == EXTENDED
            if len(head) >= HEADERS[1]:
                half.length, half.kind = int.from_bytes(head[3:6]), head[6]
            if len(head) == HEADERS[0]:
                half.stream = int.from_bytes(head[7:11], "little")
        else:
            stamp = half.delta
        if half.extended:
            stamp = int.from_bytes(await self.take(4))
        if fresh:
            half.delta = stamp
            half.at = stamp if form == 0 else (half.at + stamp) % WRAP

    def send(self, kind: int, body: bytes, *, channel: int, stream: int = 0) -> None:
        head = struct.pack(">B3s3sB", channel, bytes(3), len(body).to_bytes(3), kind) + struct.pack("<I", stream)
        rest = bytes([0xC0 | channel])
        pieces = [body[at : at + OUR_CHUNK] for at in range(0, len(body), OUR_CHUNK)]
        self.writer.write(head + rest.join(pieces))


def sized(body: bytes) -> int:
    size = int.from_bytes(body[:4])
    if len(body) != struct.calcsize(">I") or not 1 <= size <= LARGEST_CHUNK:
        raise BadStream
    return size
