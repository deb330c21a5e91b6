"""The cloud put together: a door for publishers, one for players and callers, and the letters it writes."""

import asyncio
import contextlib
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wxsim.tencent.letters import FAULTS, Letters
from wxsim.tencent.rtmp import Publisher, Wish
from wxsim.tencent.signing import Call, address_is_good
from wxsim.tencent.streams import Stream

ENDS = (asyncio.IncompleteReadError, ConnectionError, TimeoutError)
REASONS = {200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found"}


@dataclass(kw_only=True)
class Account:
    """What a customer has set in the console. Main key first, then the backup key."""

    app: str = "live"
    push_keys: list[str]
    play_keys: list[str]
    callback_key: str
    records: bool = False
    sign: str = "md5"
    secret_id: str = ""
    secret_key: str = ""


class Cloud:
    def __init__(self, account: Account, notify_url: str, *, pace: float = 1.0) -> None:
        self.account = account
        self.letters = Letters(notify_url, account.callback_key, pace)
        self.streams: dict[str, Stream] = {}
        self.forbidden: dict[str, float] = {}
        self.refused: list[str] = []
        self.calls: list[tuple[str, str]] = []
        self.played = 0
        self.films: dict[str, bytes] = {}
        self.rtmp_port = self.http_port = 0
        self.connections: set[asyncio.Task[Any]] = set()

    @asynccontextmanager
    async def alive(self, host: str = "127.0.0.1", rtmp: int = 0, http: int = 0) -> AsyncIterator["Cloud"]:
        doors = [
            await asyncio.start_server(self.held(self.publisher), host, rtmp),
            await asyncio.start_server(self.held(self.visitor), host, http),
        ]
        self.rtmp_port, self.http_port = (one.sockets[0].getsockname()[1] for one in doors)
        try:
            yield self
        finally:
            for one in doors:
                one.close()
            for task in self.connections:
                task.cancel()
            await asyncio.gather(*self.connections, return_exceptions=True)
            await self.letters.close()

    def held(self, serve: Callable[..., Any]) -> Callable[..., Any]:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            if task is not None:
                self.connections.add(task)
                task.add_done_callback(self.connections.discard)
            try:
                with contextlib.suppress(*ENDS, asyncio.CancelledError):
                    await serve(reader, writer)
            finally:
                writer.close()

        return connected

    async def publisher(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        who = Publisher(reader, writer)
        wish = await who.wish()
        good = self.lets_in(wish)
        if not good:  # noted before it is told: whoever is refused may be gone by then
            self.refused.append(wish.stream)
        who.answer(good=good)
        await writer.drain()
        if not good:
            return
        before = self.streams.get(wish.stream)
        if before is not None:
            before.hung_up.set()
        stream = self.streams[wish.stream] = Stream(
            wish.stream, str(secrets.randbits(62)), is_recorded=self.account.records
        )
        began = time.monotonic()
        self.tell(1, wish, stream)
        try:
            await self.received(who, stream)
        finally:
            stream.give(None)
            if self.streams.get(wish.stream) is stream:
                del self.streams[wish.stream]
            self.tell(0, wish, stream, push_duration=str(round((time.monotonic() - began) * 1000)))
            if self.account.records:
                self.record(wish, stream, time.time() - (time.monotonic() - began))

    def lets_in(self, wish: Wish) -> bool:
        mine, now = self.account, time.time()
        if wish.app != mine.app or self.forbidden.get(wish.stream, 0) > now:
            return False
        return address_is_good(wish.stream, wish.query, mine.push_keys, now, mine.sign)

    async def received(self, who: Publisher, stream: Stream) -> None:
        async def all_of_it() -> None:
            async for tag in who.tags():
                stream.take(*tag)

        ways = [asyncio.create_task(all_of_it()), asyncio.create_task(stream.hung_up.wait())]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in ways:
                one.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    def tell(self, kind: int, wish: Wish, stream: Stream, **more: Any) -> None:
        usual = {"appid": 1250000000, "app": wish.host, "appname": wish.app, "event_type": kind, "node": "10.0.0.1"}
        named = {"stream_id": wish.stream, "channel_id": wish.stream, "sequence": stream.sequence}
        self.letters.tell({**usual, **named, "event_time": int(time.time()), "errcode": 0, "errmsg": "ok", **more})

    def record(self, wish: Wish, stream: Stream, began: float) -> None:
        """A file a push, kept as VOD would."""
        number, ended = str(secrets.randbits(62)), time.time()
        self.films[number] = film = stream.film()
        usual = {"appid": 1250000000, "app": wish.host, "appname": wish.app, "event_type": 100, "file_format": "flv"}
        named = {"stream_id": wish.stream, "channel_id": wish.stream, "file_id": number, "record_file_id": number}
        times = {"start_time": int(began), "start_time_usec": int(began % 1 * 1e6), "end_time": int(ended)}
        times |= {"end_time_usec": int(ended % 1 * 1e6), "duration": round(ended - began), "media_start_time": 0}
        place = f"http://127.0.0.1:{self.http_port}/vod/{number}/f0.flv"
        more = {"task_id": "", "file_size": len(film), "stream_param": wish.query, "video_url": place, "record_bps": 0}
        self.letters.tell({**usual, **named, **times, **more, "callback_ext": '{"video_codec":"h264"}'})

    async def visitor(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        method, target, headers, body = await request_of(reader)
        path, _mark, query = target.partition("?")
        if method == "GET" and path.startswith("/vod/"):
            film = self.films.get(path.split("/")[2])
            answer(writer, 200 if film else 404, film)
        elif method == "GET" and path.endswith(".flv"):
            await self.play(path, query, writer)
        elif method == "POST" and path == "/":
            answer(writer, 200, {"Response": {"RequestId": secrets.token_hex(8), **self.called(Call(headers, body))}})
        elif path.startswith("/_sim/"):
            answer(writer, 200, self.ordered(path.removeprefix("/_sim/"), json.loads(body or b"{}")))
        else:
            answer(writer, 404)
        await writer.drain()

    async def play(self, path: str, query: str, writer: asyncio.StreamWriter) -> None:
        app, _slash, name = path.removeprefix("/").removesuffix(".flv").partition("/")
        mine, stream = self.account, self.streams.get(name)
        if not address_is_good(name, query, mine.play_keys, time.time(), mine.sign):
            answer(writer, 403)
            return
        if stream is None or app != mine.app:
            answer(writer, 404)
            return
        self.played += 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: video/x-flv\r\nConnection: close\r\n\r\n")
        queue = stream.play()
        try:
            while (piece := await queue.get()) is not None:
                writer.write(piece)
                await writer.drain()
        finally:
            stream.players.discard(queue)

    def called(self, call: Call) -> dict[str, Any]:
        if code := call.fault(self.account.secret_id, self.account.secret_key):
            return {"Error": {"Code": code, "Message": "refused"}}
        action, said = call.headers.get("x-tc-action", ""), json.loads(call.body)
        name = str(said.get("StreamName", ""))
        if action not in {"DropLiveStream", "ForbidLiveStream"} or not name or not said.get("DomainName"):
            return {"Error": {"Code": "InvalidParameter", "Message": action}}
        self.calls.append((action, name))
        if action == "ForbidLiveStream":
            until = said.get("ResumeTime")
            self.forbidden[name] = datetime.fromisoformat(until).timestamp() if until else time.time() + 7 * 86400
        self.hang_up(name)
        return {}

    def hang_up(self, name: str) -> bool:
        stream = self.streams.get(name)
        if stream is not None:
            stream.hung_up.set()
        return stream is not None

    def ordered(self, what: str, said: dict[str, Any]) -> Any:
        if what == "cut":
            return {"cut": self.hang_up(said["stream"])}
        if what == "faults" and said.get("name") in FAULTS:
            self.letters.faults[said["name"]] += int(said.get("times", 1))
        return {
            "streams": sorted(self.streams),
            "forbidden": sorted(self.forbidden),
            "refused": self.refused,
            "answers": self.letters.answers,
            "played": self.played,
            "faults": FAULTS,
        }


async def request_of(reader: asyncio.StreamReader) -> tuple[str, str, dict[str, str], bytes]:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _version = first.split(" ")
    pairs = (line.partition(":") for line in lines if line)
    headers = {name.lower(): text.strip() for name, _colon, text in pairs}
    return method, target, headers, await reader.readexactly(int(headers.get("content-length", "0")))


def answer(writer: asyncio.StreamWriter, status: int, content: Any = None) -> None:
    is_film = isinstance(content, bytes)
    body = content if is_film else json.dumps(content).encode() if content is not None else b""
    kind = "video/x-flv" if is_film else "application/json"
    head = f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    writer.write(f"{head}Connection: close\r\n\r\n".encode() + body)
