from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulator import Running, running


@pytest.fixture
def sim(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path, post=lambda *_: 200, refund_seconds=0.05) as found:
        yield found
