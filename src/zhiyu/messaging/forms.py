from django import forms
from django.utils.translation import gettext_lazy as _


class SwitchForm(forms.Form):
    on = forms.BooleanField(label=_("发短信"), required=False)
    number = forms.RegexField(
        label=_("模板编号"),
        regex=r"^[A-Za-z0-9_]+$",
        max_length=40,
        required=False,
        error_messages={"invalid": _("编号只有字母、数字和下划线，从短信服务商的页面上复制过来。")},
    )
