"""Questions and their answers. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

MOST_QUESTIONS = 8
OPTIONS = range(2, 9)
LONGEST_QUESTION, LONGEST_OPTION = 80, 40
LONGEST = {"short": 100, "long": 1000, "choice": LONGEST_OPTION}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question as its creator writes it. ``kind``: short, long, choice."""

    text: str
    kind: str = "long"
    required: bool = True
    options: Sequence[str] = ()


class Answerable(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def options(self) -> Sequence[str]: ...


def defaults() -> list[Asked]:
    """What nearly everybody asks first."""
    return [
        Asked(text=_("你的目标是什么？")),
        Asked(text=_("你目前的情况怎么样？")),
        Asked(text=_("为什么想现在开始？"), required=False),
    ]


def sound(asked: Sequence[Asked]) -> bool:
    """Whether these can be asked."""
    return 1 <= len(asked) <= MOST_QUESTIONS and all(_sound(one) for one in asked)


def _sound(one: Asked) -> bool:
    if not 1 <= len(one.text.strip()) <= LONGEST_QUESTION or one.kind not in LONGEST:
        return False
    if one.kind != "choice":
        return not one.options
    fits = all(1 <= len(option.strip()) <= LONGEST_OPTION for option in one.options)
    return fits and len(one.options) in OPTIONS and len(set(one.options)) == len(one.options)


def problems(questions: Sequence[Answerable], answers: Sequence[str]) -> Mapping[int, str]:
    """What is wrong with the answers, by the number of the question, from 0."""
    found: dict[int, str] = {}
    for at, question in enumerate(questions):
        given = answers[at].strip() if at < len(answers) else ""
        said = problem(question, given)
        if said:
            found[at] = said
    return found


def problem(question: Answerable, given: str) -> str:
    if not given:
        if not question.required:
            return ""
        return _("请选一个。") if question.kind == "choice" else _("请写一下，老师要看过才能决定。")
    if question.kind == "choice":
        return "" if given in question.options else _("请选一个。")
    most = LONGEST[question.kind]
    return _("最多写 %(most)s 个字，现在是 %(n)s 个。") % {"most": most, "n": len(given)} if len(given) > most else ""


def kept(questions: Sequence[Answerable], answers: Sequence[str]) -> list[dict[str, str]]:
    """Question and answer side by side, as they are stored."""
    given = [answers[at].strip() if at < len(answers) else "" for at in range(len(questions))]
    return [{"asked": question.text, "answer": text} for question, text in zip(questions, given, strict=True)]
