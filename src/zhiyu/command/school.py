"""``zhiyu demo`` and ``zhiyu import``: the commands around code that creators use too."""

import os
import sys
from pathlib import Path

from zhiyu.command import prepare, simulator
from zhiyu.command.attach import attached
from zhiyu.command.boot import set_up
from zhiyu.kernel.errors import DomainError


def make_demo() -> int:
    if os.environ.setdefault("ZHIYU_MODE", "demo") == "production":
        print("正式环境里不建立演示学堂（ZHIYU_MODE=production）。", file=sys.stderr)
        return 1
    with attached() as cold, simulator.at_hand(start=cold):
        set_up()
        if cold:
            prepare.migrate()
        prepare.demo_school()
    return 0


def import_folder(path: str) -> int:
    folder = Path(path)
    if not folder.is_dir():
        print(f"没有这个文件夹：{folder}", file=sys.stderr)
        return 1
    with attached() as cold:
        set_up()
        if cold:
            prepare.migrate()
        from zhiyu.accounts.queries import team  # noqa: PLC0415 -- models need Django set up
        from zhiyu.catalog.importing import import_folder as make_course  # noqa: PLC0415

        teachers = team()  # owners first
        if not teachers:
            print("课程要有一位老师：请先运行 zhiyu up，用它给出的链接创建校长账号。", file=sys.stderr)
            return 1
        try:
            course = make_course(folder, owner_id=teachers[0].pk, progress=print)
        except DomainError as refusal:
            print(str(refusal), file=sys.stderr)
            return 1
        print(f"已导入：{course.product.title}（{course.product.code}），在工作台里检查后发布")
    return 0
