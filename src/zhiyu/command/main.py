"""The ``zhiyu`` command."""

import argparse
import os
import sys
from collections.abc import Sequence

from zhiyu.command import halfway, operating, options, refusing
from zhiyu.kernel.home import home

HALF_A_HOME = (["restore"], ["sim"])  # what may run while a restore waits to be ended
LOOPBACK = {"127.0.0.1", "::1", "localhost"}

NO_DATABASE = {"makemigrations", "help", "version", "check", "diffsettings", "collectstatic", "--help", "--version"}


def main(argv: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if argv is None else argv)
    os.environ["ZHIYU_HOME"] = str(home())
    with refusing.in_words():
        if given[:1] not in HALF_A_HOME:
            halfway.refuse()
        if given[:1] == ["manage"]:
            return manage(given[1:])
        arguments = parser().parse_args(given)
        refusing.another_user()
        return int(arguments.run(arguments))


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="zhiyu", description="知域：自己的知识付费学堂，数据都在 ZHIYU_HOME（默认 ./var）"
    )
    commands = top.add_subparsers(required=True, metavar="命令")
    one = commands.add_parser("up", help="启动所需的一切：数据库、网站、后台任务")
    one.add_argument("--port", type=int, default=8000)
    one.add_argument("--host", default="127.0.0.1", help="监听地址，默认只在本机")
    one.add_argument("--demo", action="store_true", help="带演示学堂和微信模拟器")
    one.add_argument("--sim-port", type=int, default=8100)
    one.set_defaults(run=run_up)
    commands.add_parser("demo", help="建立（或恢复）演示学堂，可重复运行").set_defaults(run=run_demo)
    one = commands.add_parser("import", help="把一个文件夹变成课程")
    one.add_argument("path")
    one.set_defaults(run=run_import)
    two = commands.add_parser("ledger", help="账本").add_subparsers(required=True, metavar="动作")
    one = two.add_parser("verify", help="核对账本：借贷平衡、封印相连")
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=run_ledger_verify)
    two = commands.add_parser("sim", help="模拟器").add_subparsers(required=True, metavar="谁")
    one = two.add_parser("wechat", help="单独启动微信支付与公众号模拟器")
    one.add_argument("--port", type=int, default=8100)
    one.set_defaults(run=run_simulator)
    options.add(commands)
    operating.add(commands)
    commands.add_parser("manage", help="Django 自己的命令")
    return top


def run_up(arguments: argparse.Namespace) -> int:
    from zhiyu.command.supervisor import up  # noqa: PLC0415 -- each command imports only what it needs
    from zhiyu.config import env, safety  # noqa: PLC0415

    mode = env.mode()
    safety.refuse_unsafe()
    if arguments.demo and mode == "production":
        raise SystemExit("ZHIYU_MODE=production 与 --demo 不能同用。")
    demo = arguments.demo or mode == "demo"
    if mode != "production" and arguments.host not in LOOPBACK and not (demo and os.environ.get("ZHIYU_URL")):
        raise SystemExit(
            f"--host {arguments.host}：演示和本机模式只在本机开放；对外请用 ZHIYU_MODE=production。"
            "只想让同一网络里的手机看看演示，请同时写明地址：ZHIYU_URL=http://这台电脑的地址:端口。"
        )
    return up(host=arguments.host, port=arguments.port, sim_port=arguments.sim_port, demo=demo)


def run_demo(arguments: argparse.Namespace) -> int:
    del arguments
    from zhiyu.command import school  # noqa: PLC0415

    return school.make_demo()


def run_import(arguments: argparse.Namespace) -> int:
    from zhiyu.command import school  # noqa: PLC0415

    return school.import_folder(arguments.path)


def run_ledger_verify(arguments: argparse.Namespace) -> int:
    from zhiyu.command import books  # noqa: PLC0415

    return books.verify(as_json=arguments.json)


def run_simulator(arguments: argparse.Namespace) -> int:
    own = [sys.executable, "-m", "wxsim", "--port", str(arguments.port), "--home", str(home())]
    os.execv(sys.executable, own)  # noqa: S606


def manage(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    from zhiyu.command.attach import attached  # noqa: PLC0415
    from zhiyu.command.boot import set_up  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyu.config.settings")
    argv = ["zhiyu manage", *arguments]
    if not arguments or arguments[0] in NO_DATABASE:
        execute_from_command_line(argv)
        return 0
    refusing.another_user()
    with attached():
        set_up()
        execute_from_command_line(argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())
