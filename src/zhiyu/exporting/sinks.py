"""Where an export goes: a new folder, or one zip file. Whole or not at all; nothing is kept in memory."""

import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

PIECE = 1024 * 1024
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


class Sink(Protocol):
    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        """A new file in it, one at a time."""

    def copy(self, name: str, source: Path) -> None: ...


class Folder:
    def __init__(self, top: Path) -> None:
        self.top = top

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as out:
            yield out

    def copy(self, name: str, source: Path) -> None:
        with self.opened(name) as out, source.open("rb") as content:
            shutil.copyfileobj(content, out, PIECE)


class Zip:
    """Media are compressed already, so only text is deflated."""

    def __init__(self, file: zipfile.ZipFile, top: str) -> None:
        self.file, self.top = file, top

    @contextmanager
    def opened(self, name: str, *, how: int = zipfile.ZIP_DEFLATED) -> Iterator[BinaryIO]:
        info = zipfile.ZipInfo(f"{self.top}/{name}", date_time=(2020, 1, 1, 0, 0, 0))
        info.compress_type, info.external_attr = how, 0o644 << 16
        with self.file.open(info, "w", force_zip64=True) as out:
            yield out  # type: ignore[misc]

    def copy(self, name: str, source: Path) -> None:
        with self.opened(name, how=zipfile.ZIP_STORED) as out, source.open("rb") as content:
            shutil.copyfileobj(content, out, PIECE)


@contextmanager
def sink(target: Path) -> Iterator[Sink]:
    """Built beside its place and renamed; others may not read it, for it holds names and phones."""
    part = target.with_name(f"{target.name}.part")
    clear(part)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        if target.suffix.lower() == ".zip":
            descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
            with os.fdopen(descriptor, "r+b") as out, zipfile.ZipFile(out, "w") as file:
                yield Zip(file, target.stem)
        else:
            part.mkdir(mode=PRIVATE_FOLDER)
            yield Folder(part)
            if target.exists():
                target.rmdir()  # it is empty: the command made sure
        part.rename(target)
    except BaseException:
        clear(part)
        raise


def clear(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part)
    part.unlink(missing_ok=True)
