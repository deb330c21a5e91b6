"""Form fields other apps' forms may use too."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.accounts.errors import InvalidPhone
from zhiyu.accounts.phones import normalise

ATTRIBUTES = {
    "inputmode": "tel",
    "autocomplete": "tel-national",
    "placeholder": "138 0000 0000",
    "class": "phone-input",
}


class PhoneField(forms.CharField):
    """Eleven digits, however they were written."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("手机号"))
        options.setdefault("widget", forms.TextInput(attrs=ATTRIBUTES))
        options.setdefault("error_messages", {"required": _("请填写手机号。")})
        super().__init__(max_length=40, **options)

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        try:
            return normalise(written)
        except InvalidPhone as error:
            raise forms.ValidationError(error.message) from error
