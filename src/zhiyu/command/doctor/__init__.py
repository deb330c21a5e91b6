"""``zhiyu doctor``: looks at everything an operator can get wrong, and says how to mend it. Never changes anything."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator

from zhiyu.command.attach import attached
from zhiyu.command.boot import set_up
from zhiyu.command.doctor import alipay, around, inside, live, wechat
from zhiyu.command.doctor.findings import RED, Finding, as_report, bad, doubtful, status
from zhiyu.command.place import has_cluster
from zhiyu.config import env
from zhiyu.kernel.home import home

Check = Callable[[], Iterable[Finding]]


def examine(*, as_json: bool) -> int:
    findings = list(look())
    if as_json:
        print(json.dumps(as_report(findings), ensure_ascii=False, indent=2))
    else:
        for one in findings:
            print(one.shown(paint=sys.stdout.isatty()))
    return 1 if status(findings) == RED else 0


def look() -> Iterator[Finding]:
    os.environ["ZHIYU_PART"] = "doctor"  # settings that are unsafe can be looked at; nothing is served with them
    for check in [*around.CHECKS, live.nginx_answers, live.tencent_is_set, wechat.merchant_keys, alipay.app_keys]:
        yield from tried(check)
    if not env.text("DATABASE_URL") and not has_cluster():
        text = ("还没有数据库", "there is no database yet")
        yield doubtful("database", text, ("第一次 zhiyu up 会建立它", "the first zhiyu up makes it"))
        return
    unreadable = list(tried(settings))
    yield from unreadable or tried(database)


def settings() -> Iterable[Finding]:
    """Nothing starts with settings that cannot be read."""
    set_up()
    return ()


def database() -> Iterator[Finding]:
    with attached():
        for check in [*inside.CHECKS, alipay.certificates]:
            yield from tried(check)


def tried(check: Check) -> Iterator[Finding]:
    """A check that breaks is a finding too, and stops no other."""
    try:
        yield from check()
    except (Exception, SystemExit) as error:  # noqa: BLE001 -- whatever is wrong is what the doctor is asked for
        name = check.__name__
        said = str(error) if isinstance(error, SystemExit) else f"{type(error).__name__}: {error}".strip()
        yield bad(name, (f"{name} 查不了：{said}", f"{name} cannot be looked at: {said}"), mending(check))


def mending(check: Check) -> tuple[str, str]:
    if check is settings:
        return "改好它再启动，见 docs/operate.md", "set it right and start again, see docs/operate.md"
    if env.text("DATABASE_URL"):
        return "数据库是否开着、地址和密码对不对？", "is the database up, are address and password right?"
    log = home() / "postgres.log"
    return (
        f"看 {log}；磁盘满了、文件属于别的用户最常见",
        f"see {log}; most often the disk is full, or files belong to another user",
    )
