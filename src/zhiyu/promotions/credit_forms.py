from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyu.catalog.intakes import sold_as
from zhiyu.catalog.models import Product
from zhiyu.catalog.picking import ProductField
from zhiyu.promotions.queries import products_on_sale

USUAL_DAYS = 30


def priced() -> Any:
    """By itself, or by its intakes."""
    on_sale = products_on_sale()
    taught = on_sale.filter(kind=Product.Kind.INTAKE, price_fen__gt=0).values("intake__course__product")
    return on_sale.filter(Q(price_fen__gt=0) | Q(pk__in=taught, sold_alone=False))


class CountingForm(forms.Form):
    """What is paid for ``product`` counts towards ``target``."""

    product = ProductField(label=_("先买的：体验课、单课、文章、体验会员"), queryset=Product.objects.none())
    target = ProductField(label=_("再买的：正课、会员、服务"), queryset=Product.objects.none())
    days = forms.IntegerField(
        label=_("几天内可以抵"),
        min_value=1,
        max_value=365,
        initial=USUAL_DAYS,
        help_text=_("从付款那天起算，到最后一天的 24 点。已经买了的人按当时说好的天数。"),
    )

    def __init__(self, *args: Any, product: Product | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = self.fields["target"].queryset = priced()  # type: ignore[attr-defined]
        if product is not None:
            del self.fields["product"]
        self.first = product

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        product, target = self.first or typed.get("product"), typed.get("target")
        if product and target and sold_as(target).price_fen <= product.price_fen:
            self.add_error("target", _("要比先买的贵，才抵得掉。"))
        return typed

    def pair(self) -> tuple[Product | None, Product | None, int]:
        """As far as it is typed: what is bought first, what later, and in how many days."""
        typed: dict[str, Any] = self.cleaned_data if self.is_bound else dict(self.initial)
        return self.first or typed.get("product"), typed.get("target"), typed.get("days") or USUAL_DAYS
