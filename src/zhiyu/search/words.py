"""Text to lexemes. Chinese is found by jieba's words, by overlapping pairs and by single characters; Latin by word."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
RUN = re.compile(rf"(?P<han>[{HAN}]+)|(?:(?![{HAN}])[^\W_])+[+#]*")
LONGEST_LEXEME = 60
LONGEST_TEXT = 40_000
# PostgreSQL keeps no position above this; what stands later is still found, only not as a phrase.
LAST_POSITION = 16_383
# The characters of a word may stand apart, a long one's not: all of them are found somewhere in any long text.
LONGEST_APART = 3
# What people wrap a question in; it says nothing of what they look for.
FILLERS = frozenset(
    (  # noqa: SIM905 -- read as words, not as fifty quoted ones
        "的 了 吗 呢 吧 啊 和 与 给 把 让 在 是 我 你 想 要 会 能 去 有 请 怎么 怎样 如何 什么 为什么 哪些 哪个 可以 "
        "需要 怎么办 怎么样 有没有 一个 一些 我想 学 学习 学会 教 教程 课 程 课程 视频课 适合 关于"
    ).split()
)


def jieba() -> Any:
    """Its dictionary takes a third of a second to load: only where words are cut."""
    import rjieba  # noqa: PLC0415

    return rjieba


def runs(text: str) -> Iterator[tuple[int, str, bool]]:
    """``(position, characters, is_chinese)`` of every stretch that can be searched."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).lower()
    for found in RUN.finditer(plain):
        yield found.start(), found[0], bool(found["han"])


def pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]


def lexemes(text: str) -> Iterator[tuple[int, str]]:
    """Everything a text can be found by, with the place where it stands."""
    for start, run, chinese in runs(text):
        if not chinese:
            yield start, run[:LONGEST_LEXEME]
            stem = run.rstrip("+#")
            if stem != run:
                yield start, stem[:LONGEST_LEXEME]
            continue
        for i, character in enumerate(run):
            yield start + i, character
        for i, pair in enumerate(pairs(run)):
            yield start + i, pair
        for word in jieba().cut_for_search(run):
            if len(word) > 2:  # noqa: PLR2004 -- shorter ones are there already
                yield start + max(run.find(word), 0), word[:LONGEST_LEXEME]


def quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def vector(texts: Iterable[tuple[str, str]]) -> str:
    """A tsvector literal of ``(text, weight A-D)`` pairs, positions in characters.

    Written by hand because ``to_tsvector`` cuts by the database's locale, which may know no Chinese letters.
    """
    places: dict[str, list[str]] = {}
    offset = 1
    for text, weight in texts:
        room = LONGEST_TEXT - offset
        if room <= 0:
            break
        for position, lexeme in lexemes(text[:room]):
            place = f"{min(offset + position, LAST_POSITION)}{weight}"
            at = places.setdefault(lexeme, [])
            if len(at) < 8 and place not in at:  # noqa: PLR2004 -- more places change no rank
                at.append(place)
        offset += min(len(text), room) + 10
    return " ".join(f"{quoted(lexeme)}:{','.join(at)}" for lexeme, at in places.items())


def must_match(query: str) -> str:
    """A tsquery: every stretch of the query is there, Chinese as words or as the very phrase."""
    return " & ".join(_needed(run, chinese=chinese) for _, run, chinese in runs(query))


def _needed(run: str, *, chinese: bool) -> str:
    if not chinese:
        return _latin(run)
    if len(run) <= 2:  # noqa: PLR2004 -- a character or a pair is a lexeme itself
        return quoted(run)
    words = " & ".join(quoted(word[:LONGEST_LEXEME]) for word in telling(run))
    phrase = " <-> ".join(quoted(pair) for pair in pairs(run))
    return f"(({words}) | ({phrase}))"


def _latin(run: str) -> str:
    return quoted(run[:LONGEST_LEXEME]) + (":*" if len(run) > 1 else "")


def telling(run: str) -> list[str]:
    """The words of a Chinese stretch that say what is sought; all of them when none does."""
    found: list[str] = jieba().cut(run)
    return [word for word in found if word not in FILLERS] or found


def may_match(query: str) -> str:
    """A looser tsquery for when ``must_match`` finds nothing: any word of it, or a word's characters apart ("拍照",
    where a course says "拍" and "照片"), though not in a body, where every common character stands somewhere.
    """
    ways: list[str] = []
    for _, run, chinese in runs(query):
        if not chinese:
            ways.append(_latin(run))
            continue
        ways += [quoted(word[:LONGEST_LEXEME]) for word in telling(run)]
        ways += ["(" + " & ".join(quoted(x) + ":ABC" for x in word) + ")" for word in divisible(run)]
    return " | ".join(dict.fromkeys(ways))


def might_match(query: str) -> str:
    """The last resort: half a word in what names a course: "早饭" finds "早餐". Empty if no word has halves."""
    halves = [x for _, run, chinese in runs(query) if chinese for word in divisible(run) for x in word]
    return " | ".join(quoted(x) + ":AB" for x in dict.fromkeys(halves))


def divisible(run: str) -> list[str]:
    """Words short enough, and of characters telling enough, to be looked for in pieces."""
    return [word for word in telling(run) if 1 < len(word) <= LONGEST_APART and not FILLERS & set(word)]


def may_rank(query: str) -> str:
    """A tsquery of everything that speaks for a document, joined by or: it orders what ``must_match`` found."""
    terms: list[str] = []
    for _, run, chinese in runs(query):
        parts: Sequence[str] = [run]
        if chinese and len(run) > 1:
            parts = [*jieba().cut_for_search(run), *pairs(run), *(x for x in run if x not in FILLERS)]
        terms += [quoted(part[:LONGEST_LEXEME]) + ("" if chinese or len(run) == 1 else ":*") for part in parts]
    return " | ".join(dict.fromkeys(terms))
