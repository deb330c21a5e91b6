"""Links between the pages of a course: ``[[title]]``, or ``[[title|other words]]``. Pure."""

import re
from collections.abc import Callable, Mapping

LINK = re.compile(r"\[\[(?P<title>[^\[\]|\n]{1,80})(?:\|(?P<words>[^\[\]|\n]{1,80}))?\]\]")
CODE = re.compile(r"^(?P<fence>```|~~~).*?(?:^(?P=fence)[^\n]*$|\Z)|`[^`\n]+`", re.DOTALL | re.MULTILINE)
SPECIAL = re.compile(r"([\\\[\]*_`<>])")


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """``text`` with everything changed but what stands there as code."""
    made, at = [], 0
    for code in CODE.finditer(text):
        made += [change(text[at : code.start()]), code[0]]
        at = code.end()
    return "".join([*made, change(text[at:])])


def resolved(text: str, addresses: Mapping[str, str]) -> str:
    """As Markdown: a title that is no page stays what it says."""

    def link(found: re.Match[str]) -> str:
        title = found["title"].strip()
        words = SPECIAL.sub(r"\\\1", (found["words"] or title).strip())
        return f"[{words}]({addresses[title]})" if title in addresses else words

    return outside_code(text, lambda part: LINK.sub(link, part))


def links_to(text: str, title: str) -> bool:
    found: list[str] = []

    def see(part: str) -> str:
        found.extend(one["title"].strip() for one in LINK.finditer(part))
        return part

    outside_code(text, see)
    return title in found


def renamed(text: str, old: str, new: str) -> str:
    def link(found: re.Match[str]) -> str:
        if found["title"].strip() != old:
            return found[0]
        return f"[[{new}|{found['words']}]]" if found["words"] else f"[[{new}]]"

    return outside_code(text, lambda part: LINK.sub(link, part))
