"""``zhiyu ledger verify``: the figures of the books, or the first line that is wrong."""

import dataclasses
import json

from zhiyu.command import prepare
from zhiyu.command.attach import attached
from zhiyu.command.boot import set_up


def verify(*, as_json: bool) -> int:
    with attached() as ours:
        set_up()
        if ours:
            prepare.migrate()
        from zhiyu.ledger import queries  # noqa: PLC0415 -- models need Django set up

        figures = dataclasses.asdict(queries.verify())
    bad = figures.get("first_bad")
    if as_json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        for name, value in figures.items():
            print(f"{name}: {value}")
    return 1 if bad else 0
