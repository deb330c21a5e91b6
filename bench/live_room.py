"""A full live room: BENCH_VIEWERS (2,000) streams in one room, ten messages a second, the crowd on the same cores.

The stream runs as a process of its own, as a large school runs it, so that its memory and CPU can be told from those of
the pages. Every viewer is a person with a login of their own and the right to the lesson; fifty of them talk by
``POST /api/v1/rooms/{id}/messages``. A delivery is one message at one viewer; it took as long as from before its POST
to when its bytes were read. The crowd is this process: its CPU counts for nobody, but it takes the core from all.
"""

import asyncio
import contextlib
import os
import re
import secrets
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import httpx
import uvloop

from bench.measure import Figure, percentile
from bench.product import OURS, Product, cpu_ms, free_port

VIEWERS = int(os.environ.get("BENCH_VIEWERS", "2000"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "20"))
EACH_SECOND, TALKERS, AT_ONCE = 10, 50, 40
SENT = re.compile(rb"sent at (\d+)")

ROOM = """
insert into live_liveclass (lesson_id, host_id, state, starts_at, minutes, is_film, made_at, updated_at)
select l.id, (select min(user_id) from accounts_rolegrant), 'live', now(), 60, false, now(), now()
from catalog_lesson l join catalog_chapter h on h.id = l.chapter_id join catalog_course c on c.id = h.course_id
join catalog_product p on p.id = c.product_id
where p.status = 'published' and l.removed_at is null and h.removed_at is null
  and not exists (select from live_liveclass v where v.lesson_id = l.id)
order by l.id desc limit 1 returning id, lesson_id
"""
PEOPLE = """
with made as (
    insert into accounts_user (password, username, phone, name, is_active, language, text_size, joined_at)
    select '!', 'viewer-' || %(run)s || n, '14' || lpad((%(base)s + n)::text, 9, '0'), '学员' || n, true, 'zh-hans',
           'normal', now()
    from generate_series(1, %(count)s) n returning id)
insert into accounts_device (user_id, token_hash, session_key, user_agent, created_at, last_seen_at, expires_at,
                             ended_because, networks)
select id, encode(sha256(('viewer-' || id || %(run)s)::bytea), 'hex'), null, 'bench', now(), now(),
       now() + interval '1 day', '', '{}'
from made returning user_id
"""
RIGHTS = """
insert into access_grant (user_id, product_id, source, valid_from, used, revoked_because, created_at)
select person, (select c.product_id from catalog_lesson l join catalog_chapter h on h.id = l.chapter_id
                join catalog_course c on c.id = h.course_id where l.id = %(lesson)s),
       'bench:' || person, now() - interval '1 minute', 0, '', now()
from unnest(%(people)s::bigint[]) person
"""


@dataclass(frozen=True)
class Crowd:
    room: int
    tokens: list[str]


def gathered(product: Product, viewers: int) -> Crowd:
    run = secrets.token_hex(4)
    with product.sql() as sql:
        room, lesson = sql.execute(ROOM).fetchone() or (0, 0)
        said = {"run": run, "count": viewers, "base": secrets.randbelow(900_000_000)}
        people = [one for (one,) in sql.execute(PEOPLE, said).fetchall()]
        sql.execute(RIGHTS, {"lesson": lesson, "people": people})
    return Crowd(room, [f"viewer-{person}{run}" for person in people])


@contextlib.contextmanager
def stream_alone(product: Product) -> Iterator[tuple[int, int]]:
    """Its port and process."""
    port = free_port()
    env = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    env |= {"ZHIYU_HOME": str(product.home), "ZHIYU_MODE": "demo"}
    argv = [sys.executable, "-m", "uvicorn", "zhiyu.push.asgi:application", "--port", str(port), "--no-access-log"]
    argv += ["--log-level", "warning", "--loop", "uvloop", "--http", "httptools", "--backlog", "4096"]
    with (product.home / "stream.log").open("ab") as log:
        running = subprocess.Popen(argv, env=env, stdout=log, stderr=log)
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with contextlib.suppress(httpx.TransportError):
                httpx.get(f"http://127.0.0.1:{port}/live?topics=studio")
                break
            time.sleep(0.2)
        yield port, running.pid
    finally:
        running.terminate()
        running.wait(20)


