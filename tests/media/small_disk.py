"""A file system of 4 MB, or of what a test says, for the media, and nothing reserved: the disk itself says no."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_django import Settings

SMALL = 4 * 1024 * 1024
MOUNT = shutil.which("mount") or ""


@contextmanager
def small(place: Path, settings: Settings, *, size: int = SMALL) -> Iterator[Path]:
    place.mkdir()
    made = os.geteuid() == 0 and subprocess.run(  # noqa: S603
        [MOUNT, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=False, capture_output=True
    )
    if not made or made.returncode:
        pytest.skip("needs root that may mount a tmpfs: a really full disk cannot be tried here")
    settings.MEDIA_DIR, settings.DISK_RESERVE = place, 0
    try:
        yield place
    finally:
        subprocess.run([MOUNT.replace("mount", "umount"), str(place)], check=True)  # noqa: S603
