"""A film that is given out as far as it has come: how it grows on disk, and what of it a ticket reaches now.

What is received lies like any rendition, one sealed file a segment; what ``Rendition.segments`` tells of a finished
one stands in a file of lines of one length, so that a reader finds the last of them without the others.
"""

import fcntl
import math
import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from uuid import UUID

from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.media import files, gate, layout, serving
from zhiyu.media.actions.plays import begin_play
from zhiyu.media.keys import segment_iv
from zhiyu.media.models import Rendition, Stream
from zhiyu.media.packaging import Identity, write_sealed
from zhiyu.media.queries import current_rendition, rendition

NAME, VERSION = "live", 1
FOLDER = f"{NAME}.{VERSION}"
LINE = "{ms:>7} {size:>9} {epoch:>7} {part:>5}\n"
WIDTH = len(LINE.format(ms=0, size=0, epoch=0, part=0))
WINDOW_MS = 30_000
# How many of the longest segments a player stays behind the end of a list that grows (ours, and nearly so all others).
KEPT_BACK = 2
TICKET_LIFE = timedelta(hours=4)


class BeingWritten(Exception):
    """Another process receives this stream."""


@dataclass(frozen=True, slots=True)
class Row:
    """``part`` goes up whenever the stream was cut and came again: decoders begin anew there."""

    ms: int
    size: int
    epoch: int
    part: int = 0


def folder_of(asset_id: UUID) -> Path:
    return files.asset_dir(asset_id) / FOLDER


def rows_file(asset_id: UUID) -> Path:
    return folder_of(asset_id) / "rows"


def count_of(asset_id: UUID) -> int:
    path = rows_file(asset_id)
    return path.stat().st_size // WIDTH if path.exists() else 0


def rows_of(asset_id: UUID, *, start: int = 0) -> list[Row]:
    with rows_file(asset_id).open("rb") as lines:
        lines.seek(start * WIDTH)
        whole = lines.read()
    found = (whole[at : at + WIDTH].split() for at in range(0, len(whole) - WIDTH + 1, WIDTH))
    return [Row(*map(int, one)) for one in found]


