"""A pasted outline to chapters and lessons: by "第一章", by numbering, by indentation, by Markdown headings."""

import re
from dataclasses import dataclass, field

NUMBER = r"[〇零一二三四五六七八九十百两\d]+"
TAIL = r"\s*[:：、.．]?\s*"
CHAPTER = re.compile(
    rf"(第\s*{NUMBER}\s*(章|部分|部|篇|单元|周|模块)|chapter\s+\d+|part\s+\d+|[一二三四五六七八九十]+\s*[、.．]){TAIL}",
    re.IGNORECASE,
)
LESSON = re.compile(
    rf"(第\s*{NUMBER}\s*[节课讲集天回]|lesson\s+\d+|\d+([.-]\d+)+[.、．)）]?|[-*•·]\s){TAIL}", re.IGNORECASE
)
NUMBERED = re.compile(r"[(（]?\d+\s*[.、．)）:：]\s*")
HEADING = re.compile(r"(#{1,6})\s+")
LONGEST_TITLE = 80
MOST_LINES = 400


@dataclass
class DraftChapter:
    title: str
    lessons: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    indent: int
    text: str

    @property
    def heading(self) -> int:
        found = HEADING.match(self.text)
        return len(found[1]) if found else 0

    @property
    def bare(self) -> str:
        return HEADING.sub("", self.text)

    @property
    def title(self) -> str:
        """Without the number in front; the list numbers itself."""
        stripped = self.bare
        for pattern in (CHAPTER, LESSON, NUMBERED):
            found = pattern.match(stripped)
            if found and stripped[found.end() :].strip():
                stripped = stripped[found.end() :]
                break
        return stripped.strip(" \t:：-—*")[:LONGEST_TITLE]


def lines_of(text: str) -> list[Line]:
    lines = []
    for raw in text.expandtabs(4).replace("\u3000", "  ").splitlines():
        bare = raw.strip()
        if bare and not re.fullmatch(r"[-=_*—\s]+", bare):
            lines.append(Line(indent=len(raw) - len(raw.lstrip()), text=bare))
    return lines[:MOST_LINES]


def chapter_test(lines: list[Line]) -> "set[int]":
    """Which lines open a chapter, by the first sign that tells lines apart; none when all are alike."""
    signs = (
        lambda line: bool(CHAPTER.match(line.bare)),
        lambda line: line.heading == min((x.heading for x in lines if x.heading), default=-1),
        lambda line: bool(NUMBERED.match(line.bare)) and not LESSON.match(line.bare),
        lambda line: line.indent == min(x.indent for x in lines),
    )
    for sign in signs:
        found = {i for i, line in enumerate(lines) if sign(line)}
        if found and len(found) < len(lines):
            return found
    return set()


def parse(text: str) -> list[DraftChapter]:
    """Chapters with the titles of their lessons. Lines that are all alike become lessons of one chapter."""
    lines = lines_of(text)
    opens = chapter_test(lines)
    chapters: list[DraftChapter] = []
    for i, line in enumerate(lines):
        if not line.title:
            continue
        if i in opens:
            chapters.append(DraftChapter(title=line.title))
            continue
        if not chapters:
            chapters.append(DraftChapter(title=""))
        chapters[-1].lessons.append(line.title)
    return chapters
