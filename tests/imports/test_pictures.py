"""Pictures fetched from the old site: real HTTP to a small server, and never to our own network."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.imports import made
from zhiyu.imports.errors import PictureMissing
from zhiyu.imports.pictures import LARGEST, Pictures, public_address

ANSWERS = {
    "/ok.png": (200, {}, made.picture()),
    "/%E7%81%AF.png": (200, {}, made.picture(7)),
    "/gone.png": (404, {}, b""),
    "/moved.png": (302, {"Location": "/ok.png"}, b""),
    "/away.png": (302, {"Location": "http://elsewhere.example/x.png"}, b""),
    "/inward.png": (302, {"Location": "file:///etc/passwd"}, b""),
    "/round.png": (302, {"Location": "/round.png"}, b""),
    "/huge.png": (200, {}, b"\0" * (LARGEST + 1)),
}


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, headers, body = ANSWERS[self.path]
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture
def pictures(tmp_path: Path) -> Iterator[Pictures]:
    """Of a site whose name leads to the small server."""
    folder = tmp_path / "unpacked"
    folder.mkdir()
    made_of = Pictures(
        folder,
        hosts=frozenset({"old.example"}),
        fetched=tmp_path / "fetched",
        resolve=lambda _host, _port: "127.0.0.1",
    )
    yield made_of
    made_of.close()


@pytest.mark.parametrize("name", ["ok.png", "moved.png", "灯.png"])
def test_a_picture_of_the_site_is_fetched(pictures: Pictures, port: int, name: str) -> None:
    assert pictures.get(f"http://old.example:{port}/{name}").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gone.png", "404"),
        ("away.png", "别的网站"),
        ("inward.png", "别的网站"),
        ("round.png", "没取到"),
        ("huge.png", "太大"),
    ],
)
def test_what_cannot_be_had_is_named(pictures: Pictures, port: int, name: str, said: str) -> None:
    with pytest.raises(PictureMissing, match=said):
        pictures.get(f"http://old.example:{port}/{name}")


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/x.png", "file:///etc/passwd", "http://elsewhere.example/x.png", "//x", "data:,x", ""]
)
def test_only_the_site_itself_is_asked(pictures: Pictures, address: str) -> None:
    with pytest.raises(PictureMissing):
        pictures.get(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "192.168.1.1", "::1", "0.0.0.0"])  # noqa: S104
def test_an_export_cannot_make_us_call_our_own_network(host: str, tmp_path: Path) -> None:
    """Where a name of the site leads inwards: judged by what it resolves to, at the moment of connecting."""
    named = f"[{host}]" if ":" in host else host
    inward = Pictures(tmp_path, hosts=frozenset({host}), fetched=tmp_path / "f", resolve=public_address)
    with pytest.raises(PictureMissing):
        inward.get(f"http://{named}:9/x.png")
    inward.close()


def test_of_pictures_of_one_name_the_one_of_that_month_is_taken(tmp_path: Path) -> None:
    for month in ("05", "06"):
        (tmp_path / f"uploads/2024/{month}").mkdir(parents=True)
        (tmp_path / f"uploads/2024/{month}/a.png").write_bytes(month.encode())
    found = Pictures(tmp_path, hosts=frozenset(), fetched=tmp_path / "f")

    assert found.get("https://x.example/wp-content/uploads/2024/06/a.png").read_bytes() == b"06"
    assert found.get("https://x.example/wp-content/uploads/2024/05/a-150x150.png").read_bytes() == b"05"
    with pytest.raises(PictureMissing):
        found.get("https://x.example/elsewhere/a.png")
    found.close()
