from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from tests import make
from zhiyu.accounts.models import User
from zhiyu.imports import actions
from zhiyu.imports.models import Run
from zhiyu.media.actions import store_file

HandIn = Callable[..., Run]


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_DIR = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def owner() -> User:
    return make.user(role="owner", name="林知")


@pytest.fixture
def bring(owner: User, tmp_path: Path) -> HandIn:
    """Hands in a file of that name, and brings in what it holds."""

    def brought(name: str, content: str | bytes | Path) -> Run:
        path = content if isinstance(content, Path) else tmp_path / name
        if not isinstance(content, Path):
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        asset = store_file(path=path, name=name, owner_id=owner.pk)
        run = actions.hand_in(asset_id=asset.pk, actor_id=owner.pk)
        actions.bring_in(run.pk)
        run.refresh_from_db()
        return run

    return brought
