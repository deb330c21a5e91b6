"""``zhiyu export``: the whole school as open files, in a new folder or one zip."""

import sys
import time
from pathlib import Path

from zhiyu.command import prepare, refusing
from zhiyu.command.attach import attached
from zhiyu.command.boot import set_up
from zhiyu.kernel.errors import DomainError


def export(target: str) -> int:
    refusing.no_school()
    path = Path(target).absolute()
    if path.is_file() or (path.is_dir() and any(path.iterdir())):
        print(f"{path} 已经存在，请换一个名字。", file=sys.stderr)
        return 1
    with attached() as cold:
        set_up()
        if cold:
            prepare.migrate()
        from zhiyu.exporting import school  # noqa: PLC0415 -- models need Django set up

        began = time.monotonic()
        try:
            done = school.export(path, progress=lambda text: print(text, flush=True))
        except (DomainError, OSError) as refusal:
            print(f"没有导出：{refusal}", file=sys.stderr)
            return 1
    print(f"导出好了：{path}（{time.monotonic() - began:.1f} s）")
    print(f"  {done.courses} 门课，{sum(done.rows.values())} 行数据；先看里面的 README.md")
    for note in done.notes:
        print(f"  注意：{note}")
    return 0
