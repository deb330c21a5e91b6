"""A store that speaks S3 over HTTP: other processes reach it, moto answers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests
from moto import mock_aws

AMAZON = "https://s3.amazonaws.com"
OF_THIS_HOP = {"host", "connection", "content-length", "transfer-encoding", "expect"}


class Door(BaseHTTPRequestHandler):
    """Hands each request to moto, which takes it where it would leave for Amazon."""

    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = {name: value for name, value in self.headers.items() if name.lower() not in OF_THIS_HOP}
        address, headless = AMAZON + self.path, self.command == "HEAD"
        answer = requests.request(self.command, address, headers=asked, data=body, timeout=20, stream=True)
        content = b"" if headless else answer.content
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if name.lower() not in OF_THIS_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", answer.headers.get("Content-Length", "0") if headless else str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = answer  # noqa: N815 -- the library's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the library's name
        pass


@contextmanager
def store(bucket: str) -> Iterator[dict[str, str]]:
    """The settings of a school that keeps its backups there."""
    with mock_aws():
        server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        requests.put(f"{AMAZON}/{bucket}", timeout=20).raise_for_status()
        try:
            yield {
                "S3_ENDPOINT": f"http://127.0.0.1:{server.server_port}",
                "S3_BUCKET": bucket,
                "S3_ACCESS_KEY": "key",
                "S3_SECRET_KEY": "secret",
            }
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
