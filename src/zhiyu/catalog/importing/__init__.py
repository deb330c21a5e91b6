"""A folder to a course."""

from collections.abc import Callable
from pathlib import Path

from zhiyu.catalog.errors import ImportRefused
from zhiyu.catalog.models import Course


def import_folder(path: Path, *, owner_id: int, progress: Callable[[str], None]) -> Course:
    progress(f"{path} {owner_id}")
    raise ImportRefused
