"""The questions as a sheet to fill in: the learner's page takes it, the studio shows the same while it is written."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.screening.answering import LONGEST, Answerable
from zhiyu.screening.models import Question


class ApplyForm(forms.Form):
    """One field a question. ``version``: of the questions that its reader saw."""

    version = forms.IntegerField(required=False, min_value=0, max_value=2_147_483_647, widget=forms.HiddenInput)

    def __init__(self, *args: Any, questions: Sequence[Answerable], **more: Any) -> None:
        super().__init__(*args, **more)
        self.count = len(questions)
        for at, question in enumerate(questions):
            self.fields[f"answer_{at}"] = answer_field(question)

    @property
    def answers(self) -> list[forms.BoundField]:
        return [self[f"answer_{at}"] for at in range(self.count)]

    def given(self) -> list[str]:
        return [self.cleaned_data.get(f"answer_{at}") or "" for at in range(self.count)]


def answer_field(question: Answerable) -> forms.Field:
    missing = _("请选一个。") if question.kind == Question.Kind.CHOICE else _("请写一下，老师要看过才能决定。")
    said: dict[str, Any] = {"label": question.text, "required": question.required}
    if question.kind == Question.Kind.CHOICE:
        return forms.ChoiceField(
            choices=[(one, one) for one in question.options],
            widget=forms.RadioSelect,
            error_messages={"required": missing, "invalid_choice": missing},
            **said,
        )
    rows = {"rows": 4} if question.kind == Question.Kind.LONG else {}
    widget = forms.Textarea(attrs=rows) if rows else forms.TextInput()
    return forms.CharField(
        max_length=LONGEST[question.kind], widget=widget, error_messages={"required": missing}, **said
    )
