"""``python -m wxsim``: the WeChat simulator alone."""

import argparse
import contextlib
import os
import socket
import sys
from pathlib import Path

import uvicorn

from wxsim.app import build, open_world
from wxsim.world import SIGNINGS


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="wxsim", description="A pretended WeChat: pay, official account login.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--fd", type=int, help="an open socket of that port, as whoever starts it hands it down")
    parser.add_argument("--home", type=Path, required=True, help="keys and state go to HOME/sim")
    parser.add_argument("--merchant", default="林知学堂", help="the name a payer sees")
    pace, signing = float(os.environ.get("WXSIM_PACE", "1")), os.environ.get("WXSIM_SIGNING", SIGNINGS[0])
    parser.add_argument("--pace", type=float, default=pace, help="a second of the retry schedule, in seconds")
    parser.add_argument("--signing", choices=SIGNINGS, default=signing, help="what messages are signed with")
    args = parser.parse_args(argv)
    url = f"http://{args.host}:{args.port}"
    settings = {"merchant": args.merchant, "pace": args.pace, "signing": args.signing}
    simulator = build(open_world(args.home.absolute(), url, **settings))
    print(f"WeChat simulator at {url}", flush=True)
    listening = None if args.fd is None else [socket.socket(fileno=args.fd)]
    config = uvicorn.Config(
        simulator.asgi, host=args.host, port=args.port, log_level="warning", timeout_graceful_shutdown=3
    )
    server = uvicorn.Server(config)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=listening)
    if not server.started:
        sys.exit("the simulator could not start")


if __name__ == "__main__":
    main()
