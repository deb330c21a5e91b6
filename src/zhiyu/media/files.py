"""Where media lies on disk. Everything of one asset is in one folder, none of it under a public address."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import RawIOBase
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from zhiyu.kernel.texts import visible
from zhiyu.media.errors import DiskFull
from zhiyu.media.layout import CHAPTERS, PAGES, WEB
from zhiyu.media.models import Asset, Copy

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
CHUNK = 1024 * 1024
LONGEST_NAME, LONGEST_ENDING = 200, 20
COPIED = {Asset.Kind.VIDEO: ".mp4", Asset.Kind.AUDIO: ".m4a", Asset.Kind.DOCUMENT: ".pdf"}
ENDINGS = {PAGES: "webp", CHAPTERS: "zip", WEB: "bin"}
EXTENSIONS = {
    "video/mp4": "mp4",
    "video/x-matroska": "mkv",
    "video/x-msvideo": "avi",
    "video/x-flv": "flv",
    "video/mp2t": "ts",
    "video/mpeg": "mpg",
    "video/x-ms-wmv": "wmv",
    "video/ogg": "ogv",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/flac": "flac",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/amr": "amr",
    "audio/x-matroska": "mka",
    "audio/x-ms-wma": "wma",
    "audio/mp2t": "ts",
    "audio/mpeg": "mp3",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "application/pdf": "pdf",
    "application/ofd": "ofd",
    "application/zip": "zip",
    "application/epub+zip": "epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
    "text/plain": "txt",
    "text/markdown": "md",
    "text/csv": "csv",
    "application/xml": "xml",
    "application/json": "json",
}


def media_dir() -> Path:
    return Path(settings.MEDIA_DIR)


def asset_dir(asset_id: UUID) -> Path:
    return media_dir() / str(asset_id)


def original(asset: Asset) -> Path:
    return asset_dir(asset.pk) / f"original.{EXTENSIONS.get(asset.mime, 'bin')}"


def display_image(asset_id: UUID) -> Path:
    return asset_dir(asset_id) / "display.webp"


def poster(asset_id: UUID) -> Path:
    return asset_dir(asset_id) / "poster.webp"


def segment(asset_id: UUID, folder: str, number: int) -> Path:
    """Of a film, a page of a document, the pictures of a chapter, or a file of an exercise."""
    ending = ENDINGS.get(folder.partition(".")[0], "ts")
    return asset_dir(asset_id) / folder / f"{number}.{ending}"


def copies_dir() -> Path:
    return media_dir() / "copies"


def copy(made: Copy) -> Path:
    """What was made for one person to take along."""
    return copies_dir() / f"{made.pk}{COPIED[Asset.Kind(made.asset.kind)]}"


def plain_name(given: str) -> str:
    """Of a file as people read it, on one line and no path; what is cut off is never its ending."""
    name = Path(visible(given.replace("\\", "/"))).name
    ending = Path(name).suffix[:LONGEST_ENDING]
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - len(ending)] + ending


def uploads_dir() -> Path:
    return media_dir() / "uploads"


def upload(upload_id: UUID) -> Path:
    return uploads_dir() / str(upload_id)


def free_bytes() -> int:
    place = media_dir()
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free


def require_space(size: int) -> None:
    """Refuse before the disk is so full that the database suffers: what is reserved is for money, not for films."""
    if free_bytes() < size + settings.DISK_RESERVE:
        raise DiskFull


@contextmanager
def room_needed() -> Iterator[None]:
    """A disk that fills in the middle of writing is told like one that was full before."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull from error
        raise


@contextmanager
def staging(name: str = "") -> Iterator[Path]:
    """A folder beside the assets, so that a rename into place is atomic; gone afterwards, whatever happens.

    With a ``name``, what a killed process left under it is gone before.
    """
    parent = media_dir() / "staging"
    for left in parent.glob(f"{name}.*") if name else ():
        shutil.rmtree(left, ignore_errors=True)
    made = parent / f"{name}.{uuid4().hex}".lstrip(".")
    made.mkdir(parents=True)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def append_whole(file: RawIOBase, content: bytes, *, end: int) -> int:
    """At the end of what is whole, all of it, or nothing and the error; answers where the end is then.

    A disk that fills takes a part of what it is given, and says so only by how much it took.
    """
    if file.tell() != end:
        back_to(file, end)
    try:
        write_all(file, memoryview(content))
    except OSError:
        with suppress(OSError):
            back_to(file, end)
        raise
    return end + len(content)


def write_all(file: RawIOBase, rest: memoryview) -> None:
    while rest:
        taken = file.write(rest)
        if not taken:
            raise no_room()
        rest = rest[taken:]


def no_room() -> OSError:
    """As the system says it."""
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def back_to(file: RawIOBase, end: int) -> None:
    file.truncate(end)
    file.seek(end)


def put(made: Path, place: Path) -> None:
    """A whole folder to its place, instead of what a killed process may have left there."""
    shutil.rmtree(place, ignore_errors=True)
    made.rename(place)
    fsync(place.parent)


def fsync(path: Path) -> None:
    """Make a file, or the names in a folder, outlive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def disk_health() -> str | None:
    free = free_bytes()
    return None if free > settings.DISK_RESERVE else f"low: {free // 2**20} MB free where media are kept"
