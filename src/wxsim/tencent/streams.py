"""What is sent now, kept from its last keyframe on, and given to whoever plays it."""

import asyncio
import struct
from dataclasses import dataclass, field

from wxsim.tencent.rtmp import DATA, VIDEO

FLV = b"FLV\x01\x05\x00\x00\x00\x09\x00\x00\x00\x00"
MOST_WAITING = 4096


def flv_tag(kind: int, time: int, body: bytes) -> bytes:
    stamp = (time & 0xFFFFFF).to_bytes(3) + bytes([time >> 24 & 255])
    whole = bytes([kind]) + len(body).to_bytes(3) + stamp + bytes(3) + body
    return whole + struct.pack(">I", len(whole))


def is_head(kind: int, body: bytes) -> bool:
    """What a decoder needs before all else."""
    return kind == DATA or (len(body) > 1 and body[1] == 0 and (kind != VIDEO or body[0] & 15 == 7))  # noqa: PLR2004


@dataclass
class Stream:
    name: str
    sequence: str
    is_recorded: bool = False
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    heads: dict[int, tuple[int, int, bytes]] = field(default_factory=dict)
    since_keyframe: list[bytes] = field(default_factory=list)
    all: list[bytes] = field(default_factory=list)
    players: set[asyncio.Queue[bytes | None]] = field(default_factory=set)

    def take(self, kind: int, time: int, body: bytes) -> None:
        if is_head(kind, body):
            self.heads[kind] = (kind, time, body)
        else:
            if kind == VIDEO and body[0] >> 4 == 1:
                self.since_keyframe.clear()
            self.since_keyframe.append(flv_tag(kind, time, body))
        self.give(tag := flv_tag(kind, time, body))
        if self.is_recorded:
            self.all.append(tag)

    def film(self) -> bytes:
        return FLV + b"".join(self.all)

    def give(self, piece: bytes | None) -> None:
        for queue in self.players:
            if queue.qsize() < MOST_WAITING:
                queue.put_nowait(piece)

    def play(self) -> asyncio.Queue[bytes | None]:
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        queue.put_nowait(FLV + b"".join(flv_tag(*one) for one in self.heads.values()) + b"".join(self.since_keyframe))
        self.players.add(queue)
        return queue
