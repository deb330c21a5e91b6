import json
from collections.abc import Callable, Iterator

import pytest

from zhiyu.kernel.home import home

Sent = Callable[[], list[dict[str, str]]]


@pytest.fixture
def sent() -> Iterator[Sent]:
    """The messages sent since the test began, oldest first."""
    path = home() / "sms.jsonl"
    path.unlink(missing_ok=True)

    def lines() -> list[dict[str, str]]:
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    yield lines
    path.unlink(missing_ok=True)
