"""Words in a book, and passages that readers marked: found again after small edits. Pure.

A passage is kept as its own words with a little of what stands before and after it, as the Web Annotation model's
TextQuoteSelector does. Places count characters of a chapter's ``words``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 24
CONTEXT = 32
MOST_FOUND = 60
LIKE = 0.6
"""How much of a passage must still stand for it to be the same one."""


@dataclass(frozen=True)
class Found:
    """``chapter`` counts from 0; ``text`` is what stands around."""

    chapter: int
    start: int
    end: int
    text: str


def places_of(wanted: str, texts: Sequence[str]) -> list[Found]:
    """Without regard to case and to the blanks between letters."""
    letters = [re.escape(letter) for letter in wanted if not letter.isspace()]
    if not letters:
        return []
    pattern = re.compile(r"\s*".join(letters), re.IGNORECASE)
    found: list[Found] = []
    for number, text in enumerate(texts):
        for hit in pattern.finditer(text):
            begin, end = hit.span()
            around = " ".join(text[max(0, begin - AROUND) : end + AROUND].split())
            found.append(Found(number, begin, end, around))
            if len(found) == MOST_FOUND:
                return found
    return found


@dataclass(frozen=True)
class Passage:
    """``chapter`` and ``start``: where it was when it was marked."""

    chapter: int
    start: int
    quote: str
    before: str
    after: str


@dataclass(frozen=True)
class Spot:
    chapter: int
    start: int
    end: int


def passage_at(texts: Sequence[str], spot: Spot) -> Passage:
    text = texts[spot.chapter]
    return Passage(
        spot.chapter,
        spot.start,
        text[spot.start : spot.end],
        text[max(0, spot.start - CONTEXT) : spot.start],
        text[spot.end : spot.end + CONTEXT],
    )


def located(passage: Passage, texts: Sequence[str]) -> Spot | None:
    """Where it stands today: at its place, elsewhere in its chapter, in another, or changed a little; else nowhere."""
    if passage.chapter < len(texts):
        end = passage.start + len(passage.quote)
        here = Spot(passage.chapter, passage.start, end)
        if texts[passage.chapter][passage.start : end] == passage.quote and fit(passage, texts, here) == 2 * CONTEXT:
            return here
    spots = [spot for number in range(len(texts)) for spot in whole(passage, number, texts)]
    if spots:
        return min(spots, key=lambda spot: (-fit(passage, texts, spot), *distance(passage, spot)))
    changed = (between(passage, number, texts) for number in nearest(passage.chapter, len(texts)))
    return next((spot for spot in changed if spot is not None), None)


def nearest(chapter: int, count: int) -> list[int]:
    return sorted(range(count), key=lambda number: (abs(number - chapter), number))


def whole(passage: Passage, number: int, texts: Sequence[str]) -> Iterator[Spot]:
    at = texts[number].find(passage.quote)
    while at >= 0:
        yield Spot(number, at, at + len(passage.quote))
        at = texts[number].find(passage.quote, at + 1)


def fit(passage: Passage, texts: Sequence[str], spot: Spot) -> int:
    """How many letters around it are the same as they were; what had no neighbours is as good as at home."""
    text = texts[spot.chapter]
    before, after = text[max(0, spot.start - CONTEXT) : spot.start], text[spot.end : spot.end + CONTEXT]
    return (
        shared(before[::-1], passage.before[::-1])
        + shared(after, passage.after)
        + (CONTEXT - len(passage.before))
        + (CONTEXT - len(passage.after))
    )


def shared(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def distance(passage: Passage, spot: Spot) -> tuple[int, int]:
    return abs(spot.chapter - passage.chapter), abs(spot.start - passage.start)


def between(passage: Passage, number: int, texts: Sequence[str]) -> Spot | None:
    """What stands today between the words that stood around it, if it is like what was marked."""
    text = texts[number]
    length = len(passage.quote)
    for near in (CONTEXT, CONTEXT // 2, CONTEXT // 4):
        before, after = passage.before[-near:], passage.after[:near]
        begin = text.find(before) if before else 0
        if begin < 0:
            continue
        begin += len(before)
        end = text.find(after, begin, begin + 2 * length + CONTEXT + len(after)) if after else len(text)
        if end >= begin and end - begin <= 2 * length + CONTEXT and alike(passage.quote, text[begin:end]):
            return Spot(number, begin, end)
    return None


def alike(marked: str, today: str) -> bool:
    return SequenceMatcher(None, marked, today, autojunk=False).ratio() >= LIKE
