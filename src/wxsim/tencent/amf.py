"""Values as RTMP commands carry them: as much of AMF0 as encoders send."""

import io
import struct
from typing import Any

NUMBER, BOOLEAN, STRING, OBJECT, NULL, UNDEFINED, ARRAY, END = 0, 1, 2, 3, 5, 6, 8, 9


def loads(data: bytes) -> list[Any]:
    source, found = io.BytesIO(data), []
    while source.tell() < len(data):
        found.append(value(source))
    return found


def value(source: io.BytesIO) -> Any:
    kind = source.read(1)[0]
    if kind == NUMBER:
        return struct.unpack(">d", source.read(8))[0]
    if kind == BOOLEAN:
        return source.read(1) != b"\0"
    if kind == STRING:
        return string(source)
    if kind == ARRAY:
        source.read(4)
    if kind in {OBJECT, ARRAY}:
        return pairs(source)
    if kind in {NULL, UNDEFINED}:
        return None
    raise ValueError(f"AMF type {kind}")


def string(source: io.BytesIO) -> str:
    (size,) = struct.unpack(">H", source.read(2))
    return source.read(size).decode(errors="replace")


def pairs(source: io.BytesIO) -> dict[str, Any]:
    found: dict[str, Any] = {}
    while True:
        name = string(source)
        if not name and source.getvalue()[source.tell()] == END:
            source.read(1)
            return found
        found[name] = value(source)


def dumps(*values: Any) -> bytes:
    return b"".join(map(dump, values))


def dump(one: Any) -> bytes:
    if one is None:
        return bytes([NULL])
    if isinstance(one, bool):
        return bytes([BOOLEAN, one])
    if isinstance(one, int | float):
        return bytes([NUMBER]) + struct.pack(">d", one)
    if isinstance(one, str):
        return bytes([STRING]) + named(one)
    inside = b"".join(named(name) + dump(inner) for name, inner in one.items())
    return bytes([OBJECT]) + inside + bytes([0, 0, END])


def named(text: str) -> bytes:
    raw = text.encode()
    return struct.pack(">H", len(raw)) + raw
