"""Where this installation lives: everything is found from the home folder alone."""

import os
from pathlib import Path


def home() -> Path:
    return Path(os.environ.get("ZHIYU_HOME", "var")).absolute()


def media_dir() -> Path:
    """In the home, or a folder that several nodes share."""
    return Path(os.environ.get("ZHIYU_MEDIA") or home() / "media").absolute()


def place_note() -> Path:
    """Where the embedded database lies when it cannot lie in the home: two lines, data and socket folder.

    What does lie in the home is named from there, so that a home may be moved.
    """
    return home() / "pg.place"


def cluster_dir() -> Path:
    return _noted(0) or home() / "pg"


def socket_dir() -> Path:
    return _noted(1) or cluster_dir() / "run"


def _noted(line: int) -> Path | None:
    try:
        return home() / place_note().read_text().splitlines()[line]
    except FileNotFoundError:
        return None
