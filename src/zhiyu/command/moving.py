"""The files of two schools in one home: the new one's are laid out aside, then take the places of the old one's."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from zhiyu.backups import archive
from zhiyu.backups.errors import ArchiveRefused
from zhiyu.backups.places import fsync_folder
from zhiyu.backups.taking import KEYS, SIMULATOR
from zhiyu.kernel.home import home, media_dir

COMING, GONE = "restore.new", "restore.old"
OURS = (*KEYS, SIMULATOR)


def dump() -> Path:
    return media_dir() / "restore.new.dump"


def clear() -> None:
    for folder in (home(), media_dir()):
        for name in (COMING, GONE):
            shutil.rmtree(folder / name, ignore_errors=True)


def holds_media() -> bool:
    return any(len(path.name) == 36 for path in media_dir().glob("*-*-*-*-*"))  # noqa: PLR2004 -- a UUID's length


def set_aside() -> None:
    """The old school's. What is moved already stays moved."""
    for folder, names in ((home(), OURS), (media_dir(), names_in(media_dir()))):
        (folder / GONE).mkdir(parents=True, exist_ok=True)
        for name in names:
            if (folder / name).exists():
                (folder / name).rename(folder / GONE / name)
        fsync_folder(folder)


def bring_in() -> None:
    for folder in (home(), media_dir()):
        for name in names_in(folder / COMING):
            (folder / COMING / name).rename(folder / name)
        fsync_folder(folder)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*") if path.name not in {COMING, GONE})


class Laying:
    """Takes the parts of an archive as they come, each to its place aside."""

    def __init__(self, dump: Path) -> None:
        self.dump = dump
        self.file: BinaryIO | None = None

    def begin(self, name: str, size: int) -> Callable[[bytes], object] | None:
        del size
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.startswith("home/"):
            self.file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        else:
            self.file = path.open("wb")
        return self.file.write

    def end(self, name: str) -> None:
        del name
        if self.file is not None:
            self.file.close()

    def path(self, name: str) -> Path:
        if name == archive.DATABASE:
            return self.dump
        top, rest = name.split("/", 1)
        if top == "home" and rest.split("/")[0] in OURS:
            return home() / COMING / rest
        if top == "media":
            return media_dir() / COMING / rest
        raise ArchiveRefused
