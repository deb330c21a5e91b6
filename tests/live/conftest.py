from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def media_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_DIR = tmp_path / "media"
    return tmp_path / "media"
