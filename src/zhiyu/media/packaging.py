"""From an original to encrypted HLS segments, in a folder of its own. No database, no half results."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from zhiyu.media import cutting, ffmpeg, files, images, keys, layout, loudness, rungs, weaving
from zhiyu.media.errors import PackagingFailed, PackagingInterrupted
from zhiyu.media.facts import Facts, facts_of
from zhiyu.media.scan import Scan

TARGET_SECONDS = 4
SHORT_TARGET_SECONDS = 2
SHORT_PREVIEW_MS = 8_000
BLOCK = 16
DARK = 24.0
POSTER_PLACES = (0.1, 0.15, 0.2, 0.3, 0.5, 0.05)
EXTINF = re.compile(r"#EXTINF:([\d.]+)")
# Two seconds of it are whole samples, whole hops of the mark, and nearly whole frames of AAC.
EVEN_RATE = 48_000
EVEN_BYTES = 4
# How far a segment of another rendition may end from where the first one's does: a frame of slides at most.
UNEVEN_MS = 250
# What a film may have beyond its end, as ``actions.packages`` takes it.
MORE_MS = 2_000


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What keys and IVs are derived from."""

    asset_id: UUID
    name: str
    version: int
    variant: rungs.Variant | None = None

    @property
    def folder(self) -> str:
        return f"{self.name}.{self.version}"

    @property
    def key_name(self) -> str:
        """Variants share their rung's keys, so that no key's address tells which of them is played."""
        return self.variant.rung if self.variant else self.name

    def cipher(self, *, number: int, epoch: int) -> Cipher[CBC]:
        key = keys.content_key(asset_id=self.asset_id, name=self.key_name, version=self.version, epoch=epoch)
        iv = keys.segment_iv(asset_id=self.asset_id, name=self.name, version=self.version, number=number)
        return Cipher(AES(key), CBC(iv))


@dataclass(frozen=True, kw_only=True)
class Plain:
    """Segments in the clear, for as long as packaging takes: files ``0.ts`` … of ``folder``."""

    folder: Path
    durations_ms: Sequence[int]


@dataclass(frozen=True, kw_only=True)
class Packaged:
    """Sealed segments in ``folder``, as ``Rendition.segments`` tells of them."""

    identity: Identity
    rows: list[list[int]]
    preview: int
    folder: Path
    facts: Facts


def make(  # noqa: PLR0913 -- a file, whose it is, where its preview ends, where it goes
    source: Path, scan: Scan, *, asset_id: UUID, version: int, limit_ms: int, into: Path, percent: ffmpeg.Progress
) -> Packaged:
    """The whole way of a film, but for its probe and its poster."""
    name, plain = cut(source, scan, limit_ms=limit_ms, into=into, percent=percent)
    preview = layout.segments_within(plain.durations_ms, limit_ms)
    return seal(plain, Identity(asset_id=asset_id, name=name, version=version), preview=preview, into=into / "sealed")


def seal(plain: Plain, identity: Identity, *, preview: int, into: Path) -> Packaged:
    facts = facts_of(plain.folder / "0.ts")
    rows = encrypt(plain, identity=identity, preview=preview, into=into)
    return Packaged(identity=identity, rows=rows, preview=preview, folder=into, facts=facts)


def cut(source: Path, scan: Scan, *, limit_ms: int, into: Path, percent: ffmpeg.Progress) -> tuple[str, Plain]:
    """(rendition name, plain segments): by stream copy where that serves, else by one encode of the whole.

    Not of what lies near the preview's end alone: players take one sequence of headers for a rendition, and those of
    another encoder than the source's would be a break in it that no other rendition has.
    """
    if scan.video is None or rungs.can_copy_video(scan.video, scan):
        copied = cut_by_copy(source, scan, limit_ms=limit_ms, into=into, percent=percent)
        if copied is not None:
            return rungs.first_name(scan, copy=True), copied
    plain = segments(source, scan, copy=False, limit_ms=limit_ms, into=into / "encoded", percent=percent)
    return rungs.first_name(scan, copy=False), plain


