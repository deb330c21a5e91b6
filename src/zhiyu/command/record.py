"""``zhiyu record``: whether a file is a record as it was signed, and a new key to sign with."""

import json
from pathlib import Path

from zhiyu.command import prepare
from zhiyu.command.attach import attached
from zhiyu.command.boot import set_up
from zhiyu.command.trace import on_the_side
from zhiyu.records.papers import Checked, Verdict, check

SAID = {
    Verdict.GENUINE: "真的：和开出来的一字不差，签名对得上",
    Verdict.ALTERED: "不对：内容被改过，或者签名对不上",
    Verdict.UNKNOWN_KEY: "认不出：不是用这些钥匙签的",
    Verdict.NO_RECORD: "这不是学习证明的文件",
}


def verify(file: str, *, keys: str, as_json: bool) -> int:
    """0 for a genuine one, else 1. ``keys``: a copy of ``/.well-known/zhiyu-records.json``, and no school is needed."""
    paper = Path(file)
    if not paper.is_file():
        raise SystemExit(f"没有这个文件：{file}")
    found = check(paper.read_bytes(), from_file(Path(keys)) if keys else from_school())
    said = {"verdict": found.verdict, "key": found.key, "record": found.record}
    print(json.dumps(said, ensure_ascii=False) if as_json else in_words(found))
    return 0 if found.verdict == Verdict.GENUINE else 1


def from_file(path: Path) -> dict[str, str]:
    try:
        return {one["name"]: one["public_key"] for one in json.loads(path.read_bytes())["keys"]}
    except (OSError, ValueError, KeyError, TypeError):
        raise SystemExit(f"读不出钥匙：{path}") from None


def from_school() -> dict[str, str]:
    with attached() as cold:
        set_up()
        if cold:
            prepare.migrate(say=on_the_side)
        from zhiyu.records import queries  # noqa: PLC0415 -- models need Django set up

        return queries.keys_by_name()


def rotate() -> int:
    with attached() as cold:
        set_up()
        if cold:
            prepare.migrate(say=on_the_side)
        from zhiyu.records import actions  # noqa: PLC0415 -- models need Django set up

        made = actions.rotate_key(actor_id=None)
    print(f"换好了，新钥匙：{made.name}\n之前签的证明仍然有效")
    return 0


def in_words(found: Checked) -> str:
    lines = [SAID[found.verdict]]
    if found.verdict == Verdict.GENUINE:
        one = found.record
        lines += [
            f"  {one['number']}  {one['name']}  {one['course']}",
            f"  {one['from']} – {one['to']}，学完 {one['lessons_completed']} 课，{one['proven_seconds'] // 60} 分钟",
            f"  {one['school']}，{one['issued_at']}，钥匙 {found.key}",
        ]
    return "\n".join(lines)
