"""A ZIP from anywhere, unpacked so that it can do no harm.

Names never lead out of the folder, links and devices are refused, and what comes out is counted as it comes: what the
directory of a hostile ZIP says of its sizes is a claim.
"""

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from zhiyu.media.errors import ArchiveRefused

MOST_ENTRIES = 20_000
MOST_DEPTH = 16
CHUNK = 1024 * 1024
RATIO = 200
SMALL = 64 * 1024 * 1024
"""Up to so many bytes no ratio is suspicious: a text of one letter shrinks a thousandfold."""
ENCRYPTED = 0x1
UTF8 = 0x800


def refused(cause: str, name: str = "") -> ArchiveRefused:
    sentences = {
        "damaged": _("这个压缩包打不开，可能没有传完整。请重新打包后再上传。"),
        "encrypted": _("压缩包有密码。请去掉密码重新打包。"),
        "outside": _("压缩包里的《%(name)s》要写到别的地方去，不安全，所以整包都没有打开。"),
        "link": _("压缩包里的《%(name)s》是一个链接。请把文件本身打包进来。"),
        "twice": _("压缩包里有两个同名的文件：%(name)s。"),
        "too_many": _("压缩包里的文件太多了（超过 2 万个）。请分成几包。"),
        "too_large": _("压缩包打开以后太大了。请分成几包，视频和音频可以之后单独上传。"),
    }
    return ArchiveRefused(sentences[cause] % {"name": name}, extra={"cause": cause})


def unpack(path: Path, into: Path, *, most: int, room: Callable[[int], None]) -> None:
    """All of ``path`` into the empty folder ``into``: at most ``most`` bytes.

    ``room`` raises when the disk has less than so many. Raises ``ArchiveRefused``; what was written by then
    is the caller's to remove.
    """
    with looked_into(path, most=most) as inside:
        room(sum(one.file_size for one in inside.entries.values()))
        for place, entry in inside.entries.items():
            inside.left -= write(inside.opened, entry, into / place, most=inside.left)


class Inside:
    """What is in a ZIP, by its harmless name; nothing is read beyond ``left`` bytes in all."""

    def __init__(self, opened: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], *, left: int) -> None:
        self.opened, self.entries, self.left = opened, entries, left

    def read(self, name: str, *, most: int) -> bytes:
        """Raises ``KeyError`` for what is not there, ``ArchiveRefused`` for more than ``most``."""
        most = min(most, self.left)
        with judged(), self.opened.open(self.entries[name]) as source:
            content = source.read(most + 1)
        if len(content) > most:
            raise refused("too_large")
        self.left -= len(content)
        return content


@contextmanager
def looked_into(path: Path, *, most: int) -> Iterator[Inside]:
    with judged():
        opened = zipfile.ZipFile(path)
    with opened:
        entries = [one for one in opened.infolist() if not one.filename.endswith("/")]
        names = [place.as_posix() for place in placed(entries)]
        most = min(most, max(SMALL, path.stat().st_size * RATIO))
        if sum(one.file_size for one in entries) > most:
            raise refused("too_large")
        yield Inside(opened, dict(zip(names, entries, strict=True)), left=most)


@contextmanager
def judged() -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        raise refused("damaged") from error
    except RuntimeError as error:  # zipfile's word for "wants a password"
        raise refused("encrypted") from error


def placed(entries: list[zipfile.ZipInfo]) -> list[PurePosixPath]:
    """Where each goes, below the folder; refused as a whole for one that goes elsewhere."""
    if len(entries) > MOST_ENTRIES:
        raise refused("too_many")
    places = []
    for entry in entries:
        name = name_of(entry)
        place = PurePosixPath(name)
        if entry.flag_bits & ENCRYPTED:
            raise refused("encrypted")
        if place.is_absolute() or {"..", ":", "\0"} & {*place.parts, *name} or not 0 < len(place.parts) <= MOST_DEPTH:
            raise refused("outside", name)
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in {0, stat.S_IFREG}:
            raise refused("link", name)
        places.append(place)
    seen: set[str] = set()
    for place in places:
        if place.as_posix().casefold() in seen:
            raise refused("twice", place.as_posix())
        seen.add(place.as_posix().casefold())
    return places


def name_of(entry: zipfile.ZipInfo) -> str:
    """Windows in Chinese writes names in its own encoding and says nothing of it."""
    name = entry.filename
    if not entry.flag_bits & UTF8:
        for encoding in ("utf-8", "gb18030"):
            try:
                name = entry.filename.encode("cp437").decode(encoding)
            except UnicodeError:
                continue
            break
    return name.replace("\\", "/")


def write(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, place: Path, *, most: int) -> int:
    """How many bytes it came to."""
    count = 0
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with judged(), opened.open(entry) as source, place.open("xb") as target:
            while chunk := source.read(CHUNK):
                count += len(chunk)
                if count > most:
                    raise refused("too_large")
                target.write(chunk)
    except (FileExistsError, NotADirectoryError):  # a file where another needs a folder
        raise refused("twice", place.name) from None
    return count
