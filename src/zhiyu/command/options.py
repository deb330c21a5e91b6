"""The commands that keep a school safe, and their arguments; each imports only what it needs."""

import argparse

PLACE = "文件，或 s3://桶/名称"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    one = commands.add_parser("backup", help="把整个学堂备份成一个文件，运行中也可以")
    one.add_argument("file", help=PLACE)
    passphrase(one)
    one.set_defaults(run=run_backup)
    one = commands.add_parser("restore", help="从备份恢复学堂，先核对，再动手")
    one.add_argument("file", help=PLACE)
    one.add_argument("--replace", action="store_true", help="换掉这里已有的学堂")
    passphrase(one)
    one.set_defaults(run=run_restore)
    one = commands.add_parser("export", help="把整个学堂导出成打开就能看的文件")
    one.add_argument("target", help="新文件夹，或 .zip 文件")
    one.set_defaults(run=run_export)
    one = commands.add_parser("trace", help="查一份流出来的视频是从哪个账号流出去的")
    one.add_argument("file", help="视频文件")
    one.add_argument("--course", default="", metavar="SLUG", help="只和这一门课比")
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=run_trace)
    two = commands.add_parser("record", help="学习证明").add_subparsers(required=True, metavar="动作")
    one = two.add_parser("verify", help="核对一份下载的学习证明")
    one.add_argument("file", metavar="文件")
    one.add_argument(
        "--keys", default="", metavar="文件", help="学堂 /.well-known/zhiyu-records.json 的副本，不用学堂也能核对"
    )
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=run_record_verify)
    two.add_parser("rotate", help="换一把签名的钥匙，之前签的仍然有效").set_defaults(run=run_record_rotate)
    one = commands.add_parser("upgrade", help="先备份，再让数据库跟上新的代码，并告诉你怎么退回去")
    one.add_argument(
        "--install", default="", metavar="WHEEL", help="新版本的 wheel 或代码文件夹；省略表示新代码已经装好"
    )
    one.add_argument("--backup", default="", metavar="FILE", help="升级前的备份放哪里，默认在 ZHIYU_HOME/backups")
    passphrase(one)
    one.set_defaults(run=run_upgrade)


def passphrase(one: argparse.ArgumentParser) -> None:
    one.add_argument("--passphrase-file", default="", metavar="FILE", help="口令所在的文件，取它的第一行")


def run_backup(arguments: argparse.Namespace) -> int:
    from zhiyu.command.backup import backup  # noqa: PLC0415

    return backup(arguments.file, passphrase_file=arguments.passphrase_file)


def run_restore(arguments: argparse.Namespace) -> int:
    from zhiyu.command.restore import restore  # noqa: PLC0415

    return restore(arguments.file, replace=arguments.replace, passphrase_file=arguments.passphrase_file)


def run_export(arguments: argparse.Namespace) -> int:
    from zhiyu.command.export import export  # noqa: PLC0415

    return export(arguments.target)


def run_trace(arguments: argparse.Namespace) -> int:
    from zhiyu.command.trace import trace  # noqa: PLC0415

    return trace(arguments.file, course=arguments.course, as_json=arguments.json)


def run_record_verify(arguments: argparse.Namespace) -> int:
    from zhiyu.command.record import verify  # noqa: PLC0415

    return verify(arguments.file, keys=arguments.keys, as_json=arguments.json)


def run_record_rotate(_arguments: argparse.Namespace) -> int:
    from zhiyu.command.record import rotate  # noqa: PLC0415

    return rotate()


def run_upgrade(arguments: argparse.Namespace) -> int:
    from zhiyu.command.upgrade import upgrade  # noqa: PLC0415

    return upgrade(install=arguments.install, backup=arguments.backup, passphrase_file=arguments.passphrase_file)
