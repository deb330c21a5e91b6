"""The front's whole pages: what is kept, for whom, and until when."""

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from zhiyu.config.pages import MARK, Pages
from zhiyu.platform.shown import Copies

HOST = (b"host", b"school.test")


class Django:
    """Answers with a number, so that a kept page is told from a new one."""

    def __init__(self) -> None:
        self.asked = 0
        self.headers: list[tuple[bytes, bytes]] = [(b"content-type", b"text/html"), (MARK, b"1")]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        del scope, receive
        self.asked += 1
        headers = [*self.headers, (b"x-request-id", str(self.asked).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"page ", "more_body": True})
        await send({"type": "http.response.body", "body": str(self.asked).encode()})


class Reader:
    def __init__(self) -> None:
        self.django, self.copies = Django(), Copies()
        self.copies.listening = True
        chosen, personal = frozenset({"zhiyu_theme"}), frozenset({"zhiyu_session"})
        self.pages = Pages(self.copies, self.django, choices=chosen, personal=personal)

    def get(self, *headers: tuple[bytes, bytes], path: str = "/", query: bytes = b"", method: str = "GET") -> Any:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "http.request", "body": b""}

        sent_headers = [*headers] if any(name == b"host" for name, _ in headers) else [HOST, *headers]
        scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": sent_headers}
        # In a thread of its own: another test of this worker may have left a loop running in this one.
        with ThreadPoolExecutor(1) as apart:
            apart.submit(asyncio.run, self.pages(scope, receive, send)).result()
        start, *bodies = sent
        return start["status"], dict(start["headers"]), b"".join(x.get("body", b"") for x in bodies)


@pytest.fixture
def reader() -> Reader:
    return Reader()


def test_the_second_reader_is_answered_without_asking_again(reader: Reader) -> None:
    first, second = reader.get(), reader.get()
    assert first[2] == second[2] == b"page 1"
    assert MARK not in first[1]
    assert MARK not in second[1]
    assert b"x-request-id" not in second[1]
    assert second[1][b"content-type"] == b"text/html"


def test_a_change_makes_it_anew(reader: Reader) -> None:
    reader.get()
    reader.copies.fall()
    assert reader.get()[2] == b"page 2"


def test_a_page_made_while_something_changed_is_not_kept(reader: Reader) -> None:
    ask = reader.pages.inner

    async def changing(scope: Any, receive: Any, send: Any) -> None:
        reader.copies.fall()
        await ask(scope, receive, send)

    reader.pages.inner = changing
    reader.get()
    reader.pages.inner = ask
    assert reader.get()[2] == b"page 2"


def test_without_a_line_nothing_kept_is_shown(reader: Reader) -> None:
    reader.get()
    reader.copies.listening = False
    assert reader.get()[2] == b"page 2"


@pytest.mark.parametrize(
    "header",
    [(b"cookie", b"zhiyu_session=abc"), (b"authorization", b"Bearer x"), (b"cookie", b"a=1; zhiyu_session=abc")],
)
def test_somebody_known_always_asks(reader: Reader, header: tuple[bytes, bytes]) -> None:
    reader.get()
    assert reader.get(header)[2] == b"page 2"
    assert reader.get()[2] == b"page 1"


def test_what_is_not_marked_is_not_kept(reader: Reader) -> None:
    reader.django.headers = [(b"content-type", b"text/html")]
    reader.get()
    assert reader.get()[2] == b"page 2"


def test_address_host_and_display_choices_part_pages(reader: Reader) -> None:
    others: list[dict[str, Any]] = [{"path": "/b"}, {"query": b"tag=x"}, {"method": "POST"}]
    seen = [reader.get()[2]] + [reader.get(**other)[2] for other in others]
    seen += [reader.get((b"cookie", b"zhiyu_theme=dark"))[2], reader.get((b"host", b"other.test"))[2]]
    assert len(set(seen)) == 6
    assert reader.get((b"cookie", b"zhiyu_theme=dark; somebody_elses=1"))[2] == seen[4]


@pytest.mark.parametrize(
    "cookie",
    [
        b'a={"x": 1}; %s',
        b"a[]=1; %s",
        b"plain; %s",
        b'a="open; %s',
        b"a=two words; %s",
        b"Path=/; %s",
        b"\xe9=1; %s",
        b"a=1; \xc2\xa0%s",
        b"a=1;;%s",
        b"$Version=1; %s",
    ],
)
def test_no_odd_cookie_hides_the_ones_behind_it(reader: Reader, cookie: bytes) -> None:
    plain = reader.get()[2]
    dark = reader.get((b"cookie", cookie % b"zhiyu_theme=dark"))[2]
    assert dark == b"page 2"
    assert reader.get()[2] == plain
    assert reader.get((b"cookie", b"zhiyu_theme=dark"))[2] == dark
    assert reader.get((b"cookie", cookie % b"zhiyu_session=abc"))[2] == b"page 3"


@pytest.mark.parametrize("name", [b"cookie", b"hx-request", b"host", b"x-anything"])
def test_a_request_that_says_something_twice_is_neither_answered_nor_kept(reader: Reader, name: bytes) -> None:
    plain = reader.get()[2]
    twice = (name, b"zhiyu_theme=dark"), (name, b"zhiyu_theme=light")
    assert reader.get(*twice)[2] == b"page 2"
    assert reader.get(*twice)[2] == b"page 3"
    assert reader.get()[2] == plain


def test_an_answer_that_sets_a_cookie_is_not_kept(reader: Reader) -> None:
    reader.django.headers.append((b"Set-Cookie", b"zhiyu_csrf=secret"))
    assert reader.get()[1][b"Set-Cookie"] == b"zhiyu_csrf=secret"
    assert reader.get()[2] == b"page 2"


def test_it_is_sent_compressed_or_not_at_all_when_it_is_known(reader: Reader) -> None:
    reader.get()
    _status, headers, body = reader.get((b"accept-encoding", b"gzip, br"))
    assert gzip.decompress(body) == b"page 1"
    assert headers[b"content-encoding"] == b"gzip"
    status, _headers, body = reader.get((b"if-none-match", headers[b"etag"]))
    assert (status, body) == (304, b"")
    assert reader.get(method="HEAD")[2] == b""


def test_memory_is_bounded(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhiyu.config.pages.MOST", 3)
    for n in range(5):
        reader.get(query=str(n).encode())
    assert len(reader.pages.kept) == 3
    assert reader.get(query=b"4")[2] == b"page 5"


def test_who_was_logged_in_here_is_sent_no_kept_page() -> None:
    from zhiyu.accounts.parting import COOKIE  # noqa: PLC0415 -- models, which the rest of this file does without
    from zhiyu.config import asgi  # noqa: PLC0415 -- begins to listen

    assert COOKIE in asgi.front.pages.personal  # type: ignore[attr-defined]
