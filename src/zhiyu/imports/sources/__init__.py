"""One reader for each kind of export: from a folder to a ``Shelf``."""

from pathlib import Path

from zhiyu.imports.plan import Shelf
from zhiyu.imports.sources import ghost, wordpress


def read(folder: Path) -> Shelf | None:
    """Whatever export lies in it; None for none. Raises ``ExportRefused`` for one that cannot be read."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in {".xml", ".json"})
    shelves = [shelf for path in found if (shelf := read_file(path)) is not None]
    return joined(shelves) if shelves else None


def course_folder(folder: Path) -> Path:
    """A ZIP made of a folder mostly holds that one folder."""
    inside = [path for path in folder.iterdir() if path.name != "__MACOSX" and not path.name.startswith(".")]
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder


def read_file(path: Path) -> Shelf | None:
    if path.suffix.lower() == ".json":
        return ghost.read(path)
    return wordpress.read(path)


def joined(shelves: list[Shelf]) -> Shelf:
    """WordPress exports a large site in several files; each text counts once."""
    texts = {text.origin: text for shelf in shelves for text in shelf.texts}
    volumes = {volume.about.origin: volume for shelf in shelves for volume in shelf.volumes}
    return Shelf(
        texts=tuple(texts.values()),
        volumes=tuple(volumes.values()),
        pictures_of=frozenset().union(*(shelf.pictures_of for shelf in shelves)),
        notes=tuple(note for shelf in shelves for note in shelf.notes),
    )
