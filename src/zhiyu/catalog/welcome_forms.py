from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.catalog.forms import long_text
from zhiyu.catalog.models import Welcome


class WelcomeForm(forms.Form):
    text = forms.CharField(
        label=_("付款后对学员说的话"),
        max_length=1_000,
        required=False,
        widget=long_text(5, _("例如：谢谢你来。先看第一课，再进群打个招呼，每周三晚上我在群里答疑。")),
    )
    group_code = forms.UUIDField(label=_("群二维码"), required=False, widget=forms.HiddenInput)
    caption = forms.CharField(
        label=_("二维码旁边的话"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("加入学习群")}),
    )


def said_in(welcome: Welcome) -> dict[str, Any]:
    return {"text": welcome.text, "group_code": welcome.group_code_id, "caption": welcome.caption}
