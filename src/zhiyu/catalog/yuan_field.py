from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.money import parse_yuan


class YuanField(forms.CharField):
    """An amount in yuan, as fen; left empty, it is not offered."""

    def __init__(self, label: Any, **more: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "placeholder": _("不卖就留空")})
        super().__init__(label=label, max_length=20, required=False, widget=widget, **more)

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        try:
            return parse_yuan(typed) if typed else None
        except ValueError:
            raise forms.ValidationError(_("请填写金额，例如 99 或 99.50。")) from None
