"""From an original to encrypted HLS segments, in a folder of its own. No database, no half results."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from zhiyu.media import ffmpeg, files, images, keys, layout
from zhiyu.media.errors import PackagingFailed
from zhiyu.media.scan import Scan, VideoTrack

TARGET_SECONDS = 4
SHORT_TARGET_SECONDS = 2
SHORT_PREVIEW_MS = 8_000
COPY_MAX_GAP_MS = 10_000
COPY_MAX_SIDE = 1080
COPY_MAX_BIT_RATE = 8_000_000
STEREO = 2
BLOCK = 16
SHOWN_SIDE = 720
DARK = 24.0
POSTER_PLACES = (0.1, 0.15, 0.2, 0.3, 0.5, 0.05)
COPIED_PIXELS = {"yuv420p", "yuvj420p"}
EXTINF = re.compile(r"#EXTINF:([\d.]+)")
# The shorter side becomes at most 720; both sides stay even, as H.264 wants them.
SCALE = (
    f"scale='if(gte(iw,ih),-2,2*trunc(min({SHOWN_SIDE},iw)/2))'"
    f":'if(gte(iw,ih),2*trunc(min({SHOWN_SIDE},ih)/2),-2)',format=yuv420p"
)
RATE = ["-crf", "23", "-maxrate", "2500k", "-bufsize", "5000k"]
KEYFRAMES = ["-force_key_frames", "expr:gte(t,n_forced*2)"]
H264 = ["-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", *RATE, *KEYFRAMES]
TRANSCODE_VIDEO = ["-vf", SCALE, "-fpsmax", "30", *H264]
TRANSCODE_AUDIO = ["-c:a", "aac", "-b:a", "128k", "-ac", "2"]


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What keys and IVs are derived from."""

    asset_id: UUID
    name: str
    version: int

    @property
    def folder(self) -> str:
        return f"{self.name}.{self.version}"

    def cipher(self, *, number: int, epoch: int) -> Cipher[CBC]:
        key = keys.content_key(asset_id=self.asset_id, name=self.name, version=self.version, epoch=epoch)
        iv = keys.segment_iv(asset_id=self.asset_id, name=self.name, version=self.version, number=number)
        return Cipher(AES(key), CBC(iv))


@dataclass(frozen=True, kw_only=True)
class Plain:
    """Segments in the clear, for as long as packaging takes: files ``0.ts`` … of ``folder``."""

    folder: Path
    durations_ms: Sequence[int]


def can_copy_video(track: VideoTrack, scan: Scan) -> bool:
    return (
        track.codec == "h264"
        and track.pixels in COPIED_PIXELS
        and track.rotation == 0
        and track.longest_gap_ms <= COPY_MAX_GAP_MS
        and min(track.width, track.height) <= COPY_MAX_SIDE
        and scan.bit_rate <= COPY_MAX_BIT_RATE
    )


def video_arguments(scan: Scan, *, copy: bool) -> list[str]:
    if scan.video is None:
        return ["-vn"]
    return ["-map", "0:v:0", *(["-c:v", "copy"] if copy else TRANSCODE_VIDEO)]


def audio_arguments(scan: Scan) -> list[str]:
    if scan.audio is None:
        return ["-an"]
    copied = scan.audio.codec == "aac" and scan.audio.channels <= STEREO
    return ["-map", "0:a:0", *(["-c:a", "copy"] if copied else TRANSCODE_AUDIO)]


def rendition_name(scan: Scan, *, copy: bool) -> str:
    if scan.video is None:
        return "audio"
    side = min(scan.video.width, scan.video.height)
    return f"{side if copy else min(side, SHOWN_SIDE)}p"


@dataclass(frozen=True, kw_only=True)
class Packaged:
    """Sealed segments in ``folder``, as ``Rendition.segments`` tells of them."""

    identity: Identity
    rows: list[list[int]]
    preview: int
    folder: Path


def make(  # noqa: PLR0913 -- a file, whose it is, where its preview ends, where it goes
    source: Path, scan: Scan, *, asset_id: UUID, version: int, limit_ms: int, into: Path, percent: ffmpeg.Progress
) -> Packaged:
    """The whole way of a film, but for its probe and its poster."""
    name, plain = cut(source, scan, limit_ms=limit_ms, into=into, percent=percent)
    preview = layout.segments_within(plain.durations_ms, limit_ms)
    identity = Identity(asset_id=asset_id, name=name, version=version)
    rows = encrypt(plain, identity=identity, preview=preview, into=into / "sealed")
    return Packaged(identity=identity, rows=rows, preview=preview, folder=into / "sealed")


def cut(source: Path, scan: Scan, *, limit_ms: int, into: Path, percent: ffmpeg.Progress) -> tuple[str, Plain]:
    """(rendition name, plain segments): by stream copy where that serves, else by one encode."""
    if scan.video is None or can_copy_video(scan.video, scan):
        plain = segments(source, scan, copy=True, limit_ms=limit_ms, into=into / "copied", percent=percent)
        if scan.video is None or not layout.loses_too_much(plain.durations_ms, limit_ms):
            return rendition_name(scan, copy=True), plain
    plain = segments(source, scan, copy=False, limit_ms=limit_ms, into=into / "encoded", percent=percent)
    return rendition_name(scan, copy=False), plain


def segments(source: Path, scan: Scan, *, copy: bool, limit_ms: int, into: Path, percent: ffmpeg.Progress) -> Plain:
    into.mkdir()
    target = SHORT_TARGET_SECONDS if 0 < limit_ms < SHORT_PREVIEW_MS else TARGET_SECONDS
    hls = ["-f", "hls", "-hls_time", str(target), "-hls_list_size", "0", "-hls_segment_type", "mpegts"]
    tracks = [*video_arguments(scan, copy=copy), *audio_arguments(scan), "-sn", "-dn", "-map_metadata", "-1"]
    ffmpeg.watch(
        source,
        [*tracks, "-muxdelay", "0", "-muxpreload", "0", *hls, "-hls_segment_filename", "%d.ts", "list.m3u8"],
        into=into,
        moment=lambda ms: percent(min(99, ms * 100 // max(scan.duration_ms, 1))),
    )
    durations = [round(float(x) * 1000) for x in EXTINF.findall((into / "list.m3u8").read_text())]
    if not durations:
        raise PackagingFailed
    return Plain(folder=into, durations_ms=durations)


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


def reseal(
    rows: Sequence[Sequence[int]], *, old: Identity, new: Identity, preview: int, folder: Path, into: Path
) -> list[list[int]]:
    """The same segments under new keys, with key epochs that end where the preview now ends."""
    into.mkdir(parents=True)
    epochs = layout.epochs(count=len(rows), preview=preview)
    made = []
    for number, ((duration, _size, was), epoch) in enumerate(zip(rows, epochs, strict=True)):
        content = opened((folder / f"{number}.ts").read_bytes(), identity=old, number=number, epoch=was)
        size = write_sealed(content, identity=new, number=number, epoch=epoch, into=into)
        made.append([duration, size, epoch])
    files.fsync(into)
    return made


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
    except PackagingFailed:
        return None
    found = into / name
    return found if found.exists() else None
