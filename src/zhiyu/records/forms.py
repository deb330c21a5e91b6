from collections.abc import Sequence
from typing import Any, TypedDict

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.catalog.models import Course
from zhiyu.records.papers import LONGEST


class Wanted(TypedDict):
    course: str
    name: str
    since: Any
    until: Any


def day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class IssueForm(forms.Form):
    course = forms.ChoiceField(label=_("课程"))
    name = forms.CharField(
        label=_("证明上的姓名"),
        max_length=40,
        help_text=_("写证件上的姓名。开出来以后不能改，只能再开一份；打开核对地址的人只看得到姓。"),
        error_messages={"required": _("请填写姓名。")},
    )
    since = day(_("从哪天"))
    until = day(_("到哪天"))

    def __init__(self, *given: Any, courses: Sequence[Course], **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["course"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- narrows the type
        field.choices = [(one.product.code, one.product.title) for one in courses]

    def wanted(self) -> Wanted:
        typed = self.cleaned_data
        return {"course": typed["course"], "name": typed["name"], "since": typed["since"], "until": typed["until"]}


class CheckForm(forms.Form):
    file = forms.FileField(
        label=_("证明文件"),
        help_text=_("下载下来的 .json 文件。只在这里核对，不会保存。"),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        error_messages={"required": _("请选择文件。")},
    )

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        if upload.size > LONGEST:
            raise forms.ValidationError(_("这个文件太大了，不是学习证明。"))
        data: bytes = upload.read()
        return data
