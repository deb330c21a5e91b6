"""``zhiyu reload`` under load: no request is lost, on new connections or on kept-alive ones."""

import http.client
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.chaos.people import log_in
from tests.command.homes import school_home
from tests.command.running import Running, new_home, processes, wait


@pytest.fixture(scope="module")
def up() -> Iterator[Running]:
    running = Running(home=school_home()).start()
    yield running
    running.wipe()


class Visitor(threading.Thread):
    """Asks again and again, over one connection while the server keeps it, and counts what comes."""

    def __init__(self, port: int, *, kept: bool, method: str) -> None:
        super().__init__()
        self.port, self.kept, self.method = port, kept, method
        self.seen: Counter[str] = Counter()
        self.ended = threading.Event()

    def run(self) -> None:
        connection: http.client.HTTPConnection | None = None
        while not self.ended.is_set():
            connection = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                connection.request(self.method, "/healthz", body=b"x" if self.method == "POST" else None)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException) as failure:
                self.seen[type(failure).__name__] += 1
                connection.close()
                connection = None
                continue
            self.seen[str(answer.status)] += 1
            if not self.kept or answer.will_close:
                connection.close()
                connection = None
            time.sleep(0.01)
        if connection is not None:
            connection.close()


def test_nobody_notices_two_reloads_under_load(up: Running) -> None:
    before = {words: up.part(words) for words in ("parts web", "parts worker")}
    visitors = [Visitor(up.port, kept=kept, method=method) for kept in (True, False) for method in ("GET", "POST")]
    for one in visitors:
        one.start()
    try:
        done = [up.run("reload", seconds=200), up.run("reload", seconds=200)]
        wait("the old ones have left", lambda: not set(before.values()) & set(processes(up.home)), seconds=60)
    finally:
        for one in visitors:
            one.ended.set()
            one.join()

    assert [x.returncode for x in done] == [0, 0], up.log
    for one in visitors:
        assert set(one.seen) == {"200" if one.method == "GET" else "403"}, one.seen
        assert one.seen.total() > 50
    assert up.part("parts web") not in {0, before["parts web"]}
    assert up.part("parts worker") not in {0, before["parts worker"]}


@contextmanager
def listening(client: httpx.Client) -> Iterator[Iterator[str]]:
    """What a page hears of the studio; the connection stays with its client, as with a browser."""
    with client.stream("GET", "/live?topics=studio", timeout=20) as answer:
        assert answer.status_code == 200, answer.read()
        yield (line for line in answer.iter_lines() if line.startswith(("data", "event")))


def test_an_open_stream_holds_no_old_process_and_the_next_one_begins_by_asking_anew(up: Running) -> None:
    with log_in(up.url, up.home / "sms.jsonl") as person:
        up.sql(
            "insert into accounts_rolegrant (user_id, role, granted_at)"
            " select id, 'owner', now() from accounts_user where phone like %s returning id",
            f"%{person.phone}",
        )
        before = up.part("parts web")
        with listening(person.client) as heard:
            assert next(heard) == "event: resync"
            assert up.run("reload", seconds=200).returncode == 0, up.log
            assert [line for line in heard if "resync" not in line and line != "data: "] == []
        wait("the old one has left", lambda: before not in processes(up.home))

        with listening(person.client) as heard:
            assert next(heard) == "event: resync"
            up.sql("select pg_notify('live', '{\"topic\": \"studio\"}')")
            assert next(line for line in heard if line.endswith("studio")) == "data: studio"


def test_a_renewed_part_is_started_again_when_it_is_killed(up: Running) -> None:
    if "已换用新的进程" not in up.log:  # this test alone
        assert up.run("reload", seconds=200).returncode == 0
    wait("one web process only", lambda: len([x for x in processes(up.home).values() if "parts web" in x]) == 1)
    killed = up.part("parts web")
    os.kill(killed, signal.SIGKILL)

    wait("another web process answers", lambda: up.part("parts web") not in {0, killed} and up.status() == 200)


def test_nothing_to_reload_is_said() -> None:
    other = Running(home=new_home())
    try:
        told = other.run("reload")
    finally:
        other.wipe()

    assert told.returncode == 1
    assert "没有在运行" in told.stderr