def cut_by_copy(source: Path, scan: Scan, *, limit_ms: int, into: Path, percent: ffmpeg.Progress) -> Plain | None:
    """None where an encode is needed: for the preview's end, or for a frame that is damaged and stops a copy."""
    try:
        plain = segments(source, scan, copy=True, limit_ms=limit_ms, into=into / "copied", percent=percent)
        if scan.video is None:
            return plain
        if layout.loses_too_much(plain.durations_ms, limit_ms):
            plain = cut_once_more(source, scan, plain, limit_ms=limit_ms, into=into / "nearer", percent=percent)
    except PackagingInterrupted:
        raise
    except PackagingFailed:
        if scan.video is None:
            raise
        return None
    return None if layout.loses_too_much(plain.durations_ms, limit_ms) else plain


def segments(source: Path, scan: Scan, *, copy: bool, limit_ms: int, into: Path, percent: ffmpeg.Progress) -> Plain:
    into.mkdir()
    target = SHORT_TARGET_SECONDS if 0 < limit_ms < SHORT_PREVIEW_MS else TARGET_SECONDS
    # The list is written once, at the end: written with each segment, it costs more than all else of a film of hours.
    hls = ["-f", "hls", "-hls_time", str(target), "-hls_playlist_type", "vod", "-hls_segment_type", "mpegts"]
    cutting.run(
        source,
        tracks(source, scan, copy=copy, into=into),
        [*hls, "-hls_segment_filename", "%d.ts", "list.m3u8"],
        into=into,
        moment=share_of(scan, percent),
    )
    ends = list(accumulate(float(x) for x in EXTINF.findall((into / "list.m3u8").read_text())))
    if not ends:
        raise PackagingFailed
    # Each end is rounded and no duration, so that hours of segments are not a second out.
    return Plain(folder=into, durations_ms=between([round(end * 1000) for end in ends]))


def cut_once_more(
    source: Path, scan: Scan, plain: Plain, *, limit_ms: int, into: Path, percent: ffmpeg.Progress
) -> Plain:
    """A copy that ends a segment at the keyframe next to the preview's limit, where that is near enough."""
    keyframes = scan.video.keyframes_ms if scan.video else []
    wished = layout.cut_once_more(plain.durations_ms, keyframes, limit_ms)
    if layout.loses_too_much(wished, limit_ms):
        return plain
    into.mkdir()
    told = tracks(source, scan, copy=True, into=into)
    ends = cutting.cut(source, told, cutting.ends_of(wished), into=into, moment=share_of(scan, percent))
    return Plain(folder=into, durations_ms=between(ends))


def tracks(source: Path, scan: Scan, *, copy: bool, into: Path) -> list[str]:
    rung = rungs.Rung(name="", side=min(rungs.side_of(scan), rungs.FIRST_SIDE), copy=copy)
    heard = ["-map", "0:a:0", "-c:a", "copy"] if rungs.can_copy_sound(scan) else sound(source, scan, rung, into=into)
    return [*rungs.picture(rung, scan, cutting.every_two_seconds()), *heard]


def between(ends_ms: Sequence[int]) -> list[int]:
    return [after - before for before, after in pairwise([0, *ends_ms])]


