"""The web part: one uvicorn process on the socket that the supervisor holds, so restarts refuse nobody."""

import argparse
import asyncio
import signal
import socket
import time

import uvicorn

from zhiyu.command import ports
from zhiyu.command.boot import READY, loading, set_up, wait_for_go

KEEP_ALIVE = 15
LEAVING = 25.0
"""Longer than an idle connection is kept: within it every client has been answered, or has gone by itself."""


class Web(uvicorn.Server):
    """Says when it takes requests. On USR1 it takes no new connection, answers what it holds, and ends.

    A connection closed by an ending server may lose the request that was just sent on it; so each of the last answers
    says ``Connection: close``, and an idle connection stays open until its own time is over.
    """

    leaving: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, self.leave)
        print(READY, flush=True)

    def leave(self) -> None:
        if self.leaving is None:
            self.leaving = asyncio.create_task(self._leave())

    async def _leave(self) -> None:
        from zhiyu.push.asgi import application as live  # noqa: PLC0415 -- after set_up

        for server in self.servers:
            server.close()
        live.end()  # a stream never ends by itself; browsers come back to the new process
        last = (b"connection", b"close")
        self.config.encoded_headers.append(last)
        self.server_state.default_headers = [*self.server_state.default_headers, last]
        end = time.monotonic() + LEAVING
        while self.server_state.connections and time.monotonic() < end:  # noqa: ASYNC110 -- uvicorn has no event for it
            await asyncio.sleep(0.05)
        self.should_exit = True


def load() -> None:
    """Import all that the pages need; a view that cannot be imported ends the start, not the first visit."""
    from django.urls import get_resolver  # noqa: PLC0415 -- after set_up

    set_up()
    with loading():
        import rjieba  # noqa: F401, PLC0415 -- its dictionary, which the first visitor should not wait for

        get_resolver().url_patterns  # noqa: B018


def main() -> None:
    load()
    wait_for_go()
    parser = argparse.ArgumentParser()
    parser.add_argument("--fd", type=int, help="an open socket, as the supervisor and systemd hand it down")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    given = parser.parse_args()
    listening = ports.take(given.host, given.port) if given.fd is None else socket.socket(fileno=given.fd)
    config = uvicorn.Config(
        "zhiyu.config.asgi:application",
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_level="warning",
        log_config=None,
        server_header=False,
        date_header=True,
        proxy_headers=False,  # zhiyu.config.door does it
        timeout_graceful_shutdown=4,
        timeout_keep_alive=KEEP_ALIVE,
    )
    Web(config).run(sockets=[listening])
