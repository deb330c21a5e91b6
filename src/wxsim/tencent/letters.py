"""What Tencent tells its customer: repeated until it is answered with 200, and misbehaving on order."""

import asyncio
import json
import time
from collections import Counter
from typing import Any

import httpx

from wxsim.tencent.signing import callback_sign

LASTS = 600
AGAIN_AFTER, MOST_TIMES = 60.0, 12
FAULTS = {
    "duplicate": "told twice",
    "late": "told when its signature has run out",
    "forged": "signed by another key",
    "foreign": "of a stream that is not theirs",
    "out_of_order": "the beginning is told after the end",
    "lost": "never told",
}


class Letters:
    def __init__(self, url: str, key: str, pace: float = 1.0) -> None:
        self.url, self.key, self.pace = url, key, pace
        self.faults: Counter[str] = Counter()
        self.answers: list[tuple[int, int]] = []
        self.held: list[dict[str, Any]] = []
        self.under_way: set[asyncio.Task[None]] = set()

    def tell(self, said: dict[str, Any]) -> None:
        if self.took("lost"):
            return
        if said["event_type"] == 1 and self.took("out_of_order"):
            self.held.append(said)
            return
        self.send(said)
        if said["event_type"] == 0:
            for before in self.held:
                self.send(before)
            self.held.clear()

    def took(self, name: str) -> bool:
        if not self.faults[name]:
            return False
        self.faults[name] -= 1
        return True

    def send(self, said: dict[str, Any]) -> None:
        for _time in range(2 if self.took("duplicate") else 1):
            task = asyncio.create_task(self.deliver(self.signed(said)))
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)

    def signed(self, said: dict[str, Any]) -> dict[str, Any]:
        until = int(time.time()) + (-1 if self.took("late") else LASTS)
        key = "another" if self.took("forged") else self.key
        stream = {"stream_id": "somebody-elses"} if self.took("foreign") else {}
        return {**said, **stream, "t": until, "sign": callback_sign(key, until)}

    async def deliver(self, said: dict[str, Any]) -> None:
        headers = {"Content-Type": "application/json"}
        async with httpx.AsyncClient(timeout=20, trust_env=False) as client:
            for _time in range(MOST_TIMES):
                try:
                    answer = await client.post(self.url, content=json.dumps(said), headers=headers)
                    status = answer.status_code
                except httpx.HTTPError:
                    status = 0
                self.answers.append((said["event_type"], status))
                if status == 200:  # noqa: PLR2004 -- the only good answer
                    return
                await asyncio.sleep(AGAIN_AFTER * self.pace)

    async def close(self) -> None:
        for task in self.under_way:
            task.cancel()
        await asyncio.gather(*self.under_way, return_exceptions=True)
