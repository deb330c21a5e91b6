from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.live.clouding import account, cloud_of, know, variables
from wxsim.tencent.cloud import Cloud
from zhiyu.live.tencent import pulling as pulling_part


@pytest.fixture(autouse=True)
def media_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_DIR = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def cloud(settings: Settings, monkeypatch: pytest.MonkeyPatch, live_server: LiveServer) -> Iterator[Cloud]:
    monkeypatch.setattr(pulling_part, "LOOK_EVERY", 0.1)
    with cloud_of(live_server.url, account()) as running:
        know(settings, monkeypatch, **variables(running.rtmp_port, running.http_port))
        yield running
