"""``zhiyu ledger verify``: the figures of the books, or the first line that is wrong."""

import dataclasses
import json
import sys
from typing import Any

from zhiyu.command import prepare
from zhiyu.command.attach import attached
from zhiyu.command.boot import set_up
from zhiyu.kernel.money import yuan


def verify(*, as_json: bool) -> int:
    with attached() as cold:
        set_up()
        if cold:
            prepare.migrate(say=on_the_side)
        from zhiyu.ledger import queries  # noqa: PLC0415 -- models need Django set up

        figures = dataclasses.asdict(queries.verify())
    print(json.dumps(figures, ensure_ascii=False) if as_json else in_words(figures))
    return 1 if figures["first_bad"] else 0


def on_the_side(text: str) -> None:
    print(text, file=sys.stderr)


def in_words(figures: dict[str, Any]) -> str:
    lines = ["凭证 {journals}，分录 {lines}，已封 {sealed}，未封 {unsealed}".format(**figures)]
    lines += [f"  {code:<40} {yuan(fen):>12}" for code, fen in sorted(figures["balances"].items())]
    bad = figures["first_bad"]
    return "\n".join([*lines, f"第一处错误：{bad}" if bad else "账本完好"])
