"""``zhiyu backup``: the whole school in one file, while it runs."""

import sys
import time
from pathlib import Path

from zhiyu.command import refusing
from zhiyu.command.attach import attached
from zhiyu.command.boot import set_up
from zhiyu.kernel.errors import DomainError

MB = 2**20


def backup(target: str, *, passphrase_file: str = "") -> int:
    refusing.no_school()
    with attached():
        set_up()  # and no migration: a backup is of what is there, also before an upgrade
        from django.db import ProgrammingError  # noqa: PLC0415

        from zhiyu.backups import places  # noqa: PLC0415 -- models need Django set up

        began = time.monotonic()
        try:
            passphrase, at = passphrase_in(passphrase_file), places.place(target)
            manifest, size = places.make(
                at, passphrase=passphrase, writing=Percents("备份"), reading=Percents("回读核对")
            )
        except ProgrammingError:
            print("没有备份成：这里还没有学堂的数据。", file=sys.stderr)
            return 1
        except (DomainError, OSError) as refusal:
            print(f"没有备份成：{refusal}", file=sys.stderr)
            return 1
    told = "{people} 位用户，{courses} 门课，{orders} 个订单".format(**manifest.counts)
    print(f"备份好了：{at.name}（{size / MB:.1f} MB，{time.monotonic() - began:.1f} s）")
    print(f"  {told}，{manifest.files} 个文件，每个都核对过")
    for name in manifest.missing:
        print(f"  注意：学堂里本来就缺失或损坏：{name}")
    if passphrase is None:
        print("  里面有密钥和学员资料，请像钥匙一样保管（可用 --passphrase-file 加口令）。")
    return 0


def passphrase_in(path: str) -> bytes | None:
    """The first line of the file; nothing when none is named."""
    if not path:
        return None
    if not (found := Path(path).read_bytes().split(b"\n", 1)[0].strip()):
        raise SystemExit(f"口令文件是空的：{path}")
    return found


class Percents:
    """A line when there is something new to say, at most one a second."""

    def __init__(self, what: str) -> None:
        self.what, self.at, self.percent = what, time.monotonic(), -1

    def __call__(self, done: int, whole: int) -> None:
        percent = done * 100 // max(whole, 1)
        if percent == self.percent or (time.monotonic() - self.at < 1 and percent < 100):  # noqa: PLR2004
            return
        self.at, self.percent = time.monotonic(), percent
        print(f"{self.what} {percent}% ({done / MB:.0f} / {whole / MB:.0f} MB)", flush=True)
