from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.screening.actions import Rules
from zhiyu.screening.answering import (
    LONGEST_OPTION,
    LONGEST_QUESTION,
    MOST_QUESTIONS,
    OPTIONS,
    Answerable,
    Asked,
)
from zhiyu.screening.models import Question, Screen

NEVER = "never"
AGAIN = [
    ("0", _("随时可以再申请")),
    ("7", _("7 天后可以再申请")),
    ("30", _("30 天后可以再申请")),
    ("90", _("90 天后可以再申请")),
    (NEVER, _("不能再申请")),
]
ROWS = range(MOST_QUESTIONS)
Row = Sequence[forms.BoundField]


class ScreenForm(forms.Form):
    """``text_0`` … are the questions; one without words is not asked."""

    on = forms.BooleanField(
        label=_("需要先申请"),
        required=False,
        help_text=_("打开后，学员先回答下面的问题，你通过了才能付款。"),
    )
    pay_days = forms.IntegerField(
        label=_("通过后几天内付款有效"),
        min_value=1,
        max_value=60,
        error_messages={
            "required": _("请填 1 到 60 天。"),
            "invalid": _("请填 1 到 60 天。"),
            "min_value": _("请填 1 到 60 天。"),
            "max_value": _("请填 1 到 60 天。"),
        },
    )
    again = forms.ChoiceField(label=_("没通过的人"), choices=AGAIN)
    open_limit = forms.IntegerField(
        label=_("同时最多通过几人"),
        required=False,
        min_value=1,
        max_value=9_999,
        help_text=_("通过了还没付款的，到这个数就不能再通过。不填就不限。"),
        error_messages={
            "invalid": _("请填 1 以上的整数，或者不填。"),
            "min_value": _("请填 1 以上的整数，或者不填。"),
            "max_value": _("请填 1 以上的整数，或者不填。"),
        },
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for at in ROWS:
            number = {"n": at + 1}
            self.fields[f"text_{at}"] = forms.CharField(
                label=_("第 %(n)s 个问题") % number,
                max_length=LONGEST_QUESTION,
                required=at == 0,
                error_messages={"required": _("至少问一个问题。")},
            )
            self.fields[f"kind_{at}"] = forms.ChoiceField(
                label=_("第 %(n)s 个问题怎么答") % number,
                choices=Question.Kind,
                required=False,
                initial=Question.Kind.LONG,
            )
            self.fields[f"required_{at}"] = forms.BooleanField(label=_("必须回答"), required=False, initial=True)
            self.fields[f"options_{at}"] = forms.CharField(
                label=_("选项，一行一个"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3})
            )

    @property
    def rows(self) -> list[Row]:
        return [[self[f"{name}_{at}"] for name in ("text", "kind", "required", "options")] for at in ROWS]

    @property
    def shown(self) -> int:
        """How many rows stand open: those with words, one at least."""
        filled = [at for at in ROWS if self[f"text_{at}"].value() or self[f"options_{at}"].errors]
        return max(filled, default=0) + 1

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        for at in ROWS:
            one = self.asked_at(at)
            if one is None or one.kind != Question.Kind.CHOICE:
                continue
            options = [*one.options]
            if len(options) not in OPTIONS or len(set(options)) < len(options):
                self.add_error(f"options_{at}", _("写 2 到 8 个选项，一行一个，不要重复。"))
            elif max(map(len, options)) > LONGEST_OPTION:
                self.add_error(f"options_{at}", _("选项最多 40 个字。"))
        return typed

    def asked_at(self, at: int) -> Asked | None:
        typed = self.cleaned_data
        text = str(typed.get(f"text_{at}") or "").strip()
        if not text:
            return None
        kind = typed.get(f"kind_{at}") or Question.Kind.LONG
        lines = [line.strip() for line in str(typed.get(f"options_{at}") or "").splitlines() if line.strip()]
        options = tuple(lines) if kind == Question.Kind.CHOICE else ()
        return Asked(text=text, kind=str(kind), required=bool(typed.get(f"required_{at}")), options=options)

    def asked(self) -> list[Asked]:
        """What is typed so far; call ``is_valid`` first."""
        return [one for at in ROWS if (one := self.asked_at(at))]

    def rules(self) -> Rules:
        typed = self.cleaned_data
        again = None if typed["again"] == NEVER else int(typed["again"])
        return Rules(pay_days=typed["pay_days"], again_days=again, open_limit=typed["open_limit"])


def screen_values(screen: Screen, asked: Sequence[Answerable], *, on: bool) -> dict[str, Any]:
    again = NEVER if screen.again_days is None else str(screen.again_days)
    values = {"on": on, "pay_days": screen.pay_days, "again": again, "open_limit": screen.open_limit}
    for at, one in enumerate(asked):
        values |= {f"text_{at}": one.text, f"kind_{at}": one.kind, f"required_{at}": one.required}
        values[f"options_{at}"] = "\n".join(one.options)
    return values


class WordsForm(forms.Form):
    words = forms.CharField(required=False, max_length=300)
