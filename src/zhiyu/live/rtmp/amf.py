"""AMF0: the values of RTMP commands. What is nested deeper or longer than any encoder sends is refused."""

import struct
from collections.abc import Mapping
from typing import Final

NUMBER, BOOLEAN, STRING, OBJECT, NULL, UNDEFINED, ARRAY, END, LIST, DATE, LONG = 0, 1, 2, 3, 5, 6, 8, 9, 10, 11, 12
DEEPEST: Final = 6
MOST_ITEMS: Final = 512

Value = float | bool | str | None | dict[str, "Value"] | list["Value"]


class BadAmf(ValueError):
    pass


class Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at, self.items = data, 0, 0

    def take(self, count: int) -> bytes:
        found = self.data[self.at : self.at + count]
        if len(found) != count:
            raise BadAmf
        self.at += count
        return found

    def number(self, form: str) -> int:
        (found,) = struct.unpack(form, self.take(struct.calcsize(form)))
        return int(found)

    def text(self, form: str = ">H") -> str:
        return self.take(self.number(form)).decode(errors="replace")

    def value(self, depth: int = 0) -> Value:
        self.items += 1
        if depth > DEEPEST or self.items > MOST_ITEMS:
            raise BadAmf
        kind = self.take(1)[0]
        if kind in {OBJECT, ARRAY}:
            self.take(4 if kind == ARRAY else 0)
            return self.pairs(depth)
        if kind == LIST:
            count = self.number(">I")
            return [self.value(depth + 1) for _ in range(min(count, MOST_ITEMS + 1))]
        return self.scalar(kind)

    def scalar(self, kind: int) -> Value:
        if kind in {NUMBER, DATE}:
            (found,) = struct.unpack(">d", self.take(8))
            self.take(2 if kind == DATE else 0)
            return float(found)
        if kind == BOOLEAN:
            return self.take(1) != b"\0"
        if kind in {STRING, LONG}:
            return self.text(">I" if kind == LONG else ">H")
        if kind in {NULL, UNDEFINED}:
            return None
        raise BadAmf

    def pairs(self, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        while True:
            name = self.text()
            if not name and self.data[self.at : self.at + 1] == bytes([END]):
                self.at += 1
                return found
            found[name] = self.value(depth + 1)


def read(data: bytes) -> list[Value]:
    reader = Reader(data)
    found = []
    while reader.at < len(data):
        found.append(reader.value())
    return found


def written(*values: Value) -> bytes:
    return b"".join(map(one, values))


def one(value: Value) -> bytes:
    if value is None:
        return bytes([NULL])
    if isinstance(value, bool):
        return bytes([BOOLEAN, value])
    if isinstance(value, str):
        return bytes([STRING]) + short(value)
    if isinstance(value, Mapping):
        inside = b"".join(short(name) + one(each) for name, each in value.items())
        return bytes([OBJECT]) + inside + b"\0\0" + bytes([END])
    if isinstance(value, list):
        raise TypeError("no answer of ours is a list")
    return bytes([NUMBER]) + struct.pack(">d", value)


def short(text: str) -> bytes:
    return struct.pack(">H", len(text.encode())) + text.encode()
