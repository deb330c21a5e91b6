from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.coaching.models import LONGEST, Appointment
from zhiyu.coaching.signs import is_meeting
from zhiyu.ui.fields import MomentField


class DeliveryForm(forms.Form):
    """``seen``: how many sessions were noted when the page was shown."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    given_on = forms.DateField(
        label=_("哪一天做的"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请选日期。"), "invalid": _("请选日期。")},
    )
    note = forms.CharField(
        label=_("记一句"), max_length=200, required=False, help_text=_("学员也看得到，例如：改了开头和结尾。")
    )


HERE, LINK = "here", "link"
PLACES = [(HERE, _("在这里视频，不用装软件")), (LINK, _("用会议链接（腾讯会议等）"))]


class AppointmentForm(forms.Form):
    """``seen``: how many were made, or which version stood, when the page was shown."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    starts_at = MomentField(label=_("什么时候"))
    minutes = forms.IntegerField(label=_("大约多少分钟"), min_value=5, max_value=LONGEST, initial=40)
    place = forms.ChoiceField(label=_("在哪里"), choices=PLACES, widget=forms.RadioSelect, initial=HERE)
    link = forms.URLField(
        label=_("会议链接"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("选了会议链接才填，以 https:// 开头，你和学员都看得到。"),
        error_messages={"invalid": _("请填写以 https:// 开头的链接。")},
    )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("place") == HERE:
            typed["link"] = ""
        elif "link" in typed and not is_meeting(typed["link"]):
            self.add_error("link", _("请填写以 https:// 开头的链接。"))
        return typed

    def wanted(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("seen", "starts_at", "minutes", "link")}


def said(one: Appointment) -> dict[str, Any]:
    return {
        "seen": one.version,
        "starts_at": one.starts_at,
        "minutes": one.minutes,
        "place": LINK if one.link else HERE,
        "link": one.link,
    }
