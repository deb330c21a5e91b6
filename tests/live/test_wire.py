"""RTMP as strangers may send it: bounded, and never an error of ours."""

import asyncio
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyu.live.rtmp import amf
from zhiyu.live.rtmp.wire import (
    COMMAND,
    LARGEST,
    LARGEST_BEFORE,
    MOST_STREAMS_BEFORE,
    SET_CHUNK_SIZE,
    VIDEO,
    BadStream,
    Message,
    Wire,
)

ENDED = (asyncio.IncompleteReadError, BadStream)
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inside: st.dictionaries(st.text(min_size=1, max_size=8), inside, max_size=4),
    max_leaves=8,
)


class Nowhere:
    """What would be written, for a wire that is only read."""

    def __init__(self) -> None:
        self.sent = b""

    def write(self, data: bytes) -> None:
        self.sent += data

    async def drain(self) -> None:
        """At once."""


def wire_of(data: bytes, *, admitted: bool = True) -> Wire:
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    wire = Wire(reader, Nowhere())  # type: ignore[arg-type]
    wire.admitted = admitted
    return wire


def messages_of(data: bytes, *, admitted: bool = True) -> list[Message]:
    async def all_of_it() -> list[Message]:
        wire, found = wire_of(data, admitted=admitted), []
        try:
            while True:
                found.append(await wire.message())
        except asyncio.IncompleteReadError:
            return found

    return asyncio.run(all_of_it())


def chunk(kind: int, body: bytes, *, channel: int = 3, at: int = 0) -> bytes:
    head = bytes([channel]) + at.to_bytes(3) + len(body).to_bytes(3) + bytes([kind]) + struct.pack("<I", 1)
    return head + bytes([0xC0 | channel]).join(body[i : i + 128] for i in range(0, len(body), 128))


def test_long_messages_come_in_chunks_and_two_streams_between_each_other() -> None:
    (one, two) = messages_of(chunk(VIDEO, b"v" * 300, channel=4, at=7) + chunk(COMMAND, b"c" * 128))
    assert (one.kind, one.at, one.body, two.body) == (VIDEO, 7, b"v" * 300, b"c" * 128)


def test_a_delta_counts_from_the_time_before_and_the_end_of_its_bits() -> None:
    later = bytes([0x80 | 4]) + (40).to_bytes(3) + b"w" * 5
    same = bytes([0xC0 | 4]) + b"x" * 5
    found = messages_of(chunk(VIDEO, b"v" * 5, channel=4, at=1000) + later + same)
    assert [one.at for one in found] == [1000, 1040, 1080]


@pytest.mark.parametrize(
    "sent",
    [
        chunk(SET_CHUNK_SIZE, struct.pack(">I", 0)),
        chunk(SET_CHUNK_SIZE, struct.pack(">I", 1 << 24)),
        chunk(COMMAND, b"")[:4] + (40_000).to_bytes(3) + bytes([COMMAND]) + bytes(4),
        bytes([4]) + bytes(3) + (LARGEST[VIDEO] + 1).to_bytes(3) + bytes([VIDEO]) + bytes(4),
        bytes([0xC3]) + bytes(20),
        b"".join(chunk(VIDEO, b"v", channel=n) for n in range(3, 30)),
    ],
    ids=["no chunk", "huge chunk", "long command", "huge frame", "no header yet", "too many streams"],
)
def test_what_no_encoder_sends_ends_the_connection(sent: bytes) -> None:
    with pytest.raises(BadStream):
        messages_of(sent)


@pytest.mark.parametrize(
    "sent",
    [
        chunk(VIDEO, b"v" * (LARGEST_BEFORE + 1)),
        chunk(COMMAND, b"c" * (LARGEST_BEFORE + 1)),
        b"".join(chunk(COMMAND, b"c", channel=n) for n in range(2, 3 + MOST_STREAMS_BEFORE)),
    ],
    ids=["a frame", "a long command", "many streams"],
)
def test_a_stranger_holds_no_more_than_a_few_short_commands(sent: bytes) -> None:
    assert messages_of(sent)
    with pytest.raises(BadStream):
        messages_of(sent, admitted=False)


@given(st.binary(max_size=400))
@settings(max_examples=150)
def test_no_bytes_are_an_error_of_ours(data: bytes) -> None:
    async def read_on() -> None:
        wire = wire_of(data)
        while True:
            await wire.message()

    with pytest.raises(ENDED):
        asyncio.run(read_on())


@given(st.lists(VALUES, max_size=4))
@settings(max_examples=100)
def test_values_come_back_as_they_were(values: list[amf.Value]) -> None:
    assert amf.read(amf.written(*values)) == values


@given(st.binary(max_size=200))
@settings(max_examples=150)
def test_no_value_is_an_error_of_ours(data: bytes) -> None:
    try:
        amf.read(data)
    except amf.BadAmf:
        return


def test_what_nests_without_end_is_refused() -> None:
    with pytest.raises(amf.BadAmf):
        amf.read(b"\x03\x00\x01a" * 5000)
    with pytest.raises(amf.BadAmf):
        amf.read(b"\x0a" + struct.pack(">I", 2**31) + b"\x05" * 4000)