class Viewer(asyncio.Protocol):
    """Reads as little as may be: the time that each message carries."""

    def __init__(self, request: bytes, took: list[float], standing: asyncio.Semaphore) -> None:
        self.request, self.took, self.standing = request, took, standing
        self.stands = False
        self.lost = False
        self.last = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).write(self.request)

    def data_received(self, data: bytes) -> None:
        at = time.perf_counter_ns()
        if not self.stands and (b"retry:" in data or b" 200 " in data):
            self.stands = True
            self.standing.release()
        if self.last:
            data, self.last = self.last + data, b""
        if b"event: said" in data and not data.endswith(b"\n\n\r\n"):
            self.last = data
            return
        self.took.extend((at - int(sent)) / 1e6 for sent in SENT.findall(data))

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.lost = True


async def opened(port: int, crowd: Crowd, took: list[float]) -> list[Viewer]:
    loop, standing, viewers = asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE), []
    for token in crowd.tokens:
        await standing.acquire()
        said = (
            f"GET /live?topics=room:{crowd.room} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n"
        )
        viewer = Viewer(said.encode(), took, standing)
        await loop.create_connection(lambda viewer=viewer: viewer, "127.0.0.1", port)  # type: ignore[misc]
        viewers.append(viewer)
    async with asyncio.timeout(120):
        while not all(one.stands for one in viewers):  # noqa: ASYNC110 -- of thousands
            await asyncio.sleep(0.1)
    return viewers


def post(client: httpx.Client, url: str, token: str) -> int:
    text = f"sent at {time.perf_counter_ns()}"
    answer = client.post(
        url, json={"text": text, "key": str(uuid.uuid4())}, headers={"Authorization": f"Bearer {token}"}
    )
    return answer.status_code


async def talked(product: Product, crowd: Crowd) -> list[int]:
    """As many a second, whether or not the one before was answered."""
    url, loop = f"{product.url}/api/v1/rooms/{crowd.room}/messages", asyncio.get_running_loop()
    asked = []
    with httpx.Client(timeout=30) as client, ThreadPoolExecutor(8) as threads:
        began = loop.time()
        for n in range(int(SECONDS * EACH_SECOND)):
            await asyncio.sleep(max(0.0, began + n / EACH_SECOND - loop.time()))
            token = crowd.tokens[n * 7 % min(TALKERS, len(crowd.tokens))]
            asked.append(loop.run_in_executor(threads, post, client, url, token))
        return list(await asyncio.gather(*asked))


def rss_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


async def measured(product: Product, crowd: Crowd, port: int, pid: int) -> Iterator[Figure]:
    took: list[float] = []
    warm = Crowd(crowd.room, crowd.tokens[:20])
    await opened(port, warm, [])  # threads, connections to the database and code pages are there
    await asyncio.sleep(1)
    empty = rss_kb(pid)
    rest = Crowd(crowd.room, crowd.tokens[20:])
    began = time.monotonic()
    viewers = await opened(port, rest, took)
    took_to_open = time.monotonic() - began
    each = (rss_kb(pid) - empty) / len(viewers)
    await asyncio.sleep(3)
    took.clear()
    before = cpu_ms(pid)
    answers = await talked(product, crowd)
    await asyncio.sleep(2)
    spent = cpu_ms(pid) - before
    wanted = answers.count(201) * len(viewers)
    lost = sum(one.lost for one in viewers)
    note = (
        f"{len(viewers)} viewers open in {took_to_open:.0f} s, {answers.count(201)} of {len(answers)} said, {lost} lost"
    )
    return iter(
        [
            Figure(
                name="room: messages delivered",
                found=100 * len(took) / wanted,
                goal=100,
                unit="%",
                lower=False,
                note=note,
            ),
            Figure(name="room: message to viewer, p50", found=percentile(took, 0.5), goal=250, unit="ms"),
            Figure(name="room: message to viewer, p99", found=percentile(took, 0.99), goal=500, unit="ms"),
            Figure(
                name="room: memory a connection",
                found=each,
                goal=12,
                unit="KB",
                note="after the messages: " + f"{(rss_kb(pid) - empty) / len(viewers):.1f}",
            ),
            Figure(
                name="room: CPU a delivery",
                found=1000 * spent / max(1, len(took)),
                goal=25,
                unit="µs",
                note="all of the stream's process",
            ),
        ]
    )


def figures(product: Product) -> Iterator[Figure]:
    crowd = gathered(product, VIEWERS + 20)
    with stream_alone(product) as (port, pid):
        yield from uvloop.run(measured(product, crowd, port, pid))
