from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.commerce.actions.orders import TIP_FEN
from zhiyu.kernel.money import parse_yuan

OWN = "own"
SUMS = [("100", "¥1"), ("500", "¥5"), ("1000", "¥10"), ("2000", "¥20"), ("5000", "¥50"), (OWN, _("自己填"))]


class TipForm(forms.Form):
    amount = forms.ChoiceField(
        label=_("心意"),
        choices=SUMS,
        initial="500",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个金额。")},
    )
    own = forms.CharField(
        label=_("金额（元）"),
        max_length=12,
        required=False,
        help_text=_("0.01 到 2000 元。"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    words = forms.CharField(
        label=_("想说的话"), max_length=120, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("amount") != OWN:
            return typed
        try:
            typed["amount"] = parse_yuan(typed.get("own") or "")
        except ValueError:
            self.add_error("own", _("请填写金额，例如 99 或 99.50。"))
            return typed
        if typed["amount"] not in TIP_FEN:
            self.add_error("own", _("0.01 到 2000 元。"))
        return typed
