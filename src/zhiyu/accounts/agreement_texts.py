"""The agreements as files: ``agreements/<key>-<version>.<language>.md``, the first line being the title.

A published version never changes; a new wording is a new file with the next version.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "agreements"
NAME = re.compile(r"(?P<key>[a-z]+)-(?P<version>\d+)\.(?P<language>[a-z-]+)\.md")
SOURCE_LANGUAGE = "zh-hans"


@dataclass(frozen=True, kw_only=True)
class AgreementText:
    key: str
    version: int
    language: str
    title: str
    body: str

    @property
    def id(self) -> str:
        return f"{self.key}@{self.version}"


@cache
def every_text() -> tuple[AgreementText, ...]:
    found = []
    for path in sorted(FOLDER.glob("*.md")):
        if named := NAME.fullmatch(path.name):
            title, _, body = path.read_text(encoding="utf-8").partition("\n")
            found.append(
                AgreementText(
                    key=named["key"],
                    version=int(named["version"]),
                    language=named["language"],
                    title=title.removeprefix("# ").strip(),
                    body=body.strip(),
                )
            )
    return tuple(found)


def current_texts() -> list[AgreementText]:
    """The newest version of each agreement in the language that counts, terms before privacy."""
    newest: dict[str, AgreementText] = {}
    for text in every_text():
        if text.language == SOURCE_LANGUAGE and (text.key not in newest or newest[text.key].version < text.version):
            newest[text.key] = text
    return sorted(newest.values(), key=lambda text: text.key, reverse=True)


def text_of(agreement_id: str, *, language: str) -> AgreementText | None:
    """The text in the reader's language, else in Chinese; None for an id that was never published."""
    found = {text.language: text for text in every_text() if text.id == agreement_id}
    return found.get(language) or found.get(SOURCE_LANGUAGE)
