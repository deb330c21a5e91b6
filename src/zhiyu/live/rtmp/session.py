"""One publisher: greeted, asked for its key, then heard until it leaves."""

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from zhiyu.live.keys import KeyClaims
from zhiyu.live.rtmp import amf
from zhiyu.live.rtmp.wire import (
    AUDIO,
    BANDWIDTH,
    COMMAND,
    COMMAND3,
    DATA,
    OUR_CHUNK,
    OUR_WINDOW,
    SET_CHUNK_SIZE,
    VIDEO,
    WINDOW,
    BadStream,
    Message,
    Wire,
)

TO_PUBLISH_SECONDS = 10
SILENCE_SECONDS = 15
MOST_COMMANDS = 32
PUBLISHED = 1
LEAVING = {"FCUnpublish", "deleteStream", "closeStream"}

MayPublish = Callable[[str], Awaitable[KeyClaims | None]]
"""What a key opens."""


class Refused(Exception):
    """The key opens nothing."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A frame of sound or picture, or what is said of them: as FLV has it."""

    kind: int
    at: int
    body: bytes


async def greet(wire: Wire, may_publish: MayPublish) -> KeyClaims:
    """From the first byte to what the key opens; who dawdles on the way is dropped."""
    async with asyncio.timeout(TO_PUBLISH_SECONDS):
        await wire.shake()
        for _ in range(MOST_COMMANDS):
            found = await wire.message()
            if found.kind not in {COMMAND, COMMAND3, DATA}:
                raise BadStream
            opened = await answer(wire, found, may_publish) if found.kind != DATA else None
            await wire.writer.drain()
            if opened is not None:
                wire.admitted = True
                return opened
    raise BadStream


async def answer(wire: Wire, found: Message, may_publish: MayPublish) -> KeyClaims | None:
    name, number, *rest = command(found)
    if name == "connect":
        accept(wire)
        about: dict[str, amf.Value] = {"fmsVer": "FMS/3,0,1,123", "capabilities": 31.0}
        status: dict[str, amf.Value] = {
            "level": "status",
            "code": "NetConnection.Connect.Success",
            "description": "",
            "objectEncoding": 0.0,
        }
        said(wire, "_result", number, about, status)
    elif name == "createStream":
        said(wire, "_result", number, None, float(PUBLISHED))
    elif name == "publish":
        key = rest[1] if len(rest) > 1 else None
        opened = await may_publish(key) if isinstance(key, str) else None
        if opened is None:
            status_of(wire, "error", "NetStream.Publish.BadName")
            await wire.writer.drain()
            raise Refused
        status_of(wire, "status", "NetStream.Publish.Start")
        return opened
    elif name in {"releaseStream", "FCPublish"}:
        said(wire, "_result", number, None)
    return None


async def tags(wire: Wire) -> AsyncIterator[Tag]:
    """Until the publisher says that it leaves, or says nothing for too long."""
    while True:
        async with asyncio.timeout(SILENCE_SECONDS):
            found = await wire.message()
        if found.kind in {AUDIO, VIDEO} and found.body:
            yield Tag(found.kind, found.at, found.body)
        elif found.kind == DATA:
            yield Tag(DATA, found.at, described(found.body))
        elif found.kind in {COMMAND, COMMAND3} and command(found)[0] in LEAVING:
            return


def command(found: Message) -> list[amf.Value]:
    values = amf.read(found.body[1:] if found.kind == COMMAND3 else found.body)
    if len(values) < 2 or not isinstance(values[0], str) or not isinstance(values[1], float):  # noqa: PLR2004
        raise BadStream
    return values


def described(body: bytes) -> bytes:
    """What a file keeps of it: the words to the server go."""
    before = amf.one("@setDataFrame")
    return body.removeprefix(before)


def accept(wire: Wire) -> None:
    wire.send(WINDOW, struct.pack(">I", OUR_WINDOW), channel=2)
    wire.send(BANDWIDTH, struct.pack(">IB", OUR_WINDOW, 2), channel=2)
    wire.send(SET_CHUNK_SIZE, struct.pack(">I", OUR_CHUNK), channel=2)


def said(wire: Wire, name: str, number: amf.Value, *values: amf.Value) -> None:
    wire.send(COMMAND, amf.written(name, number, *values), channel=3)


def status_of(wire: Wire, level: str, code: str) -> None:
    status: dict[str, amf.Value] = {"level": level, "code": code, "description": ""}
    wire.send(COMMAND, amf.written("onStatus", 0.0, None, status), channel=5, stream=PUBLISHED)
