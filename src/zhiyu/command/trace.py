"""``zhiyu trace FILE``: which account a copy comes from, or that nobody can be named."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from zhiyu.command import prepare
from zhiyu.command.attach import attached
from zhiyu.command.boot import set_up

LOWEST = 19


def trace(file: str, *, course: str, as_json: bool) -> int:
    """0 whatever it finds; 1 for a file that cannot be read, or a course that there is not."""
    copy = Path(file)
    if not copy.is_file():
        raise SystemExit(f"没有这个文件：{file}")
    os.nice(LOWEST)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    with attached() as cold:
        set_up()
        if cold:
            prepare.migrate(say=on_the_side)
        from zhiyu.kernel.errors import DomainError  # noqa: PLC0415 -- models need Django set up
        from zhiyu.tracing import actions, presenters, queries  # noqa: PLC0415

        if course and not queries.is_course(course):
            raise SystemExit(f"没有这门课：{course}")
        try:
            said = actions.read(copy, course=course, told=percent)
        except DomainError as refusal:
            raise SystemExit(str(refusal)) from None
        answer = presenters.answer_from(said)
        print(json.dumps(said | {"said": answer.said}, ensure_ascii=False) if as_json else in_words(answer))
    return 0


def percent(done: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}%", end="\n" if done >= 100 else "", file=sys.stderr, flush=True)  # noqa: PLR2004


def on_the_side(text: str) -> None:
    print(text, file=sys.stderr)


def in_words(answer: Any) -> str:
    lines = [answer.said, *(f"  {line}" for line in answer.why)]
    if answer.lesson:
        lines += [f"  {label}：{value}" for label, value in answer.facts]
    if answer.suspects:
        lines.append(f"  {'账号':<24}{'相同':>10}{'碰巧的机会':>24}")
    for one in answer.suspects:
        agreeing, named = f"{one.agreeing}/{answer.segments}", "  可以指认" if one.accused else ""
        lines.append(f"  {one.name:<24}{agreeing:>10}{one.chance:>24}{named}")
    return "\n".join(lines)
