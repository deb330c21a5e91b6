"""Subtitles as files: SubRip and WebVTT in the encodings they come in, read strictly enough to name the line. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

LARGEST = 2 * 1024 * 1024
MOST_CUES = 20_000
LONGEST_TEXT = 500
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
ENCODINGS = ("utf-8", "gb18030", "big5")
TIME = r"(?:(?P<{0}h>\d{{1,3}}):)?(?P<{0}m>\d{{1,2}}):(?P<{0}s>\d{{1,2}})[.,](?P<{0}ms>\d{{1,3}})"
ARROW = re.compile(rf"\s*{TIME.format('a')}\s*-+>\s*{TIME.format('b')}(?:\s.*)?")
# Italics, colours, speakers and positions: the skin has a look of its own.
MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,80}>|\{\\[^{}]{0,80}\}|</?\d{2}:[\d:.]+>")
# As a Chinese keyboard types them.
WIDE = str.maketrans("：，。．", ":,..")
CLOCK = re.compile(r"(?:(?P<h>\d{1,3}):)?(?P<m>\d{1,2}):(?P<s>\d{1,2})(?:[.,](?P<ms>\d{1,3}))?")
HOUR, MINUTE, SECOND = 3_600_000, 60_000, 1_000


class UnreadableCaptions(ValueError):
    """Says what is wrong, and in which line."""


@dataclass(frozen=True, order=True)
class Cue:
    start_ms: int
    end_ms: int
    text: str


def decoded(content: bytes) -> str:
    if len(content) > LARGEST:
        raise UnreadableCaptions(_("字幕文件不能超过 2 MB。"))
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    for encoding in ENCODINGS:
        try:
            found = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in found:
            return found
    raise UnreadableCaptions(_("看不懂这个文件的文字编码，请另存为 UTF-8 再上传。"))


def parsed(text: str) -> list[Cue]:
    """The cues of SRT or VTT, in the order of time."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = [number for number, line in enumerate(lines) if "->" in line and ARROW.fullmatch(line)]
    wrong = next((n for n, line in enumerate(lines, 1) if "-->" in line and not ARROW.fullmatch(line)), None)
    if wrong:
        raise UnreadableCaptions(_("第 %(number)s 行的时间看不懂：“%(line)s”。") % told(wrong, lines))
    if not at:
        raise UnreadableCaptions(_("里面没有字幕：要有“00:00:01,000 --> 00:00:03,000”这样的时间行。"))
    ends = [*at[1:], len(lines)]
    cues = [cue(lines, start, end) for start, end in zip(at, ends, strict=True)]
    return checked(one for one in cues if one.text)


def told(number: int, lines: Sequence[str]) -> dict[str, object]:
    return {"number": number, "line": lines[number - 1].strip()[:40]}


def cue(lines: Sequence[str], start: int, end: int) -> Cue:
    found = ARROW.fullmatch(lines[start])
    if found is None:
        raise UnreadableCaptions
    begins, ends = ms_of(found, "a"), ms_of(found, "b")
    if ends <= begins:
        raise UnreadableCaptions(_("第 %(number)s 行的结束早于开始：“%(line)s”。") % told(start + 1, lines))
    body = lines[start + 1 : end]
    # A blank line ends the text; what stands before the next time is its number or name.
    words = plain("\n".join(body[: body.index("")] if "" in body else body))
    if len(words) > LONGEST_TEXT:
        raise UnreadableCaptions(
            _("第 %(number)s 行那一句超过 %(most)s 个字，请拆成几句。") % {"number": start + 1, "most": LONGEST_TEXT}
        )
    return Cue(begins, ends, words)


def ms_of(found: re.Match[str], side: str) -> int:
    hours, minutes, seconds = (int(found[side + part] or 0) for part in ("h", "m", "s"))
    return hours * HOUR + minutes * MINUTE + seconds * SECOND + int(found[f"{side}ms"].ljust(3, "0"))


def plain(text: str) -> str:
    bare = MARKUP.sub("", text).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ")
    return "\n".join(" ".join(line.split()) for line in bare.split("\n") if line.strip())


def checked(cues: Iterable[Cue]) -> list[Cue]:
    found = sorted(cues)
    if not found:
        raise UnreadableCaptions(_("里面没有一句字幕。"))
    if len(found) > MOST_CUES:
        raise UnreadableCaptions(_("最多 %(most)s 句字幕。") % {"most": MOST_CUES})
    for number, one in enumerate(found, 1):
        if not 0 <= one.start_ms < one.end_ms:
            raise UnreadableCaptions(_("第 %(number)s 句的结束要晚于开始。") % {"number": number})
        if not one.text.strip() or len(one.text) > LONGEST_TEXT:
            raise UnreadableCaptions(
                _("第 %(number)s 句要有文字，不超过 %(most)s 个字。") % {"number": number, "most": LONGEST_TEXT}
            )
    return found


def typed(rows: object) -> list[Cue]:
    """What the editor sends: ``[[start, end, text], …]`` with times as people write them."""
    if not isinstance(rows, list):
        raise UnreadableCaptions(_("没有收到字幕，请再试一次。"))
    cues = []
    for number, row in enumerate(rows, 1):
        match row:
            case [str(start), str(end), str(text)]:
                cues.append(Cue(time_of(start, number), time_of(end, number), plain(text)))
            case _other:
                raise UnreadableCaptions(_("没有收到字幕，请再试一次。"))
    return checked(cues)


def time_of(text: str, number: int) -> int:
    found = CLOCK.fullmatch(text.strip().translate(WIDE))
    if found is None:
        raise UnreadableCaptions(
            _("第 %(number)s 句的时间“%(text)s”看不懂，请写成 1:23.4。") % {"number": number, "text": text[:20]}
        )
    hours, minutes, seconds = (int(found[part] or 0) for part in ("h", "m", "s"))
    return hours * HOUR + minutes * MINUTE + seconds * SECOND + int((found["ms"] or "0").ljust(3, "0"))


def clock(ms: int) -> str:
    hours, rest = divmod(ms, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    return f"{hours:02d}:{minutes:02d}:{rest // SECOND:02d}.{rest % SECOND:03d}"


def spoken(ms: int) -> str:
    """As people write it: 1:23.4, with as many places as it has, so that nothing is lost by being shown."""
    hours, rest = divmod(ms, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    fraction = f"{rest % SECOND:03d}".rstrip("0") or "0"
    whole = f"{hours}:{minutes:02d}" if hours else str(minutes)
    return f"{whole}:{rest // SECOND:02d}.{fraction}"


def written(cues: Iterable[Cue]) -> str:
    """To be changed as one text, and read again by ``parsed``."""
    return "\n\n".join(f"{spoken(one.start_ms)} --> {spoken(one.end_ms)}\n{one.text}" for one in cues)


def vtt(cues: Iterable[Cue]) -> str:
    parts = [f"{clock(one.start_ms)} --> {clock(one.end_ms)}\n{escaped(one.text)}" for one in cues]
    return "\n\n".join(["WEBVTT", *parts]) + "\n"


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def rows_of(cues: Iterable[Cue]) -> list[list[int | str]]:
    return [list(asdict(one).values()) for one in cues]


def cues_of(rows: Iterable[Sequence[int | str]]) -> list[Cue]:
    return [Cue(int(start), int(end), str(text)) for start, end, text in rows]


def within(rows: Sequence[Sequence[int | str]], shown_ms: int) -> list[Sequence[int | str]]:
    """Those of the preview: what is said from its end on is not told."""
    return [row for row in rows if int(row[0]) < shown_ms]
