"""A balancer in front of the nodes: in turn, and to another node when one is not there, as nginx does it.

What may have been begun is not repeated: only GET and HEAD are asked again after they were sent.
"""

import http.client
import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SAFE = {"GET", "HEAD"}
DOWN_FOR = 1.0
HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Balancer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, ports: list[int]) -> None:
        super().__init__(("127.0.0.1", 0), Pass)
        self.ports = ports
        self.turn = itertools.count()
        self.down: dict[int, float] = {}
        self.answered: Counter[int] = Counter()
        self.writing: Counter[int] = Counter()
        self.changed = threading.Condition()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def in_turn(self) -> list[int]:
        start = next(self.turn)
        order = [self.ports[(start + i) % len(self.ports)] for i in range(len(self.ports))]
        return sorted(order, key=lambda port: self.down.get(port, 0) > time.monotonic())

    @contextmanager
    def writes_to(self, port: int, method: str) -> Iterator[None]:
        if method in SAFE:
            yield
            return
        with self.changed:
            self.writing[port] += 1
        try:
            yield
        finally:
            with self.changed:
                self.writing[port] -= 1
                self.changed.notify_all()

    @contextmanager
    def between_writes(self, port: int) -> Iterator[None]:
        """No write is under way at the node, and none begins meanwhile."""
        with self.changed:
            self.changed.wait_for(lambda: not self.writing[port], timeout=20)
            yield


class Pass(BaseHTTPRequestHandler):
    server: Balancer
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        for port in self.server.in_turn():
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            try:
                with self.server.writes_to(port, self.command):
                    found = self.asked(connection, body)
            except OSError as error:
                self.server.down[port] = time.monotonic() + DOWN_FOR
                if isinstance(error, ConnectionRefusedError) or self.command in SAFE:
                    continue
                break
            finally:
                connection.close()
            self.server.answered[port] += 1
            self.pass_on(*found)
            return
        self.pass_on(502, [("Content-Type", "text/plain")], b"no node answers")

    # http.server looks for these names.
    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815

    def asked(self, connection: http.client.HTTPConnection, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        try:
            connection.request(self.command, self.path, body=body or None, headers=headers)
            found = connection.getresponse()
            return found.status, found.getheaders(), found.read()
        except http.client.HTTPException as error:
            raise ConnectionResetError from error

    def pass_on(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name in the standard library
        del format, args


@contextmanager
def balancing(ports: list[int]) -> Iterator[Balancer]:
    balancer = Balancer(ports)
    thread = threading.Thread(target=balancer.serve_forever, daemon=True)
    thread.start()
    try:
        yield balancer
    finally:
        balancer.shutdown()
        balancer.server_close()
        thread.join(5)
