"""Lines that break in the middle of a body, and the same file twice: what is on disk is whole, nothing is half told."""

import asyncio
import contextlib
import hashlib
import logging
import socket
import struct
import threading
from base64 import b64encode
from collections.abc import Iterable, Iterator
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from django.db import connections
from django.test import Client
from django.utils.crypto import get_random_string
from pytest_django.live_server_helper import LiveServer

from tests import make
from tests.access.viewers import app, content, status, ticket
from tests.media import films
from tests.media.opening import is_whole
from tests.media.packaged import run_jobs
from tests.media.test_unused_files import a_week_passes
from tests.media.test_uploads import Uploader
from tests.media.together import together
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import edit_lesson, set_lesson_asset
from zhiyu.catalog.models import Lesson
from zhiyu.config.front import Front
from zhiyu.config.static import StaticFiles
from zhiyu.config.wsgi import application
from zhiyu.media import files
from zhiyu.media.models import Asset, Rendition, Upload

pytestmark = pytest.mark.django_db(transaction=True)
TENTHS = range(1, 10)


@pytest.fixture
def front(tmp_path: Path) -> Iterator[int]:
    """The port of Django behind our own front."""
    listening = socket.create_server(("127.0.0.1", 0))

    def pages(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        try:
            return application(environ, start)
        finally:
            connections.close_all()

    served = Front(pages, static=StaticFiles(tmp_path, prefix="/static/"), threads=2)
    server = uvicorn.Server(uvicorn.Config(served, lifespan="off", proxy_headers=False, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(10)
    served.django.executor.shutdown()


@pytest.fixture
def plain(live_server: LiveServer) -> int:
    """The port of Django behind a plain WSGI server, which hands it a body as it comes."""
    return int(live_server.url.rpartition(":")[2])


class Line:
    """An uploader over a wire that breaks when it is told to."""

    def __init__(self, port: int, user: User, film: bytes) -> None:
        self.port, self.film = port, film
        client = Client()
        client.force_login(user)
        kept = {name: morsel.value for name, morsel in client.cookies.items()}
        token = get_random_string(32)
        self.headers = {
            "Host": f"127.0.0.1:{port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in {**kept, "zhiyu_csrf": token}.items()),
            "X-CSRFToken": token,
            "Origin": f"http://127.0.0.1:{port}",
            "Tus-Resumable": "1.0.0",
        }
        name = b64encode("课 一.mp4".encode()).decode()
        said = {"Upload-Length": str(len(film)), "Upload-Metadata": f"filename {name},expect cGxheWVk"}
        told, _body = self.ask("POST", "/media/uploads", said)
        self.at = told["Location"]

    def ask(self, method: str, at: str, headers: dict[str, str], body: bytes = b"") -> tuple[Message, bytes]:
        line = HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(line):
            line.request(method, at, body=body, headers=self.headers | headers)
            answer = line.getresponse()
            found = answer.read()
            assert answer.status in {200, 201, 204, 409}, (answer.status, found)
            return answer.headers, found

    @property
    def offset(self) -> int:
        return int(self.ask("HEAD", self.at, {})[0]["Upload-Offset"])

    def broken(self, offset: int, sent: int, *, abruptly: bool) -> None:
        """All of the rest is announced, ``sent`` bytes of it are sent, and the line is gone."""
        told = self.headers | {
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
            "Content-Length": str(len(self.film) - offset),
        }
        head = f"PATCH {self.at} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in told.items())
        wire = socket.create_connection(("127.0.0.1", self.port))
        if abruptly:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        wire.sendall(head.encode() + b"\r\n" + self.film[offset : offset + sent])
        wire.close()

    def finish(self) -> str:
        """As tus clients do: ask where it is, send the rest, ask again where that was out of place."""
        while True:
            offset = self.offset
            said = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
            told, _body = self.ask("PATCH", self.at, said, self.film[offset:])
            if "Zhiyu-Asset" in told:
                return told["Zhiyu-Asset"]


@pytest.mark.parametrize("server", ["front", "plain"])
@pytest.mark.parametrize("ending", ["reset", "closed"])
def test_a_line_cut_at_every_tenth_of_a_film_costs_nothing(
    server: str, ending: str, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    film = films.film().read_bytes()
    line = Line(request.getfixturevalue(server), make.user(role="creator"), film)
    with caplog.at_level(logging.WARNING):
        for tenth in TENTHS:
            offset = line.offset
            assert offset <= len(film) * tenth // 10
            line.broken(offset, len(film) * tenth // 10 - offset, abruptly=ending == "reset")
            assert not Asset.objects.exists()
        asset = Asset.objects.get(pk=line.finish())
    assert (asset.size, asset.sha256) == (len(film), hashlib.sha256(film).hexdigest())
    assert files.original(asset).read_bytes() == film
    assert list(files.uploads_dir().iterdir()) == []
    assert [one.message for one in caplog.records if one.exc_info or one.levelno >= logging.ERROR] == []
    assert not any("Traceback" in one.getMessage() for one in caplog.records)

    lesson = lesson_with(asset)
    run_jobs()
    assert plays(lesson)


def test_what_came_before_a_line_broke_need_not_come_again(plain: int) -> None:
    film = films.film().read_bytes()
    line = Line(plain, make.user(role="creator"), film)
    line.broken(0, len(film) // 2, abruptly=False)
    upload = Upload.objects.get()
    while upload.received < len(film) // 2:  # until the server has seen the line break
        assert line.offset in {0, len(film) // 2}
        upload.refresh_from_db()
    line.finish()
    assert files.original(Asset.objects.get()).read_bytes() == film


def lesson_with(asset: Asset) -> Lesson:
    lesson = Lesson.objects.filter(chapter__course=make.course(), chapter__removed_at=None).first()
    assert lesson is not None
    edit_lesson(lesson_id=lesson.pk, actor_id=None, kind=Lesson.Kind.VIDEO)
    return set_lesson_asset(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=None)


def plays(lesson: Lesson) -> bool:
    asset = Asset.objects.get(lessons=lesson)
    client = app(make.user(role="creator"))
    base = ticket(client, lesson).removesuffix("index.m3u8")
    rendition = Rendition.objects.filter(asset=asset, retired_at=None).order_by("id")[0]
    listed = content(client.get(f"{base}{rendition.name}/index.m3u8")).decode()
    assert listed.count("#EXTINF") == len(rendition.segments)
    assert is_whole(asset)
    return {status(client, f"{base}{rendition.name}/{n}.ts") for n in range(len(rendition.segments))} == {200}


@pytest.mark.parametrize("order", ["at once", "after each other"])
def test_the_same_file_for_two_lessons_is_two_files(order: str) -> None:
    film, creator = films.film().read_bytes(), make.user(role="creator")

    def send() -> str:
        return str(Uploader(creator).send(film, expect="played").headers["Zhiyu-Asset"])

    made = together(send, send) if order == "at once" else [send(), send()]
    first, second = (Asset.objects.get(pk=one) for one in made)
    lessons = [lesson_with(one) for one in (first, second)]
    run_jobs()
    assert [Asset.objects.get(pk=one.pk).state for one in (first, second)] == ["ready", "ready"]
    assert all(map(plays, lessons))

    set_lesson_asset(lesson_id=lessons[0].pk, asset_id=None, actor_id=None)
    Asset.objects.update(created_at="2020-01-01T00:00Z")
    a_week_passes()
    assert list(Asset.objects.all()) == [second]
    assert not files.asset_dir(first.pk).exists()
    assert files.original(second).read_bytes() == film
    assert plays(lessons[1])
