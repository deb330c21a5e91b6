from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.catalog.actions.packages import PackageChanges
from zhiyu.catalog.forms import later_days_field
from zhiyu.catalog.models import Package
from zhiyu.catalog.refund_rules import begin_with
from zhiyu.kernel.money import parse_yuan, yuan


class PackageForm(forms.Form):
    title = forms.CharField(
        label=_("名称"),
        max_length=80,
        error_messages={"required": _("请填写名称。")},
        widget=forms.TextInput(attrs={"placeholder": _("例如：一对一批改三次")}),
    )
    subtitle = forms.CharField(label=_("一句话介绍"), max_length=120, required=False)
    sessions = forms.IntegerField(label=_("一共几次"), min_value=1, max_value=999, initial=3)
    days = forms.IntegerField(
        label=_("多少天内用完"),
        min_value=1,
        max_value=3_650,
        required=False,
        initial=90,
        help_text=_("从买的那天算起，不填就一直有效。"),
    )
    price = forms.CharField(
        label=_("价格（元）"),
        max_length=20,
        error_messages={"required": _("请填写金额。")},
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    intro = forms.CharField(
        label=_("每次做什么"),
        max_length=2_000,
        required=False,
        help_text=_("一行写一条，显示在服务页上。"),
        widget=forms.Textarea(
            attrs={"rows": 4, "placeholder": _("每次 40 分钟，语音或视频\n提前把作业发来，课上逐条讲")}
        ),
    )
    booking = forms.CharField(
        label=_("买后怎么约"),
        max_length=500,
        required=False,
        help_text=_("只有买过的人看得到，例如加哪个微信、怎么定时间。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    refund_days = forms.IntegerField(label=_("多少天内可退"), min_value=0, max_value=365, initial=7)
    refund_percent = forms.IntegerField(
        label=_("做过的不超过百分之几，可全额退"), min_value=1, max_value=100, initial=30
    )
    refund_later_days = later_days_field()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.initial = {**begin_with(), **self.initial}

    def clean_price(self) -> int:
        try:
            return parse_yuan(self.cleaned_data["price"])
        except ValueError:
            raise forms.ValidationError(_("请填写金额，例如 99 或 99.50。")) from None

    def changes(self) -> PackageChanges:
        typed = self.cleaned_data
        return {
            "title": typed["title"],
            "subtitle": typed["subtitle"],
            "intro": typed["intro"].replace("\r\n", "\n"),
            "booking": typed["booking"].replace("\r\n", "\n"),
            "sessions": typed["sessions"],
            "days": typed["days"],
            "price_fen": typed["price"],
            "refund_days": typed["refund_days"],
            "refund_percent": typed["refund_percent"],
            "refund_later_days": typed["refund_later_days"] or 0,
        }


def package_values(package: Package) -> dict[str, Any]:
    product = package.product
    return {
        "title": product.title,
        "subtitle": product.subtitle,
        "intro": package.intro,
        "booking": package.booking,
        "sessions": product.sessions,
        "days": product.term_count,
        "price": yuan(product.price_fen).replace(",", ""),
        "refund_days": product.refund_days,
        "refund_percent": product.refund_percent,
        "refund_later_days": product.refund_later_days,
    }
