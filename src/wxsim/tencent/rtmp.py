"""A publisher at the door: handshake, chunks, the few commands of publishing, then its tags."""

import asyncio
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from wxsim.tencent import amf

HELLO = 1536
CHUNK_SIZE, AUDIO, VIDEO, DATA, COMMAND = 1, 8, 9, 18, 20
NO_MORE = 0xFFFFFF
LEAVES = {"deleteStream", "closeStream", "FCUnpublish"}


@dataclass
class Lane:
    """One chunk stream, and what its next header may leave out."""

    time: int = 0
    step: int = 0
    size: int = 0
    kind: int = 0
    wide: bool = False
    held: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True)
class Wish:
    """Who wants to publish what."""

    app: str
    host: str
    stream: str
    query: str


class Publisher:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.size = 128
        self.lanes: dict[int, Lane] = {}

    async def wish(self) -> Wish:
        """Until it says what it wants."""
        await self.reader.readexactly(1)
        hello = await self.reader.readexactly(HELLO)
        self.writer.write(b"\x03" + bytes(HELLO) + hello)
        await self.reader.readexactly(HELLO)
        about: dict[str, Any] = {}
        async for kind, _time, body in self.messages():
            if kind != COMMAND:
                continue
            name, number, *rest = amf.loads(body)
            if name == "connect":
                about = rest[0]
                self.say("_result", number, {"fmsVer": "FMS/3,5"}, {"code": "NetConnection.Connect.Success"})
            elif name == "createStream":
                self.say("_result", number, None, 1)
            elif name == "publish":
                stream, _mark, query = str(rest[1]).partition("?")
                host = str(about.get("tcUrl", "")).partition("://")[2].partition("/")[0].partition(":")[0]
                return Wish(str(about.get("app", "")).strip("/"), host, stream, query)
        raise ConnectionError

    def answer(self, *, good: bool) -> None:
        code = "NetStream.Publish.Start" if good else "NetStream.Publish.BadName"
        self.say("onStatus", 0, None, {"level": "status" if good else "error", "code": code}, stream=1)

    async def tags(self) -> AsyncIterator[tuple[int, int, bytes]]:
        async for kind, time, body in self.messages():
            if kind in {AUDIO, VIDEO} and body:
                yield kind, time, body
            elif kind == DATA:
                yield kind, time, body.removeprefix(amf.dump("@setDataFrame"))
            elif kind == COMMAND and amf.loads(body)[0] in LEAVES:
                return

    async def messages(self) -> AsyncIterator[tuple[int, int, bytes]]:
        while True:
            first = (await self.reader.readexactly(1))[0]
            number = first & 63
            if number < 2:  # noqa: PLR2004 -- the two long forms
                number = 64 + int.from_bytes(await self.reader.readexactly(number + 1), "little")
            lane = self.lanes.setdefault(number, Lane())
            await self.header(lane, first >> 6)
            lane.held += await self.reader.readexactly(min(self.size, lane.size - len(lane.held)))
            if len(lane.held) < lane.size:
                continue
            body, lane.held = bytes(lane.held), bytearray()
            if lane.kind == CHUNK_SIZE:
                self.size = int.from_bytes(body)
            else:
                yield lane.kind, lane.time, body

    async def header(self, lane: Lane, form: int) -> None:
        head = await self.reader.readexactly((11, 7, 3, 0)[form])
        if head:
            lane.step = int.from_bytes(head[:3])
            lane.wide = lane.step == NO_MORE
        if len(head) > 3:  # noqa: PLR2004 -- more than the time
            lane.size, lane.kind = int.from_bytes(head[3:6]), head[6]
        if lane.wide:
            lane.step = int.from_bytes(await self.reader.readexactly(4))
        if not lane.held:
            lane.time = lane.step if form == 0 else lane.time + lane.step

    def say(self, name: str, number: float, *values: Any, stream: int = 0) -> None:
        body = amf.dumps(name, number, *values)
        head = struct.pack(">B3s3sB", 3, bytes(3), len(body).to_bytes(3), COMMAND) + struct.pack("<I", stream)
        pieces = [body[at : at + 128] for at in range(0, len(body), 128)]
        self.writer.write(head + b"\xc3".join(pieces))
