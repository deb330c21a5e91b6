"""``python -m zhiyu.command.parts NAME …``: how the supervisor starts its own programs."""

import importlib
import sys

from zhiyu.command.boot import end_with_supervisor

PARTS = {"ingest", "prepare", "web", "worker"}


def main() -> None:
    name = sys.argv.pop(1)
    if name not in PARTS:
        raise SystemExit(f"no part {name}")
    end_with_supervisor()
    importlib.import_module(f"zhiyu.command.{name}").main()


if __name__ == "__main__":
    main()
