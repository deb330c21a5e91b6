from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.catalog.actions.bundles import FEWEST, BundleChanges
from zhiyu.catalog.forms import later_days_field
from zhiyu.catalog.models import Bundle, Course
from zhiyu.catalog.picking import choices_of
from zhiyu.catalog.refund_rules import begin_with
from zhiyu.kernel.money import parse_yuan, yuan
from zhiyu.ui.picking import Picker


class BundleForm(forms.Form):
    title = forms.CharField(
        label=_("名称"),
        max_length=80,
        error_messages={"required": _("请填写名称。")},
        widget=forms.TextInput(attrs={"placeholder": _("例如：安心生活三门课")}),
    )
    subtitle = forms.CharField(label=_("一句话介绍"), max_length=120, required=False)
    parts = forms.MultipleChoiceField(
        label=_("打包哪些课"),
        widget=Picker,
        error_messages={"required": _("打包至少要有两门课。")},
    )
    price = forms.CharField(
        label=_("打包价（元）"),
        max_length=20,
        error_messages={"required": _("请填写打包价。")},
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    refund_days = forms.IntegerField(label=_("多少天内可退"), min_value=1, max_value=365, initial=7)
    refund_percent = forms.IntegerField(
        label=_("打开的付费课时不超过百分之几，可全额退"), min_value=1, max_value=100, initial=30
    )
    refund_later_days = later_days_field()

    def __init__(self, *args: Any, courses: Iterable[Course], **more: Any) -> None:
        super().__init__(*args, **more)
        self.initial = {**begin_with(), **self.initial}
        parts: forms.MultipleChoiceField = self.fields["parts"]  # type: ignore[assignment]
        parts.choices = choices_of(one.product for one in courses)

    def clean_parts(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["parts"]
        if len(chosen) < FEWEST:
            raise forms.ValidationError(_("打包至少要有两门课。"))
        return chosen

    def clean_price(self) -> int:
        try:
            return parse_yuan(self.cleaned_data["price"])
        except ValueError:
            raise forms.ValidationError(_("请填写金额，例如 99 或 99.50。")) from None

    def changes(self) -> BundleChanges:
        typed = self.cleaned_data
        return {
            "title": typed["title"],
            "subtitle": typed["subtitle"],
            "parts": {int(one) for one in typed["parts"]},
            "price_fen": typed["price"],
            "refund_days": typed["refund_days"],
            "refund_percent": typed["refund_percent"],
            "refund_later_days": typed["refund_later_days"] or 0,
        }


def bundle_values(bundle: Bundle) -> dict[str, Any]:
    product = bundle.product
    return {
        "title": product.title,
        "subtitle": product.subtitle,
        "parts": [str(one.pk) for one in bundle.parts.all()],
        "price": yuan(product.price_fen),
        "refund_days": product.refund_days,
        "refund_percent": product.refund_percent,
        "refund_later_days": product.refund_later_days,
    }
