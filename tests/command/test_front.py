"""What stands before Django: slow clients hold no thread, bodies have a limit, static files are cached for ever."""

import asyncio
import gzip
import json
import os
import socket
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from zhiyu.config import front, threads
from zhiyu.config.front import Front
from zhiyu.config.static import StaticFiles

THREADS, PATIENCE = 2, 60


class Stream:
    """What Django answers with where it streams: the second piece comes when the test says so."""

    streaming = True
    go_on, closed = threading.Event(), threading.Event()

    def __iter__(self) -> Iterator[bytes]:
        yield b"first"
        self.go_on.wait(10)
        yield b"second"

    def close(self) -> None:
        self.closed.set()


def pages(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Stands for Django: counts the body's bytes, or answers with a file as FileResponse does."""
    if environ["PATH_INFO"] == "/file":
        opened = Path(environ["QUERY_STRING"]).open("rb")  # noqa: SIM115 -- closed by the front
        start_response("200 OK", [("content-length", str(Path(environ["QUERY_STRING"]).stat().st_size))])
        answer: Iterable[bytes] = environ["wsgi.file_wrapper"](opened, 4096)
        return answer
    if environ["PATH_INFO"] == "/stream":
        start_response("200 OK", [])
        return Stream()
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("content-type", "application/json")])
    seen = {
        "bytes": len(body),
        "length": environ["CONTENT_LENGTH"],
        "address": environ["REMOTE_ADDR"],
        "forwarded": environ.get("HTTP_X_FORWARDED_FOR"),
    }
    return [json.dumps(seen).encode()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("static")
    (root / "app.css").write_text("a { color: red }" * 100)
    (root / "app.0123456789ab.css").write_text("a { color: red }" * 100)
    (root / "app.0123456789ab.css.gz").write_bytes(gzip.compress(b"a { color: red }" * 100))
    (root / "staticfiles.json").write_text(json.dumps({"paths": {"app.css": "app.0123456789ab.css"}}))
    return root


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    application = Front(pages, static=StaticFiles(folder, prefix="/static/"), threads=THREADS)
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, lifespan="off", log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()


def connect(url: str) -> socket.socket:
    host, port = url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=10)


def answer_of(connection: socket.socket) -> str:
    return connection.recv(65536).decode()


def test_body_and_address_reach_the_page(url: str) -> None:
    answer = httpx.post(url, content=b"x" * 3_000_000, headers={"X_Forwarded_For": "6.6.6.6"}, timeout=PATIENCE)

    assert answer.json() == {"bytes": 3_000_000, "length": "3000000", "address": "127.0.0.1", "forwarded": None}


def test_chunked_body_has_a_length(url: str) -> None:
    answer = httpx.post(url, content=iter([b"one", b"two"]), timeout=PATIENCE)

    assert (answer.json()["bytes"], answer.json()["length"]) == (6, "6")


def test_slow_uploads_hold_no_thread(url: str) -> None:
    slow = [connect(url) for _ in range(THREADS * 5)]
    for one in slow:
        one.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nfirst")

    assert httpx.get(url, timeout=PATIENCE).status_code == 200
    for one in slow:
        one.close()


def test_slow_downloads_hold_no_thread(url: str, tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(bytes(30_000_000))
    slow = [connect(url) for _ in range(THREADS * 3)]
    for one in slow:
        one.sendall(f"GET /file?{large} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        one.recv(10)

    assert len(httpx.get(f"{url}/file?{large}", timeout=PATIENCE).content) == 30_000_000
    for one in slow:
        one.close()


@pytest.mark.parametrize("size", [0, 10, threads.PIECE - 1, threads.PIECE, threads.PIECE + 1, 3 * threads.PIECE])
def test_a_file_is_sent_to_its_last_byte(url: str, tmp_path: Path, size: int) -> None:
    file = tmp_path / "file"
    file.write_bytes(os.urandom(size))

    assert httpx.get(f"{url}/file?{file}", timeout=PATIENCE).content == file.read_bytes()


def test_a_stream_is_sent_as_it_is_made(url: str) -> None:
    with httpx.stream("GET", f"{url}/stream", timeout=PATIENCE) as answer:
        pieces = answer.iter_raw()
        assert next(pieces) == b"first"
        Stream.go_on.set()
        assert b"".join(pieces) == b"second"
    assert Stream.closed.wait(10)


def test_too_large_body_is_refused_before_it_is_sent(url: str) -> None:
    with connect(url) as connection:
        connection.sendall(f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {front.LARGEST_BODY + 1}\r\n\r\n".encode())
        assert answer_of(connection).startswith("HTTP/1.1 413")


def test_too_large_body_without_a_length_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "LARGEST_BODY", 1000)
    answer = httpx.post(url, content=iter([b"x" * 600, b"x" * 600]), timeout=PATIENCE)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_body_that_stands_still_is_given_up(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "SILENCE", 0.2)
    with connect(url) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nfirst")
        assert answer_of(connection).startswith("HTTP/1.1 408")


def test_hashed_static_file_is_for_ever_and_compressed(url: str, folder: Path) -> None:
    answer = httpx.get(f"{url}/static/app.0123456789ab.css", timeout=PATIENCE)

    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.text == (folder / "app.css").read_text()


def test_plain_static_file_is_asked_again_by_its_tag(url: str) -> None:
    first = httpx.get(f"{url}/static/app.css", headers={"Accept-Encoding": "identity"}, timeout=PATIENCE)
    again = httpx.get(f"{url}/static/app.css", headers={"If-None-Match": first.headers["etag"]}, timeout=PATIENCE)

    assert first.headers["cache-control"] == "public, max-age=60"
    assert "content-encoding" not in first.headers
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["none.css", "../pyproject.toml", "%2e%2e/pyproject.toml", "staticfiles.json"])
def test_what_is_not_collected_is_not_there(url: str, path: str) -> None:
    with connect(url) as connection:
        connection.sendall(f"GET /static/{path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert answer_of(connection).startswith("HTTP/1.1 404")
