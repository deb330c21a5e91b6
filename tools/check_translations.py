"""Every string has English, the compiled catalogue is current, and no page holds Chinese outside ``_()``."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from jinja2 import Environment, nodes

from tools.translate import CATALOGUE, COMPILED, SOURCE, compiled, extracted, known

CHINESE = re.compile(r"[\u3400-\u9fff\uff01-\uff5e]")
HOLE = re.compile(r"%\((\w+)\)[sd]|%[sd]")
CALLS = {"_", "gettext", "ngettext", "pgettext", "npgettext"}


def untranslated() -> Iterator[str]:
    english = known()
    for message in extracted():
        if not message.id:
            continue
        found = english.get(message.id, message.context)
        first = message.id[0] if isinstance(message.id, tuple) else message.id
        strings = () if found is None else found.string if isinstance(found.string, tuple) else (found.string,)
        if not strings or not all(strings):
            yield f"{message.locations[0][0]}: MISSING {first!r} has no English (tools/translate.py update, fill it in)"
        elif found is not None and found.fuzzy:
            yield f"{CATALOGUE}: FUZZY {first!r}"
        elif any(set(HOLE.findall(str(text))) - set(HOLE.findall(str(message.id))) for text in strings):
            yield f"{CATALOGUE}: HOLES {first!r} and its English name other values"
        elif any(CHINESE.search(str(text)) for text in strings):
            yield f"{CATALOGUE}: CHINESE the English of {first!r} is not English"


def stale() -> Iterator[str]:
    if not COMPILED.exists() or COMPILED.read_bytes() != compiled(known()):
        yield f"{COMPILED}: STALE run tools/translate.py compile"


def chinese(tree: nodes.Node) -> Iterator[int]:
    """Lines where Chinese stands outside a translation call; ``{% trans %}`` parses into such a call."""
    if isinstance(tree, nodes.Call) and isinstance(tree.node, nodes.Name) and tree.node.name in CALLS:
        return
    text = tree.data if isinstance(tree, nodes.TemplateData) else tree.value if isinstance(tree, nodes.Const) else ""
    if isinstance(text, str) and (found := CHINESE.search(text)):
        yield tree.lineno + text[: found.start()].count("\n")
    for child in tree.iter_child_nodes():
        yield from chinese(child)


def bare(root: Path) -> Iterator[str]:
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])  # noqa: S701 -- parses, never renders
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    for path in sorted(root.rglob("jinja2/**/*.html")):
        for line in chinese(environment.parse(path.read_text())):
            yield f"{path}:{line} BARE Chinese outside _()"
    for path in sorted(root.rglob("static/**/*.js")):
        if "vendor" in path.parts:
            continue
        for number, text in enumerate(path.read_text().splitlines(), 1):
            if CHINESE.search(text):
                yield f"{path}:{number} BARE scripts take their words from data attributes"


if __name__ == "__main__":
    lines = [*bare(SOURCE), *untranslated(), *stale()]
    print(*lines, sep="\n", end="\n" if lines else "")
    sys.exit(bool(lines))
