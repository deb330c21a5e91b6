"""The places of a lesson that plays: a time and a title a line, as people paste them from anywhere. Pure."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

MOST_MARKS = 100
LONGEST_TITLE = 60
MINUTE = 60
# Plain, with a dash between, or with brackets of either width around the time.
LINE = re.compile(
    r"[\s\-*•·\[(（【]*(?:(?P<h>\d{1,2})[:：])?(?P<m>\d{1,3})[:：](?P<s>\d{2})[\])）】]*[\s\-–—.、:：]*(?P<title>.*)"
)


class UnreadableMarks(ValueError):
    """Says which line, and how it should be."""


def parsed(text: str, *, length: int | None = None) -> list[list[int | str]]:
    """``[[seconds, title], …]`` in the order of time; of two at one second the last counts.

    ``length`` of what is played, in seconds, where that is known: nothing can be jumped to beyond it.
    """
    found: dict[int, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            second, title = one(line.strip(), number)
            if length is not None and second >= length:
                said = {"number": number, "at": clock(second), "length": clock(length)}
                raise UnreadableMarks(_("第 %(number)s 行的 %(at)s 在结尾之后：这节课只有 %(length)s 长。") % said)
            found[second] = title
    if len(found) > MOST_MARKS:
        raise UnreadableMarks(_("最多 %(most)s 个位置。") % {"most": MOST_MARKS})
    return [[second, found[second]] for second in sorted(found)]


def one(line: str, number: int) -> tuple[int, str]:
    match = LINE.fullmatch(line)
    if match is None:
        raise UnreadableMarks(
            _("第 %(number)s 行看不出时间：“%(line)s”。请写成“05:30 标题”。") % {"number": number, "line": line[:30]}
        )
    hours, minutes, seconds = (int(match[name] or 0) for name in ("h", "m", "s"))
    title = " ".join(match["title"].split())
    if seconds >= MINUTE or (match["h"] and minutes >= MINUTE):
        raise UnreadableMarks(_("第 %(number)s 行的时间不对，分和秒要小于 60。") % {"number": number})
    if not title or len(title) > LONGEST_TITLE:
        raise UnreadableMarks(
            _("第 %(number)s 行要有标题，不超过 %(most)s 个字。") % {"number": number, "most": LONGEST_TITLE}
        )
    return (hours * MINUTE + minutes) * MINUTE + seconds, title


def written(marks: Sequence[Sequence[int | str]]) -> str:
    return "\n".join(f"{clock(int(second))} {title}" for second, title in marks)


def clock(seconds: int) -> str:
    hours, rest = divmod(seconds, MINUTE * MINUTE)
    minutes, second = divmod(rest, MINUTE)
    return f"{hours}:{minutes:02d}:{second:02d}" if hours else f"{minutes:02d}:{second:02d}"