class Growing:
    """The one writer of a stream, for as long as it is open: the lock falls with a killed process."""

    def __init__(self, asset_id: UUID) -> None:
        self.identity = Identity(asset_id=asset_id, name=NAME, version=VERSION)
        self.folder = folder_of(asset_id)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.lines = rows_file(asset_id).open("ab", buffering=0)
        try:
            fcntl.flock(self.lines, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.lines.close()
            raise BeingWritten from None
        self.count = count_of(asset_id)
        self.lines.truncate(self.count * WIDTH)
        before = rows_of(asset_id, start=max(0, self.count - 1))
        self.lines.seek(0, os.SEEK_END)
        self.part = before[-1].part + 1 if before else 0
        self.fresh = True

    def add(self, content: bytes, ms: int) -> None:
        """The segment is whole on disk before its line tells of it."""
        epoch = self.count // layout.EPOCH_SEGMENTS
        end = self.count * WIDTH
        try:
            size = write_sealed(content, identity=self.identity, number=self.count, epoch=epoch, into=self.folder)
            line = LINE.format(ms=ms, size=size, epoch=epoch, part=self.part).encode()
            files.append_whole(self.lines, line, end=end)
        except OSError:
            files.segment(self.identity.asset_id, FOLDER, self.count).unlink(missing_ok=True)
            raise
        self.count += 1
        self.fresh = False

    def go_on(self) -> None:
        """What comes now was cut off from what came before."""
        self.part += not self.fresh
        self.fresh = True

    def drop(self) -> None:
        """A folder that nothing came into goes; the lock stays until the end."""
        shutil.rmtree(self.folder)

    def close(self) -> None:
        try:
            os.fsync(self.lines.fileno())
        finally:
            self.lines.close()


@dataclass(frozen=True, kw_only=True)
class Reached:
    """What of a stream is out: its last rows, the first of them number ``start``; ``film`` where they are of one."""

    rows: Sequence[Row]
    start: int
    over: bool
    film: Rendition | None = None

    @property
    def end(self) -> int:
        return self.start + len(self.rows)


def stream_of(asset_id: UUID) -> Stream:
    found = Stream.objects.filter(asset_id=asset_id).first()
    if found is None:
        raise NotFound
    return found


def reached(asset_id: UUID, name: str, version: int) -> Reached:
    stream = stream_of(asset_id)
    if stream.begins_at is not None:
        film = rendition(asset_id=asset_id, version=version, name=name)
        shown = (stream.ended_at or now()) - stream.begins_at
        out = by_clock(film.segments, int(shown.total_seconds() * 1000), over=stream.ended_at is not None)
        return replace(out, film=film)
    if name != NAME or version != VERSION:
        raise NotFound
    count = count_of(asset_id)
    if not count:
        raise NotFound
    # A segment is a second long, or as long as the encoder lets a second be.
    start = max(0, count - WINDOW_MS // 1000)
    return window(rows_of(asset_id, start=start), start=start, over=stream.ended_at is not None)


def by_clock(segments: Sequence[Sequence[int]], elapsed_ms: int, *, over: bool) -> Reached:
    """Of a film that began ``elapsed_ms`` ago, as much as a player must see listed to be at that second."""
    ends = list(accumulate(ms for ms, _size, _epoch in segments))
    ahead = KEPT_BACK * max((ms for ms, _size, _epoch in segments), default=0)
    count = sum(1 for end in ends if end <= elapsed_ms + ahead) if elapsed_ms >= 0 else 0
    rows = [Row(ms, size, epoch) for ms, size, epoch in segments[:count]]
    return window(rows, start=0, over=over or not ends or elapsed_ms >= ends[-1])


def window(rows: Sequence[Row], *, start: int, over: bool) -> Reached:
    """The last of them, about half a minute; all that a viewer who comes now may fetch keys for."""
    first, held = len(rows), 0
    while first and held < WINDOW_MS:
        first -= 1
        held += rows[first].ms
    return Reached(rows=rows[first:], start=start + first, over=over)


def issue(*, lesson_id: int, stream: Stream, holder: gate.Holder, wrapped: bool, bought: bool) -> gate.Ticket:
    """A ticket for what the caller has already decided that ``holder`` may watch.

    What was ``bought`` is watched on no more devices, and by no more players at once, than films are. Keys are not
    counted: no stream is faster than it is.
    """
    film = current_rendition(stream.asset_id) if stream.begins_at else None
    expires_at = int((now() + TICKET_LIFE).timestamp())
    claims = gate.TicketClaims(
        user_id=holder.user_id,
        device_id=holder.device_id,
        seal=holder.seal,
        lesson_id=lesson_id,
        asset_id=stream.asset_id,
        version=film.version if film else VERSION,
        segments=Rendition.REACHED,
        expires_at=expires_at,
        nonce=secrets.token_bytes(8),
        wrapped=wrapped,
        counted=bought,
    )
    ticket = gate.written(claims)
    return gate.Ticket(
        playlist_url=gate.address("playlist", ticket),
        expires_at=datetime.fromtimestamp(expires_at, UTC),
        preview_seconds=None,
        wrapped=wrapped,
        began=begin_play(gate.play_of(claims, claims.device_id), seat=True) if bought else None,
        seat_url=gate.address("seat", ticket) if bought else None,
    )


def master(claims: gate.TicketClaims) -> str | None:
    """Of what is received; a film by the clock has the usual one."""
    if stream_of(claims.asset_id).begins_at is not None:
        return None
    found = reached(claims.asset_id, NAME, VERSION)
    bits = layout.peak_bits([(one.ms, one.size, one.epoch) for one in found.rows])
    about = ["#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-INDEPENDENT-SEGMENTS"]
    return "\n".join([*about, f"#EXT-X-STREAM-INF:BANDWIDTH={max(1, bits)}", f"{NAME}/index.m3u8", ""])


def playlist(claims: gate.TicketClaims, name: str) -> str:
    found = reached(claims.asset_id, name, claims.version)
    # Of the whole film: a list that grows may not change it.
    lengths = [one[0] for one in found.film.segments] if found.film else [one.ms for one in found.rows]
    longest = math.ceil(max(lengths, default=1000) / 1000)
    part = found.rows[0].part if found.rows else 0
    names = serving.issue(claims, found.film) if found.film else []
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:3",
        f"#EXT-X-TARGETDURATION:{longest}",
        f"#EXT-X-MEDIA-SEQUENCE:{found.start}",
        f"#EXT-X-DISCONTINUITY-SEQUENCE:{part}",
        "#EXT-X-INDEPENDENT-SEGMENTS",
    ]
    for number, one in enumerate(found.rows, start=found.start):
        if one.part != part:
            lines.append("#EXT-X-DISCONTINUITY")
            part = one.part
        drawn = names[number] if names else name
        iv = segment_iv(asset_id=claims.asset_id, name=drawn, version=claims.version, number=number).hex()
        lines += [
            f'#EXT-X-KEY:METHOD=AES-128,URI="key/{one.epoch}",IV=0x{iv}',
            f"#EXTINF:{one.ms / 1000:.3f},",
            f"{number}.ts",
        ]
    return "\n".join([*lines, *(["#EXT-X-ENDLIST"] if found.over else []), ""])


def as_far(claims: gate.TicketClaims, name: str) -> Rendition:
    """A rendition of those segments alone that are out now, for who asks for a key."""
    found = reached(claims.asset_id, name, claims.version)
    rows = [[one.ms, one.size, one.epoch] for one in found.rows]
    return Rendition(asset_id=claims.asset_id, name=name, version=claims.version, segments=rows)


def require_out(claims: gate.TicketClaims, name: str, number: int) -> None:
    """What is received is not there before it is out; a film is, whole."""
    if number >= reached(claims.asset_id, name, claims.version).end:
        raise NotFound
