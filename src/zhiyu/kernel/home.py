"""Where this installation lives: everything is a pure function of the home folder."""

import os
from pathlib import Path


def home() -> Path:
    return Path(os.environ.get("ZHIYU_HOME", "var")).absolute()


def media_dir() -> Path:
    return home() / "media"


def socket_dir() -> Path:
    return home() / "pg" / "run"
