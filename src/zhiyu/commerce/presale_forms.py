from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.catalog.actions import PreSaleTerms
from zhiyu.catalog.models import PreSale, Product
from zhiyu.catalog.picking import ProductField
from zhiyu.catalog.presales import courses_to_presell
from zhiyu.catalog.yuan_field import YuanField
from zhiyu.kernel.clock import day_start, now
from zhiyu.kernel.money import yuan
from zhiyu.ui.fields import MomentField

USUAL_DEPOSIT = 10_000


def usual_terms() -> dict[str, Any]:
    """A week of deposits, then three days for the balance."""
    midnight = day_start() + timedelta(days=8)
    return {
        "deposit_fen": yuan(USUAL_DEPOSIT),
        "worth_fen": yuan(USUAL_DEPOSIT),
        "deposit_until": midnight,
        "pays_from": midnight + timedelta(hours=20),
        "pays_until": midnight + timedelta(days=3, hours=20),
        "keeps": "",
    }


def terms_of(sale: PreSale) -> dict[str, Any]:
    """As its form shows them."""
    return {
        "deposit_fen": yuan(sale.deposit.price_fen),
        "worth_fen": yuan(sale.worth_fen),
        "deposit_until": sale.deposit.sells_until,
        "pays_from": sale.pays_from,
        "pays_until": sale.pays_until,
        "keeps": "1" if sale.keeps else "",
    }


def amount(label: Any, help_text: Any = "") -> YuanField:
    field = YuanField(label, help_text=help_text)
    field.required = True
    field.error_messages["required"] = _("请填写金额。")
    field.widget.attrs.pop("placeholder")
    return field


class PreSaleForm(forms.Form):
    product = ProductField(
        label=_("预售哪门课"),
        queryset=Product.objects.none(),
        help_text=_(
            "已上架（放一节课、定好价格就能上架，其余边卖边做）、单独卖、不限名额、不用先申请、不在打包里的课程。"
        ),
    )
    deposit_fen = amount(_("定金（元）"))
    worth_fen = amount(_("付尾款时抵（元）"), _("和定金一样，或者多一些，例如 100 抵 200。"))
    deposit_until = MomentField(label=_("定金付到"))
    pays_from = MomentField(
        label=_("尾款从"), help_text=_("到这时，付过定金的人会收到通知；没付定金的人可以按全价买。")
    )
    pays_until = MomentField(label=_("尾款到"), help_text=_("截止前一天再提醒一次。"))
    keeps = forms.ChoiceField(
        label=_("到截止时间还没付尾款"),
        choices=[("", _("定金自动退回（推荐，等于“订金”）")), ("1", _("定金不退（“定金”，付款前会写明）"))],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, sale: PreSale | None = None, **kwargs: Any) -> None:
        """``sale``: the one that is changed; its course stays."""
        super().__init__(*args, **kwargs)
        self.sale = sale
        if sale is None:
            self.fields["product"].queryset = courses_to_presell()  # type: ignore[attr-defined]
        else:
            del self.fields["product"]

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        self.amounts(self.course(), typed.get("deposit_fen"), typed.get("worth_fen"))
        ends, opens, closes = (typed.get(name) for name in ("deposit_until", "pays_from", "pays_until"))
        if ends and ends <= now():
            self.add_error("deposit_until", _("要在现在以后。"))
        if ends and opens and opens < ends:
            self.add_error("pays_from", _("不能早于定金截止的时间。"))
        if opens and closes and closes <= opens:
            self.add_error("pays_until", _("要晚于尾款开始的时间。"))
        return typed

    def course(self) -> Product | None:
        chosen: Product | None = self.sale.product if self.sale else self.cleaned_data.get("product")
        return chosen

    def amounts(self, product: Product | None, deposit_fen: int | None, worth_fen: int | None) -> None:
        if deposit_fen is not None and deposit_fen < 1:
            self.add_error("deposit_fen", _("至少 0.01 元。"))
        if deposit_fen and worth_fen is not None and worth_fen < deposit_fen:
            self.add_error("worth_fen", _("不能比定金少。"))
        if product and worth_fen and worth_fen >= product.price_fen:
            self.add_error("worth_fen", _("要比这门课的价格低。"))

    def terms(self) -> PreSaleTerms:
        typed = self.cleaned_data
        product = self.course()
        assert product is not None  # noqa: S101 -- asked for, or the pre-sale's own
        return {
            "product_id": product.pk,
            "deposit_fen": typed["deposit_fen"],
            "worth_fen": typed["worth_fen"],
            "deposit_until": typed["deposit_until"],
            "pays_from": typed["pays_from"],
            "pays_until": typed["pays_until"],
            "keeps": bool(typed["keeps"]),
        }
