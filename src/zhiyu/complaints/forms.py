from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.complaints.actions import Said
from zhiyu.complaints.contacts import require_contact
from zhiyu.complaints.errors import NoWayBack
from zhiyu.complaints.models import Complaint


class ComplainForm(forms.Form):
    """What the law asks a notice to say, and no more: what, where, why, and who is asking."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("是什么问题"), choices=Complaint.Kind, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("在哪里"), max_length=500, help_text=_("网址，或者课程和课时的名字；视频请写几分几秒。")
    )
    words = forms.CharField(
        label=_("哪里不对"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("哪一部分、侵犯了什么、你希望怎么处理。"),
    )
    proof = forms.CharField(
        label=_("证据"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("原作的网址、发表时间、登记证号等。"),
    )
    picture = forms.FileField(
        label=_("证据图片"),
        required=False,
        help_text=_("截图、登记证书或委托书的照片，一张。"),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    capacity = forms.ChoiceField(label=_("你的身份"), choices=Complaint.Capacity, widget=forms.RadioSelect)
    name = forms.CharField(label=_("姓名或单位"), max_length=60)
    contact = forms.CharField(label=_("手机号或邮箱"), max_length=120, help_text=_("只用来核实和答复这份投诉。"))
    truthful = forms.BooleanField(label=_("以上内容属实，我愿意承担不实投诉的责任"))

    def __init__(self, data: Any, files: Any, *, place: str) -> None:
        super().__init__(data, files, initial={"key": uuid4(), "place": place[:500]})

    def clean_contact(self) -> str:
        try:
            return require_contact(self.cleaned_data["contact"])
        except NoWayBack as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def said(self) -> Said:
        typed = self.cleaned_data
        names = ("kind", "place", "words", "proof", "capacity", "name", "contact")
        return Said(**{name: typed[name] for name in names})

    def key_given(self) -> UUID:
        key: UUID = self.cleaned_data["key"]
        return key


class WordsForm(forms.Form):
    words = forms.CharField(label=_("要说的话"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(forms.Form):
    ASK, UPHELD, REJECTED = "ask", "upheld", "rejected"

    words = forms.CharField(
        label=_("答复"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("对方会看到：做了什么，为什么不成立，或者还要他补充什么。"),
    )
    verdict = forms.ChoiceField(choices=[(one, one) for one in (ASK, UPHELD, REJECTED)])
