"""``python -m zhiyu.command.parts NAME …``: how the supervisor starts its own programs."""

import importlib
import sys

PARTS = {"prepare", "web", "worker"}


def main() -> None:
    name = sys.argv.pop(1)
    if name not in PARTS:
        raise SystemExit(f"no part {name}")
    importlib.import_module(f"zhiyu.command.{name}").main()


if __name__ == "__main__":
    main()
