from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.works.actions import Said
from zhiyu.works.errors import CourseMissing, NoPictures
from zhiyu.works.models import Work

PICTURES = "image/jpeg,image/png,image/webp,.jpg,.jpeg,.png,.webp"


class Pictures(forms.FileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """One or several; what they are is for the actions to judge."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        del initial
        if self.required and not data:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return data


class AboutForm(forms.Form):
    """``courses``: those that a work can be of, for who made it."""

    title = forms.CharField(label=_("名字"), max_length=80, error_messages={"required": _("请给作品起个名字。")})
    note = forms.CharField(label=_("说明"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    made_on = forms.DateField(
        label=_("哪天完成的"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    course: Any = forms.ModelChoiceField(None, label=_("哪门课的作品"), required=False, empty_label=_("不属于哪门课"))
    audience = forms.ChoiceField(label=_("谁看得到"), choices=Work.Audience, widget=forms.RadioSelect)
    signed = forms.BooleanField(
        label=_("别人看的图上写我的名字"),
        required=False,
        help_text=_("写在右下角。不写也有看不见的记号，一样能认出是你的。"),
    )

    def __init__(self, data: Any, *, courses: Any, **other: Any) -> None:
        super().__init__(data, **other)
        chosen: Any = self.fields["course"]
        chosen.queryset = courses
        chosen.label_from_instance = lambda one: one.product.title

    def said(self) -> Said:
        typed = self.cleaned_data
        course = typed["course"]
        plain = {name: typed[name] for name in ("title", "note", "made_on", "audience", "signed")}
        return Said(**plain, course_id=course.pk if course else None)


class WorkForm(AboutForm):
    key = forms.UUIDField(widget=forms.HiddenInput)
    pictures = PicturesField(
        label=_("图片"),
        error_messages={"required": NoPictures.message},
        help_text=_("1 到 9 张 JPG、PNG 或 WebP，一次最多 30 MB；放不下的，建好以后再加。"),
        widget=Pictures(attrs={"accept": PICTURES}),
    )

    def __init__(self, data: Any, files: Any, *, courses: Any, chosen: bool = False) -> None:
        """``chosen``: pictures are there, and come once all else is in order."""
        first = {"key": uuid4(), "audience": Work.Audience.OWNER, "signed": True}
        super().__init__(data, files=files, courses=courses, initial=first)
        self.fields["pictures"].required = not chosen

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("audience") == Work.Audience.COURSE and not typed.get("course") and "course" not in self.errors:
            self.add_error("course", str(CourseMissing.message))
        return typed

    def key_given(self) -> UUID:
        key: UUID = self.cleaned_data["key"]
        return key


class PicturesForm(forms.Form):
    pictures = forms.FileField(label=_("再加几张"), required=False, widget=Pictures(attrs={"accept": PICTURES}))


class SearchForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    picture = forms.FileField(
        label=_("在别处看到的图"),
        help_text=_("JPG、PNG 或 WebP，越清楚越好；截图也行，请截全。"),
        widget=forms.FileInput(attrs={"accept": PICTURES}),
        error_messages={"required": _("请选一张图片。")},
    )
    place = forms.CharField(
        label=_("在哪里看到的"), max_length=500, required=False, help_text=_("网址、群名或账号，会写进证据里。")
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"key": uuid4()})


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("为什么收起来"),
        max_length=200,
        help_text=_("作者会收到这句话。"),
        error_messages={"required": _("请写明原因，作者会看到。")},
    )
