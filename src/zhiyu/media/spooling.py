"""What a form sent along, as files for as long as they are looked at."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import UploadedFile


@contextmanager
def spooled(uploads: "Sequence[UploadedFile[Any]]") -> Iterator[list[tuple[Path, str]]]:
    """Each as a file under a number of ours; its own name is only looked at."""
    with TemporaryDirectory(prefix="sent-") as place:
        found = []
        for number, upload in enumerate(uploads):
            path = Path(place) / str(number)
            with path.open("wb") as kept:
                shutil.copyfileobj(upload, kept)
            found.append((path, Path((upload.name or "").replace("\\", "/")).name))
        yield found
