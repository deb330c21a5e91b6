"""A balancer in front of the nodes: in turn, and past one that is down until its ``/healthz`` says 200.

A supervisor takes connections before its school can answer them, so an open port alone says nothing. What may have
been begun is not repeated: only GET and HEAD are asked again after they were sent.
"""

import http.client
import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SAFE = {"GET", "HEAD"}
ASK_AGAIN_AFTER, ANSWERS_WITHIN = 0.5, 2.0
HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Balancer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, ports: list[int]) -> None:
        super().__init__(("127.0.0.1", 0), Pass)
        self.ports = ports
        self.turn = itertools.count()
        self.down: dict[int, float] = {}
        """When each node that is down was last asked how it is."""
        self.answered: Counter[int] = Counter()
        self.writing: Counter[int] = Counter()
        self.changed = threading.Condition()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def in_turn(self) -> list[int]:
        start = next(self.turn)
        order = [self.ports[(start + i) % len(self.ports)] for i in range(len(self.ports))]
        return sorted(order, key=lambda port: not self.is_up(port))

    def is_up(self, port: int) -> bool:
        asked = self.down.get(port)
        if asked is None:
            return True
        if time.monotonic() < asked + ASK_AGAIN_AFTER:
            return False
        self.down[port] = time.monotonic()
        if not is_healthy(port):
            return False
        self.down.pop(port, None)
        return True

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
    def taken_out(self, port: int) -> Iterator[None]:
        """No write is under way at the node, none begins meanwhile, and it is asked how it is before the next one."""
        with self.changed:
            self.changed.wait_for(lambda: not self.writing[port], timeout=20)
            self.down[port] = time.monotonic()
            yield


def is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWERS_WITHIN)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


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
                self.server.down[port] = time.monotonic()
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
