from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.catalog.picking import ProductField
from zhiyu.commerce.actions import MOST_FOR_OTHERS
from zhiyu.gifts.actions import MOST_CODES, BatchTerms
from zhiyu.kernel.clock import day_start, now
from zhiyu.promotions.queries import products_on_sale
from zhiyu.ui.fields import MomentField


class GiveForm(forms.Form):
    quantity = forms.IntegerField(
        label=_("送几份"),
        min_value=1,
        max_value=MOST_FOR_OTHERS,
        initial=1,
        help_text=_("每份一个链接，各领各的，最多 50 份。"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    from_name = forms.CharField(
        label=_("署名"), max_length=24, required=False, help_text=_("朋友看到的名字，不填就写你的昵称。")
    )
    message = forms.CharField(
        label=_("想说的话"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    shown_total_fen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    @property
    def wanted(self) -> int:
        """As far as it can be read: one, until a number stands there."""
        self.is_valid()
        return int(getattr(self, "cleaned_data", {}).get("quantity", 1))


class BatchForm(forms.Form):
    product = ProductField(
        label=_("开通什么"),
        queryset=products_on_sale().filter(price_fen__gt=0),
        error_messages={"required": _("请选一个商品。")},
    )
    title = forms.CharField(
        label=_("名称"),
        max_length=40,
        required=False,
        help_text=_("自己看的，例如：读者见面会。不填就用商品名。"),
    )
    size = forms.IntegerField(
        label=_("多少个码"),
        min_value=1,
        max_value=MOST_CODES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("请填写数量。")},
    )
    begins = forms.RegexField(
        r"^[A-Za-z0-9]{0,8}$",
        label=_("开头"),
        required=False,
        help_text=_("最多 8 个字母或数字，方便认出是哪一批，例如 BOOK。"),
        error_messages={"invalid": _("开头只能用字母和数字，最多 8 个。")},
    )
    valid_until = MomentField(label=_("用到什么时候"), required=False, help_text=_("不填就一直能用。"))
    per_person = forms.IntegerField(
        label=_("每人最多用几个"), min_value=1, max_value=MOST_CODES, help_text=_("一般是 1 个。")
    )
    note = forms.CharField(label=_("备注"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_valid_until(self) -> datetime | None:
        until: datetime | None = self.cleaned_data["valid_until"]
        if until is not None and until <= now():
            raise forms.ValidationError(_("这个时间已经过了。"))
        return until

    def terms(self) -> BatchTerms:
        typed = self.cleaned_data
        return BatchTerms(
            title=typed["title"] or typed["product"].title,
            prefix=typed["begins"],
            **{name: typed[name] for name in ("size", "valid_until", "per_person", "note")},
        )


def usual_batch() -> dict[str, Any]:
    """What most people would type."""
    return {"size": 100, "per_person": 1, "valid_until": day_start() + timedelta(days=181)}
