"""The commands of whoever operates the school: each imports only what it needs."""

import argparse
from typing import Any


def add(commands: Any) -> None:
    commands.add_parser("reload", help="不中断访问,换用新的进程").set_defaults(run=run_reload)


def run_reload(arguments: argparse.Namespace) -> int:
    del arguments
    from zhiyu.command import reload  # noqa: PLC0415

    return reload.reload()
