"""``zhiyu secrets``: change the school's key under what it signed and sealed.

The new key is known to every process before the first of them uses it, so nobody is signed out by the change.
Cut off anywhere, the same call goes on where it was.
"""

import os
import sys

from zhiyu.command import prepare, reload
from zhiyu.command.attach import attached
from zhiyu.command.boot import set_up
from zhiyu.kernel import keys

ASK_BY_HAND = "请现在重启每个网站与后台进程。"


def new() -> int:
    print(keys.fresh())
    return 0


def rotate() -> int:
    keys.current()
    if not keys.given():
        keys.announce()
    if not pass_on():
        return 1
    changed = reseal()
    keys.promote()
    if not pass_on():
        return 1
    print(f"新密钥已启用，{changed} 条密文已换新。旧密钥仍认已登录的人；过 30 天可运行 zhiyu secrets forget-old。")
    return 0


def forget_old() -> int:
    if keys.coming():
        print("更换密钥还没有做完，请先再运行一次 zhiyu secrets rotate。", file=sys.stderr)
        return 1
    reseal()
    keys.forget_old()
    if os.environ.get("ZHIYU_SECRET_KEY_OLD"):
        print("请从环境里去掉 ZHIYU_SECRET_KEY_OLD，再重启每个进程。")
    if not pass_on():
        return 1
    print("旧密钥已忘记。更换之后没有再来过的人需要重新登录。")
    return 0


def pass_on() -> bool:
    """Processes that run must learn of the keys: those of this home's ``up`` by a reload, others by hand."""
    renewed = reload.ask()
    if renewed is None and os.environ.get("ZHIYU_MODE") == "production":
        print(ASK_BY_HAND)
    if renewed is False:
        print("新的进程没有就绪，密钥没有更换；原因见运行日志，处理后再运行一次。", file=sys.stderr)
    return renewed is not False


def reseal() -> int:
    with attached() as cold:
        set_up()
        if cold:
            prepare.migrate()
        from zhiyu.platform import vault  # noqa: PLC0415 -- models need Django set up

        try:
            return vault.reseal_all()
        except vault.Unreadable as unreadable:
            raise SystemExit(f"有一条密文打不开，密钥没有更换：{unreadable}") from None
