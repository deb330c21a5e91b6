"""The ingest part: it listens for publishers, and is small until the first one comes: only then Django is loaded."""

import argparse
import asyncio
import signal
import socket
from typing import TYPE_CHECKING

from zhiyu.command import ports
from zhiyu.command.boot import READY, set_up, wait_for_go
from zhiyu.config import env

if TYPE_CHECKING:
    from zhiyu.live.ingest import Ingest


class Door:
    def __init__(self) -> None:
        self.loading: asyncio.Task[Ingest] | None = None

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.loading is None:
            self.loading = asyncio.create_task(asyncio.to_thread(load))
        inside = await asyncio.shield(self.loading)
        await inside.connected(reader, writer)

    async def close(self) -> None:
        if self.loading is not None:
            await (await self.loading).close()

    async def idle(self) -> None:
        """Until nobody sends any more: at a reload, classes on air stay with the process that has them."""
        while self.loading is not None and (await self.loading).rooms:  # noqa: ASYNC110 -- looked at rarely
            await asyncio.sleep(1)


def load() -> "Ingest":
    set_up()
    from zhiyu.live.ingest import Ingest  # noqa: PLC0415 -- after set_up

    return Ingest()


async def serve(listening: socket.socket) -> None:
    door, stop, leave = Door(), asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGUSR1, leave.set)
    server = await asyncio.start_server(door.connected, sock=listening, limit=1 << 18)
    print(READY, flush=True)
    told = [asyncio.create_task(one.wait()) for one in (stop, leave)]
    await asyncio.wait(told, return_when=asyncio.FIRST_COMPLETED)
    server.close()
    if not stop.is_set():
        await asyncio.wait([told[0], asyncio.create_task(door.idle())], return_when=asyncio.FIRST_COMPLETED)
    await door.close()


async def follow(engine: str) -> None:
    """Nobody sends to us: nginx writes files, Tencent has streams to pull."""
    from zhiyu.live.following import Watcher  # noqa: PLC0415 -- after set_up
    from zhiyu.live.tencent.pulling import Puller  # noqa: PLC0415

    watcher, loop = Puller() if engine == "tencent" else Watcher(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
        loop.add_signal_handler(number, watcher.leave)
    print(READY, flush=True)
    await watcher.watch()


def main() -> None:
    wait_for_go()
    parser = argparse.ArgumentParser()
    parser.add_argument("--fd", type=int, help="an open socket, as the supervisor hands it down")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=1935)
    given = parser.parse_args()
    if (engine := env.live_engine()) in {"nginx", "tencent"}:
        set_up()
        asyncio.run(follow(engine))
        return
    listening = ports.take(given.host, given.port) if given.fd is None else socket.socket(fileno=given.fd)
    asyncio.run(serve(listening))
