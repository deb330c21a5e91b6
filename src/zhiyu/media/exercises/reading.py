"""A ZIP of courseware, judged before anything is unpacked.

Two shapes: a SCORM package with ``imsmanifest.xml``, or a plain web page that begins with ``index.html``. Either may
lie in one folder of the ZIP, as macOS and many people pack it.
"""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from django.utils.translation import gettext as _

from zhiyu.media import archive, files
from zhiyu.media.archive import Inside
from zhiyu.media.exercises import manifest
from zhiyu.media.exercises.manifest import HTML, Package, Part, refused
from zhiyu.media.ffmpeg import Progress
from zhiyu.media.layout import WEB

MIME = "application/zip"
NAME = WEB
MOST = 2 * 1024**3
MOST_MANIFEST = 4 * 1024 * 1024
LONGEST_NAME = 240
STARTS = ("index.html", "index.htm")
LEFT_OUT = "__MACOSX/"


def looked_at(path: Path) -> Package:
    """Raises ``ArchiveRefused`` or ``CoursewareRefused``; cheap, since only the manifest is read."""
    with archive.looked_into(path, most=MOST) as inside:
        return package_in(inside)[0]


@dataclass(frozen=True)
class Unpacked:
    """``names`` are of the files ``0.bin`` …, as the package's own addresses name them."""

    package: Package
    names: list[str]


def unpack(path: Path, into: Path, *, percent: Progress) -> Unpacked:
    """Every file under a number: no name of a foreign ZIP is ever a name on our disk."""
    with archive.looked_into(path, most=MOST) as inside:
        package, root = package_in(inside)
        wanted = [(place, one) for place, one in inside.entries.items() if belongs(place, root)]
        size = sum(one.file_size for _place, one in wanted)
        files.require_space(size)
        into.mkdir(parents=True)
        done = 0
        for number, (_place, entry) in enumerate(wanted):
            written = archive.write(inside.opened, entry, place(into, number), most=inside.left)
            inside.left -= written
            done += written
            percent(min(99, done * 100 // max(1, size)))
    files.fsync(into)
    return Unpacked(package, [name.removeprefix(root) for name, _one in wanted])


def place(folder: Path, number: int) -> Path:
    return folder / f"{number}.bin"


def plain(name: str) -> str:
    """Made on Windows or macOS, where case and the way an accent is written do not matter; unique by unpacking."""
    return normalize("NFC", name).casefold()


def package_in(inside: Inside) -> tuple[Package, str]:
    """What it is, and below which folder of the ZIP."""
    names = [name for name in inside.entries if not name.startswith(LEFT_OUT)]
    for name in names:
        if any(len(part.encode()) > LONGEST_NAME for part in name.split("/")):
            raise refused("name", name)
    root = root_of(names)
    here = {name.removeprefix(root): name for name in names if belongs(name, root)}
    if manifest.NAME in here:
        found = manifest.parsed(inside.read(here[manifest.NAME], most=MOST_MANIFEST))
    else:
        start = next((name for name in STARTS if name in here), None)
        if start is None:
            raise refused("no_start")
        found = Package(HTML, "", [Part(key="index", title=_("互动练习"), depth=0, path=start, tracked=True)])
    require_pages(found, set(here))
    return found, root


def belongs(name: str, root: str) -> bool:
    return name.startswith(root) and not name.startswith(LEFT_OUT)


def root_of(names: list[str]) -> str:
    """The one folder in which everything lies, or none."""
    if any(name in {manifest.NAME, *STARTS} for name in names):
        return ""
    tops = {PurePosixPath(name).parts[0] for name in names}
    return f"{tops.pop()}/" if len(tops) == 1 and all("/" in name for name in names) else ""


def require_pages(package: Package, names: set[str]) -> None:
    known = {plain(name) for name in names}
    if len(known) != len(names):
        raise archive.refused("twice", next((one for one in names if plain(one) != one), ""))
    for part in package.parts:
        if part.path and plain(part.path) not in known:
            raise refused("missing", f"{part.title} ({part.path})")
