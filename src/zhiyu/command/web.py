"""The web part: one uvicorn process on the socket that the supervisor holds, so restarts refuse nobody."""

import argparse
import os
import socket

import uvicorn

from zhiyu.command.boot import set_up, wait_for_go


def load() -> None:
    """Import all that the pages need; a view that cannot be imported ends the start, not the first visit."""
    from django.urls import get_resolver  # noqa: PLC0415 -- after set_up

    set_up()
    get_resolver().url_patterns  # noqa: B018


def main() -> None:
    load()
    wait_for_go()
    parser = argparse.ArgumentParser()
    parser.add_argument("--fd", type=int, required=True)
    listening = socket.socket(fileno=parser.parse_args().fd)
    trusted = os.environ.get("ZHIYU_TRUSTED_PROXIES", "")
    config = uvicorn.Config(
        "zhiyu.config.asgi:application",
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_level="warning",
        server_header=False,
        date_header=True,
        proxy_headers=bool(trusted),
        forwarded_allow_ips=trusted,
        timeout_graceful_shutdown=4,
        timeout_keep_alive=15,
    )
    uvicorn.Server(config).run(sockets=[listening])
