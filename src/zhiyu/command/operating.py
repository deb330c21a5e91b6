"""The commands of whoever operates the school: each imports only what it needs."""

import argparse
import os
import sys
from typing import Any

PARTS = {
    "prepare": "只做准备：数据库结构与页面资源（各部分分开运行时用）",
    "web": "只运行网站进程：--fd N，或 --host --port",
    "worker": "只运行后台任务",
    "ingest": "只接收老师推来的直播：--fd N，或 --host --port",
}


def add(commands: Any) -> None:
    for name, told in PARTS.items():
        one = commands.add_parser(name, help=told, add_help=False, prefix_chars="\0")
        one.add_argument("rest", nargs="*")
        one.set_defaults(run=run_part, part=name)
    commands.add_parser("reload", help="不中断访问，换用新的进程").set_defaults(run=run_reload)
    one = commands.add_parser("doctor", help="检查设置、数据库、后台、媒体、磁盘、时钟、微信密钥，并说怎样修好")
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=run_doctor)
    two = commands.add_parser("live", help="直播").add_subparsers(required=True, metavar="动作")
    two.add_parser("nginx-conf", help="打印接收直播的 nginx 配置（ZHIYU_LIVE=nginx）").set_defaults(run=run_nginx_conf)
    two = commands.add_parser("secrets", help="学堂的密钥").add_subparsers(required=True, metavar="动作")
    two.add_parser("new", help="生成一个密钥，打印出来").set_defaults(run=run_secrets, what="new")
    two.add_parser("rotate", help="换一个新密钥，已登录的人不受影响").set_defaults(run=run_secrets, what="rotate")
    two.add_parser("forget-old", help="不再认旧密钥").set_defaults(run=run_secrets, what="forget_old")


def run_part(arguments: argparse.Namespace) -> int:
    """A part alone, as a service of its own: the same program that the supervisor starts."""
    os.environ["ZHIYU_PART"] = arguments.part
    own = [sys.executable, "-m", "zhiyu.command.parts", arguments.part, *arguments.rest]
    os.execv(sys.executable, own)  # noqa: S606


def run_reload(arguments: argparse.Namespace) -> int:
    del arguments
    from zhiyu.command import reload  # noqa: PLC0415

    return reload.reload()


def run_doctor(arguments: argparse.Namespace) -> int:
    from zhiyu.command import doctor  # noqa: PLC0415

    return doctor.examine(as_json=arguments.json)


def run_nginx_conf(arguments: argparse.Namespace) -> int:
    del arguments
    from zhiyu.command.boot import set_up  # noqa: PLC0415

    set_up()
    from zhiyu.live import nginx  # noqa: PLC0415

    print(nginx.configuration(), end="")
    return 0


def run_secrets(arguments: argparse.Namespace) -> int:
    from zhiyu.command import sealing  # noqa: PLC0415

    return {"new": sealing.new, "rotate": sealing.rotate, "forget_old": sealing.forget_old}[arguments.what]()
