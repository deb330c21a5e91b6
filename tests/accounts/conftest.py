import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from zhiyu.kernel.home import home

Sent = Callable[[], list[dict[str, str]]]


@pytest.fixture(autouse=True)
def own_outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Demo messages go to a file of the home; two workers of one run must not read each other's."""
    monkeypatch.setenv("ZHIYU_HOME", str(tmp_path))


@pytest.fixture
def sent() -> Iterator[Sent]:
    """The messages sent since the test began, oldest first."""
    path = home() / "sms.jsonl"
    path.unlink(missing_ok=True)

    def lines() -> list[dict[str, str]]:
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    yield lines
    path.unlink(missing_ok=True)
