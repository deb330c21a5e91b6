"""``python -m wxsim``: the WeChat simulator alone."""

import argparse
from pathlib import Path

import uvicorn

from wxsim.app import build, open_world


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="wxsim", description="A pretended WeChat: pay, official account login.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--home", type=Path, required=True, help="keys and state go to HOME/sim")
    parser.add_argument("--merchant", default="林知学堂", help="the name a payer sees")
    args = parser.parse_args(argv)
    url = f"http://{args.host}:{args.port}"
    simulator = build(open_world(args.home.absolute(), url, merchant=args.merchant))
    print(f"WeChat simulator at {url}", flush=True)
    uvicorn.run(simulator.asgi, host=args.host, port=args.port, log_level="warning", timeout_graceful_shutdown=3)


if __name__ == "__main__":
    main()
