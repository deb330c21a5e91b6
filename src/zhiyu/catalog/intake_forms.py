from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from zhiyu.catalog.actions.intakes import IntakeChanges
from zhiyu.kernel.money import parse_yuan, yuan

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
OUT_OF_RANGE = _("请选日期。")
DAY = {"required": _("请选日期。"), "invalid": _("请选日期。")}


def day_field(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    more |= {"validators": [MinValueValidator(EARLIEST, OUT_OF_RANGE), MaxValueValidator(LATEST, OUT_OF_RANGE)]}
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d"], error_messages=DAY, **more)


class IntakeForm(forms.Form):
    name = forms.CharField(
        label=_("名称"), max_length=24, required=False, help_text=_("不填就按顺序叫“第几期”，例如：七月班。")
    )
    starts_on = day_field(_("开课"))
    ends_on = day_field(_("结课"))
    sells_from = day_field(_("报名从"))
    sells_until = day_field(_("报名到"), help_text=_("这一天结束时停止报名。"))
    price = forms.CharField(
        label=_("价格（元）"),
        max_length=20,
        error_messages={"required": _("请填写价格，免费课填 0。")},
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    seats = forms.IntegerField(
        label=_("名额"), required=False, min_value=1, max_value=1_000_000, help_text=_("不填就是不限名额。")
    )
    at_once = forms.BooleanField(
        label=_("报名后马上能学，不等开课"), required=False, help_text=_("不勾选，课程在开课那天零点自动打开。")
    )

    def clean_price(self) -> int:
        try:
            return parse_yuan(self.cleaned_data["price"])
        except ValueError:
            raise forms.ValidationError(_("请填写金额，例如 99 或 99.50。")) from None

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        starts, ends, first, last = (typed.get(name) for name in ("starts_on", "ends_on", "sells_from", "sells_until"))
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("结课不能早于开课。"))
        if first and last and last < first:
            self.add_error("sells_until", _("报名结束不能早于报名开始。"))
        elif last and ends and last > ends:
            self.add_error("sells_until", _("课已经结束就不能再报名了。"))
        return typed

    def changes(self) -> IntakeChanges:
        typed = self.cleaned_data
        return {
            "name": typed["name"],
            "starts_on": typed["starts_on"],
            "ends_on": typed["ends_on"],
            "sells_from": typed["sells_from"],
            "sells_until": typed["sells_until"],
            "at_once": typed["at_once"],
            "seats": typed["seats"],
            "price_fen": typed["price"],
        }


def shown(values: dict[str, Any]) -> dict[str, Any]:
    """As the form shows what the intake says."""
    return {**values, "price": yuan(values["price_fen"]).replace(",", "")}
