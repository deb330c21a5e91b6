"""Messages that leave no machine: one JSON object a line in a file of the home."""

import json
import os
from pathlib import Path
from typing import Any

from zhiyu.kernel.clock import now
from zhiyu.kernel.home import home


def path_of(name: str) -> Path:
    return home() / name


def append(name: str, message: dict[str, Any]) -> None:
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({**message, "at": now().isoformat()}, ensure_ascii=False) + "\n"
    # One write to an O_APPEND file: two senders never mix their lines, a reader never sees half of one.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)


def messages(name: str) -> list[dict[str, Any]]:
    """Oldest first."""
    path = path_of(name)
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
