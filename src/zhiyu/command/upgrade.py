"""``zhiyu upgrade``: keep what is, bring the database to this code, see that it works, and say how to go back.

It fetches nothing by itself: the new code is installed already, or ``--install`` names a wheel or a checkout for pip.
"""

import importlib.metadata
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

from zhiyu.command.locks import held_by_another
from zhiyu.kernel.home import home

ME = [sys.executable, "-m", "zhiyu.command.main"]


def upgrade(*, install: str = "", backup: str = "", passphrase_file: str = "") -> int:
    if held_by_another(home() / "up.lock"):
        print("学堂正在运行，请先停下它（Ctrl-C 或 systemctl stop），升级完再启动。", file=sys.stderr)
        return 1
    before = importlib.metadata.version("zhiyu")
    name = f"before-upgrade-{time.strftime('%Y%m%d-%H%M%S')}.backup"
    file = Path(backup).absolute() if backup else home() / "backups" / name
    sealed = ["--passphrase-file", passphrase_file] if passphrase_file else []
    steps = [("备份", [*ME, "backup", str(file), *sealed])]
    if install:
        steps.append(("安装", [sys.executable, "-m", "pip", "install", "--upgrade", install]))
    # The books' command brings the database to this code first, as every command of a stopped school does.
    steps.append(("更新数据库，核对账本", [*ME, "ledger", "verify"]))
    steps.append(("页面资源", [*ME, "manage", "collectstatic", "--no-input", "--clear", "--verbosity=0"]))
    for number, (name, argv) in enumerate(steps, 1):
        print(f"{number}/{len(steps)} {name}", flush=True)
        if subprocess.run(argv, env=os.environ, check=False).returncode:  # noqa: S603
            print(f"升级停在“{name}”，原因见上。", file=sys.stderr)
            print(way_back(file, before, sealed, made=number > 1), file=sys.stderr)
            return 1
    print("升级好了，运行 zhiyu up 就是新的版本。")
    print(way_back(file, before, sealed, made=True))
    return 0


def way_back(file: Path, version: str, sealed: list[str], *, made: bool) -> str:
    if not made:
        return "什么都没有改动。"
    back = shlex.join(["zhiyu", "restore", "--replace", *sealed, str(file)])
    return f"要退回去：装回 zhiyu {version}（或原来的代码），再运行 {back}"
