import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.simulator import Running, running
from zhiyu.wechat.letters import Letter, open_letter
from zhiyu.wechat.pay import Purchase

NOTIFY = "http://127.0.0.1:9/notify"


@dataclass
class Merchant:
    """A merchant's notify address: keeps what comes, answers what the test wants (200 when nothing is left)."""

    answers: list[int] = field(default_factory=list)
    came: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        assert url == NOTIFY
        self.came.append((headers, body))
        return self.answers.pop(0) if self.answers else 200

    def ids(self) -> list[str]:
        return [json.loads(body.decode("utf-8-sig"))["id"] for _, body in self.came]


@pytest.fixture
def merchant() -> Merchant:
    return Merchant()


@pytest.fixture
def sim(tmp_path: Path, merchant: Merchant) -> Iterator[Running]:
    with running(tmp_path, post=merchant, retries=(0.1, 0.1, 60), refund_seconds=0.05) as found:
        yield found


def order(sim: Running, no: str = "20261121000001", **changes: Any) -> str:
    """The ``code_url`` of a new order of 9900 fen."""
    purchase = {"out_trade_no": no, "description": "七天写作营", "total_fen": 9_900, "notify_url": NOTIFY, **changes}
    return sim.pay().native(Purchase(**purchase))


def opened(sim: Running, merchant: Merchant, index: int = -1) -> Letter:
    headers, body = merchant.came[index]
    return open_letter(sim.pay().transport.verifiers, sim.world.keys.apiv3_key, headers=headers, body=body)
