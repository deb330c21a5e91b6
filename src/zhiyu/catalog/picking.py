"""Products to choose from, by kind: the memberships of one plan together, each with its price and how it stands."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _

from zhiyu.catalog.models import Product, Variant
from zhiyu.kernel.money import yuan
from zhiyu.ui.picking import OnePicker, Pick, Picker

Choices = list[tuple[str, list[tuple[str, Pick]]]]
ORDER = [kind for kind in Product.Kind if kind != Product.Kind.PLAN] + [Product.Kind.PLAN]


def pick(product: Product) -> Pick:
    price = f"¥{yuan(product.price_fen)}" if product.price_fen else _("免费")
    if not product.sold_alone:
        return Pick(product.title, "", _("不单独卖"))
    draft = product.status != Product.Status.PUBLISHED
    return Pick(product.title, price, product.get_status_display() if draft else "", product.price_fen)


def choices_of(products: Iterable[Product], first: str = "") -> Choices:
    """In the order of kinds, as they come within one."""
    listed = sorted(products, key=lambda one: (one.kind != first, ORDER.index(Product.Kind(one.kind))))
    plans = plans_of([one.pk for one in listed if one.kind == Product.Kind.PLAN])
    groups: dict[str, list[tuple[str, Pick]]] = {}
    for product in listed:
        name = plans.get(product.pk) or product.get_kind_display()
        groups.setdefault(name, []).append((str(product.pk), pick(product)))
    return list(groups.items())


def plans_of(product_ids: list[int]) -> dict[int, str]:
    if not product_ids:
        return {}
    titled = Variant.objects.filter(product_id__in=product_ids).values_list("product_id", "plan__title")
    return {pk: _("会员：%(title)s") % {"title": title} for pk, title in titled}


class ByKind(ModelChoiceIterator):  # type: ignore[type-arg]  # Django has no such arguments when it runs
    def __iter__(self) -> Iterator[Any]:
        yield from choices_of(self.queryset.all(), getattr(self.field, "first", ""))


class ProductsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # as above
    """Several products; ``first`` is the kind that is looked for."""

    widget = Picker
    iterator = ByKind
    first = ""


class ProductField(forms.ModelChoiceField):  # type: ignore[type-arg]  # as above
    """One product."""

    widget = OnePicker
    iterator = ByKind
