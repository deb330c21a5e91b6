"""What the doctor says: a colour, a sentence, and how to mend it, in the language of the terminal."""

import os
from dataclasses import asdict, dataclass

GREEN, YELLOW, RED = "green", "yellow", "red"
WORST_LAST = [GREEN, YELLOW, RED]
SIGNS = {GREEN: "✓", YELLOW: "!", RED: "✗"}
PAINT = {GREEN: "\033[32m", YELLOW: "\033[33m", RED: "\033[31m"}
PLAIN = "\033[0m"


def in_english() -> bool:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return spoken.lower().startswith("en")


def words(chinese: str, english: str) -> str:
    return english if in_english() else chinese


@dataclass(frozen=True)
class Finding:
    check: str
    colour: str
    text: str
    mend: str = ""

    def shown(self, *, paint: bool) -> str:
        sign = SIGNS[self.colour]
        line = f"{PAINT[self.colour]}{sign}{PLAIN} {self.text}" if paint else f"{sign} {self.text}"
        return f"{line}\n    → {self.mend}" if self.mend else line


def good(check: str, chinese: str, english: str) -> Finding:
    return Finding(check, GREEN, words(chinese, english))


def doubtful(check: str, text: tuple[str, str], mend: tuple[str, str]) -> Finding:
    return Finding(check, YELLOW, words(*text), words(*mend))


def bad(check: str, text: tuple[str, str], mend: tuple[str, str]) -> Finding:
    return Finding(check, RED, words(*text), words(*mend))


def status(findings: list[Finding]) -> str:
    return max((x.colour for x in findings), key=WORST_LAST.index, default=GREEN)


def as_report(findings: list[Finding]) -> dict[str, object]:
    return {"status": status(findings), "findings": [asdict(x) for x in findings]}
