"""500 pages on one topic: how long from the commit until each has heard. Figures, so by hand and not in CI:

python -m pytest tests/push/many.py -s
"""

import asyncio
import os
import statistics
import time

import pytest
from django.db import connections

from tests import make
from tests.push.alone import Alone, alone
from zhiyu.platform.live import tell

VIEWERS, A_PERSON, ROUNDS, PAUSE = int(os.environ.get("VIEWERS", "500")), 10, 20, 0.25


class Viewer:
    def __init__(self) -> None:
        self.heard: list[float] = []
        self.stands = asyncio.Event()

    async def watch(self, server: Alone, token: str) -> None:
        host, port = server.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        request = f"GET /live?topics=studio HTTP/1.1\r\nHost: {host}\r\nAuthorization: {token}\r\n\r\n"
        writer.write(request.encode())
        try:
            while line := await reader.readline():
                if line == b"event: resync\n":
                    self.stands.set()
                elif line == b"data: studio\n":
                    self.heard.append(time.perf_counter())
        finally:
            writer.close()


def tell_studio() -> None:
    tell("studio")
    connections.close_all()  # this thread's own


async def measure(server: Alone, tokens: list[str]) -> tuple[list[Viewer], list[float], float]:
    viewers = [Viewer() for _ in tokens]
    began = time.perf_counter()
    tasks = [asyncio.create_task(one.watch(server, token)) for one, token in zip(viewers, tokens, strict=True)]
    async with asyncio.timeout(120):
        await asyncio.gather(*(one.stands.wait() for one in viewers))
    opened = time.perf_counter() - began
    told = []
    for _ in range(ROUNDS):
        told.append(time.perf_counter())
        await asyncio.to_thread(tell_studio)
        await asyncio.sleep(PAUSE)
    await asyncio.sleep(2)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return viewers, told, opened


@pytest.mark.django_db(transaction=True)
def test_everybody_hears_soon() -> None:
    people = [make.user(role="finance") for _ in range(VIEWERS // A_PERSON)]
    tokens = [make.bearer(person)["Authorization"] for person in people for _ in range(A_PERSON)]
    with alone() as server:
        viewers, told, opened = asyncio.run(measure(server, tokens))
        server.stop()
    took = sorted((heard - told[n]) * 1000 for one in viewers for n, heard in enumerate(one.heard))
    p99 = took[int(len(took) * 0.99)]
    print(  # noqa: T201
        f"\n{VIEWERS} streams open after {opened:.1f} s; {len(took)} of {VIEWERS * ROUNDS} delivered;"
        f" p50 {statistics.median(took):.0f} ms, p99 {p99:.0f} ms"
    )
    assert len(took) == VIEWERS * ROUNDS
