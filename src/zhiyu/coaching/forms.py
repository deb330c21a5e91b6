from django import forms
from django.utils.translation import gettext_lazy as _


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
