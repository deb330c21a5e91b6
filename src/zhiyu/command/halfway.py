"""A restore that was cut off, told by a note in the home; also what is asked before anything else starts here."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from zhiyu.kernel.home import home

LOADING, ASIDE, IN = "loading", "aside", "in"


@dataclass(kw_only=True)
class Note:
    """``loading``: the old school is whole. ``aside``: it goes away. ``in``: the new one comes."""

    backup: str
    phase: str = LOADING

    def write(self, phase: str) -> None:
        self.phase = phase
        aside = home() / "restore.json.new"
        with aside.open("w") as file:
            json.dump(asdict(self), file)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path())


def path() -> Path:
    return home() / "restore.json"


def note() -> Note | None:
    return Note(**json.loads(path().read_text())) if path().exists() else None


def refuse() -> None:
    """A home between two schools serves nobody."""
    if (found := note()) and found.phase != LOADING:
        raise SystemExit("上次恢复只做到一半，请先再运行一次 zhiyu restore（同一份备份），它会接着做完。")
