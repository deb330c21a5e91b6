"""A note on disk of what an import has stored, so that the next run can clear away after one that was killed."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from zhiyu.media.actions import discard
from zhiyu.media.models import Asset


class Journal:
    def __init__(self, path: Path) -> None:
        self.stored: list[UUID] = []
        self.note = path.open("a+")
        fcntl.flock(self.note, fcntl.LOCK_EX)

    def add(self, asset_id: UUID) -> None:
        self.stored.append(asset_id)
        self.note.write(f"{asset_id}\n")
        self.note.flush()


def notes_dir() -> Path:
    return Path(settings.MEDIA_DIR) / "imports"


@contextmanager
def all_or_nothing() -> Iterator[Journal]:
    """Whatever goes wrong inside, nothing that was stored stays."""
    notes_dir().mkdir(parents=True, exist_ok=True)
    sweep()
    path = notes_dir() / f"{uuid4().hex}.txt"
    kept = Journal(path)
    try:
        yield kept
    except BaseException:
        for asset_id in kept.stored:
            discard(asset_id=asset_id)
        raise
    finally:
        path.unlink(missing_ok=True)
        kept.note.close()


def sweep() -> None:
    """A note nobody holds is of an import that was killed: what it stored without a row goes."""
    for path in notes_dir().glob("*.txt"):
        with suppress(FileNotFoundError), path.open() as note:
            try:
                fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            for line in note.read().split():
                if not Asset.objects.filter(pk=line).exists():
                    discard(asset_id=UUID(line))
            path.unlink(missing_ok=True)