def sound(source: Path, scan: Scan, rung: rungs.Rung, *, into: Path, heard: loudness.Heard | None = None) -> list[str]:
    """``heard`` where it was measured already."""
    if scan.audio is None:
        return rungs.sound(scan, side=rung.side, gain=0.0)
    heard, steady = heard or loudness.measure(source, into=into), None
    changes = heard.begins_ms > scan.audio.starts_ms + loudness.BEGINS_BY_MS
    if changes and rungs.is_whole(scan, side=rung.side):
        files.require_space(EVEN_RATE * EVEN_BYTES * scan.duration_ms // 1000)
        steady = loudness.steady(source, into=into, rate=EVEN_RATE, channels=2)
        heard = loudness.measure(steady, into=into)
    return rungs.sound(scan, side=rung.side, gain=heard.gain, steady=steady)


def even_sound(source: Path, *, into: Path, film_ms: int = 0) -> Path:
    """In ``EVEN_RATE`` stereo samples of 16 bits, raw, of the loudness of the school: what a mark is put into."""
    heard = loudness.steady(source, into=into, rate=EVEN_RATE, channels=2) if film_ms else source
    shaped = loudness.raised(loudness.gain_of(heard, into=into))
    shaped = loudness.whole(shaped, film_ms) if film_ms else shaped
    told = ["-map", "0:a:0", "-vn", "-af", shaped, "-ar", str(EVEN_RATE), "-ac", "2", "-f", "s16le", "even.raw"]
    before = loudness.AS_TIMED if film_ms else ()
    ffmpeg.watch(heard, told, into=into, moment=quiet, before=before, niceness=ffmpeg.NICEST)
    (into / loudness.STEADY).unlink(missing_ok=True)
    return into / "even.raw"


def frames_of(sound: Path, bits: Sequence[int], *, into: Path) -> list[Path]:
    """A WAV of ``even_sound``, marked, as frames of AAC at each of these rates: what is woven in beside pictures."""
    made = [into / f"{sound.stem}.{rate}.aac" for rate in bits]
    each = zip(bits, made, strict=True)
    told = [one for rate, path in each for one in (*rungs.ready(EVEN_RATE, rate), "-f", "adts", str(path))]
    ffmpeg.watch(sound, told, into=into, moment=quiet, niceness=ffmpeg.NICEST)
    return made


def quiet(_ms: int) -> None:
    """Of what nobody waits for by percents."""


def make_rung(  # noqa: PLR0913 -- a file, what of it, how it is cut, where it goes, what is known of it
    source: Path,
    scan: Scan,
    rung: rungs.Rung,
    *,
    durations_ms: Sequence[int],
    into: Path,
    percent: ffmpeg.Progress,
    heard: loudness.Heard | None = None,
) -> Plain:
    """One more rendition, cut where the first one is: the whole of what an encode is, and what a variant needs.

    Segments that do not end where they should are refused, since a ticket's count of them is for all renditions.
    Its sound is measured where it was not ``heard``.
    """
    into.mkdir()
    ends = cutting.ends_of(durations_ms)
    picture, moment = rungs.picture(rung, scan, cutting.keyframes_at(ends, into=into)), share_of(scan, percent)
    before = rungs.ONE_GRAPH if rung.mark else ()
    if rung.woven:
        made = weaving.cut(source, picture, rung.woven, ends, into=into, moment=moment, before=before)
    else:
        beside = rungs.ready(EVEN_RATE) if rung.heard else sound(source, scan, rung, into=into, heard=heard)
        told, read = [*picture, *beside], rung.heard or source
        made = cutting.cut(read, told, ends, into=into, moment=moment, before=before, niceness=ffmpeg.NICEST)
        (into / loudness.STEADY).unlink(missing_ok=True)
    check(rung, made, ends)
    return Plain(folder=into, durations_ms=durations_ms)


def check(rung: rungs.Rung, made: Sequence[int], ends: Sequence[int]) -> None:
    """Where segments end, and that the last one has no more than is told of it: what is told decides who sees it."""
    if len(made) != len(ends):
        raise PackagingFailed(extra={"said": f"{rung.name} has {len(made)} segments, not {len(ends)}"})
    for number, (end, wanted) in enumerate(zip(made[:-1], ends[:-1], strict=True)):
        if abs(end - wanted) > UNEVEN_MS:
            raise PackagingFailed(extra={"said": f"{rung.name}: segment {number} ends at {end} ms, not at {wanted}"})
    if made[-1] - ends[-1] > MORE_MS:
        raise PackagingFailed(extra={"said": f"{rung.name} goes on to {made[-1]} ms, not to {ends[-1]}"})


def share_of(scan: Scan, percent: ffmpeg.Progress) -> ffmpeg.Progress:
    return lambda ms: percent(min(99, ms * 100 // max(scan.duration_ms, 1)))


def encrypt(plain: Plain, *, identity: Identity, preview: int, into: Path) -> list[list[int]]:
    """Seal the segments where they lie and move them to ``into``; answers ``Rendition.segments``.

    Writing over pages that the kernel still holds costs a tenth of writing new ones, and what was in the clear
    hardly ever reaches the disk.
    """
    into.mkdir(parents=True)
    paths = [plain.folder / f"{number}.ts" for number in range(len(plain.durations_ms))]
    room = max((path.stat().st_size for path in paths), default=0) + 2 * BLOCK
    clear, sealed = memoryview(bytearray(room)), memoryview(bytearray(room))
    epochs = layout.epochs(count=len(paths), preview=preview)
    rows = []
    for number, (path, duration, epoch) in enumerate(zip(paths, plain.durations_ms, epochs, strict=True)):
        encryptor = identity.cipher(number=number, epoch=epoch).encryptor()
        with path.open("r+b", buffering=0) as segment:
            whole = filled(clear, segment.readinto(clear) or 0)
            size = encryptor.update_into(clear[:whole], sealed)
            segment.seek(0)
            segment.write(sealed[:size])
            os.fsync(segment.fileno())
        path.rename(into / path.name)
        rows.append([duration, size, epoch])
    files.fsync(into)
    return rows


def filled(clear: memoryview, size: int) -> int:
    """PKCS #7: up to whole blocks, by bytes that say how many they are."""
    missing = BLOCK - size % BLOCK
    clear[size : size + missing] = bytes([missing]) * missing
    return size + missing


def reseal(  # noqa: PLR0913 -- what it was, what it becomes, from where to where
    rows: Sequence[Sequence[int]],
    *,
    old: Identity,
    new: Identity,
    preview: int,
    folder: Path,
    into: Path,
    facts: Facts,
) -> Packaged:
    """The same segments under new keys, with key epochs that end where the preview now ends."""
    into.mkdir(parents=True)
    epochs = layout.epochs(count=len(rows), preview=preview)
    made = []
    for number, ((duration, _size, was), epoch) in enumerate(zip(rows, epochs, strict=True)):
        content = opened((folder / f"{number}.ts").read_bytes(), identity=old, number=number, epoch=was)
        size = write_sealed(content, identity=new, number=number, epoch=epoch, into=into)
        made.append([duration, size, epoch])
    files.fsync(into)
    return Packaged(identity=new, rows=made, preview=preview, folder=into, facts=facts)


def write_sealed(content: bytes, *, identity: Identity, number: int, epoch: int, into: Path) -> int:
    padder, encryptor = PKCS7(128).padder(), identity.cipher(number=number, epoch=epoch).encryptor()
    sealed = encryptor.update(padder.update(content) + padder.finalize()) + encryptor.finalize()
    path = into / f"{number}.ts"
    path.write_bytes(sealed)
    files.fsync(path)
    return len(sealed)


def opened(sealed: bytes, *, identity: Identity, number: int, epoch: int) -> bytes:
    decryptor, unpadder = identity.cipher(number=number, epoch=epoch).decryptor(), PKCS7(128).unpadder()
    padded = decryptor.update(sealed) + decryptor.finalize()
    return unpadder.update(padded) + unpadder.finalize()


def make_poster(source: Path, scan: Scan, *, into: Path) -> Path | None:
    """A frame of about a tenth in, or of somewhere lighter when that is black."""
    if scan.video is None:
        return None
    lightest: tuple[float, Path] | None = None
    for i, part in enumerate(POSTER_PLACES):
        found = grab(source, scan.duration_ms * part / 1000, into=into, name=f"frame{i}.png")
        light = images.mean_light(found) if found else -1.0
        if found and (lightest is None or light > lightest[0]):
            lightest = (light, found)
        if light >= DARK:
            break
    if lightest is None:
        return None
    images.write_poster(lightest[1], into / "poster.webp")
    return into / "poster.webp"


def grab(source: Path, seconds: float, *, into: Path, name: str) -> Path | None:
    try:
        ffmpeg.run(source, ["-frames:v", "1", "-an", name], into=into, before=["-ss", f"{seconds:.3f}"])
    except PackagingInterrupted:
        raise
    except PackagingFailed:
        return None
    found = into / name
    return found if found.exists() else None
