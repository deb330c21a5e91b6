from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.catalog.models import Product
from zhiyu.catalog.picking import ProductsField
from zhiyu.kernel.clock import day_start, now
from zhiyu.kernel.money import parse_yuan, yuan
from zhiyu.promotions.actions import CouponTerms, DealTerms
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models import Coupon, Deal
from zhiyu.promotions.queries import cleaned, products_on_sale, products_priced
from zhiyu.ui.fields import MomentField

USUAL_FLASH = 60


class YuanField(forms.CharField):
    """An amount typed in yuan, cleaned to fen; empty is None where it may be."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **said: Any) -> None:
        super().__init__(max_length=20, error_messages={"required": _("请填写金额。")}, **said)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return parse_yuan(typed)
        except ValueError:
            raise forms.ValidationError(_("请填写金额，例如 99 或 99.50。")) from None

    def prepare_value(self, value: Any) -> Any:
        return yuan(value).replace(",", "") if isinstance(value, int) else value


class PercentField(forms.IntegerField):
    """Of the list price, what is paid."""

    def __init__(self, **said: Any) -> None:
        super().__init__(min_value=1, max_value=99, help_text=_("80 就是 8 折：付标价的 80%。"), **said)


ALL, SOME = "all", "some"


def keep_chosen(form: forms.Form) -> None:
    """What was chosen and is off sale by now stays there to be chosen."""
    for name, listed in (("members", products_on_sale), ("products", products_priced)):
        if name in form.fields:
            kept = [product.pk for product in form.initial.get(name, [])]
            form.fields[name].queryset = listed(kept)  # type: ignore[attr-defined]


def products_field(**said: Any) -> ProductsField:
    return ProductsField(queryset=products_on_sale(), required=False, **said)


def scope_field() -> forms.ChoiceField:
    """Nothing is chosen at first: for everything is never an accident."""
    return forms.ChoiceField(
        label=_("用在哪些商品上"),
        choices=[(ALL, _("全部商品，以后上架的也算")), (SOME, _("选几个商品"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("选一下：全部商品，还是选几个商品。")},
    )


def scope_of(row: Deal | Coupon) -> str:
    return ALL if row.everything else SOME


def check_scope(form: forms.Form) -> None:
    """Of all, none is named; of some, at least one."""
    typed = form.cleaned_data
    if typed.get("scope") == ALL:
        typed["products"] = []
    if typed.get("scope") == SOME and not typed.get("products") and "products" not in form.errors:
        form.add_error("products", _("至少选一个商品；要给所有商品，就选“全部商品”。"))


class DealForm(forms.Form):
    """All that a deal may say; what its kind does not know is left out."""

    title = forms.CharField(label=_("名称"), max_length=24, help_text=_("学员在价格旁边看到的字，例如：双周特惠。"))
    price_fen = YuanField(label=_("活动价（元）"))
    percent = PercentField(label=_("付标价的百分之几"))
    threshold_fen = YuanField(label=_("满多少元"))
    off_fen = YuanField(label=_("减多少元"))
    stock = forms.IntegerField(label=_("数量"), min_value=1, max_value=1_000_000, required=False)
    once = forms.BooleanField(label=_("每人只能买一份"), required=False)
    starts_at = MomentField(required=False, label=_("开始时间"), help_text=_("不填就是开启以后马上开始。"))
    ends_at = MomentField(required=False, label=_("结束时间"), help_text=_("不填就一直有，直到你停止。"))
    members = products_field(label=_("买过哪个的算会员"))
    scope = scope_field()
    products = products_field(label=_("选商品"))

    KNOWN = {
        Kind.NEWCOMER: ["title", "products", "price_fen", "starts_at", "ends_at"],
        Kind.FLASH: ["title", "products", "price_fen", "stock", "once", "starts_at", "ends_at"],
        Kind.DISCOUNT: ["title", "percent", "scope", "products", "starts_at", "ends_at"],
        Kind.FREE: ["title", "products", "starts_at", "ends_at"],
        Kind.MEMBER: ["title", "percent", "members", "scope", "products"],
        Kind.SPEND: ["title", "threshold_fen", "off_fen", "scope", "products", "starts_at", "ends_at"],
    }
    NEEDS_PRODUCTS = {Kind.NEWCOMER, Kind.FLASH, Kind.FREE}

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        names = ["percent" if name == "price_fen" and self.by_percent else name for name in self.KNOWN[kind]]
        self.fields = {name: self.fields[name] for name in names}
        keep_chosen(self)
        if kind in self.NEEDS_PRODUCTS:
            self.fields["products"].required = True
            self.fields["products"].label = _("用在哪些商品上")
            self.fields["products"].error_messages["required"] = _("至少选一个商品。")
        if kind == Kind.MEMBER:
            self.fields["members"].first = Product.Kind.PLAN  # type: ignore[attr-defined]
            self.fields["members"].required = True
            self.fields["members"].error_messages["required"] = _("至少选一个。")
        if "price_fen" in self.fields and kind == Kind.FLASH:
            self.fields["price_fen"].widget.attrs["data-usual-percent"] = str(USUAL_FLASH)
            self.fields["price_fen"].help_text = _("选好商品就填上标价的 6 折，可以改。")
        if kind == Kind.FREE:
            self.fields["ends_at"].required = True
            self.fields["ends_at"].help_text = ""

    @property
    def by_percent(self) -> bool:
        """A flash sale of several products at once, as campaigns have them, takes a part off each."""
        if self.is_bound:
            return "percent" in self.data and "price_fen" not in self.data
        return self.initial.get("price_fen", 0) is None

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        check_scope(self)
        starts, ends = typed.get("starts_at"), typed.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("结束要在开始之后。"))
        if ends and ends <= now():
            self.add_error("ends_at", _("结束时间已经过了。"))
        off_fen, threshold_fen = typed.get("off_fen"), typed.get("threshold_fen")
        if off_fen is not None and not off_fen:
            self.add_error("off_fen", _("至少减 0.01 元。"))
        if off_fen and threshold_fen is not None and off_fen > threshold_fen:
            self.add_error("off_fen", _("减的不能比满的多。"))
        return typed

    def terms(self) -> DealTerms:
        typed = self.cleaned_data
        return {
            "title": typed["title"],
            "everything": typed.get("scope") == ALL,
            "products": [product.pk for product in typed["products"]],
            "members": [product.pk for product in typed.get("members", [])],
            "price_fen": 0 if self.kind == Kind.FREE else typed.get("price_fen"),
            "percent": typed.get("percent"),
            "off_fen": typed.get("off_fen"),
            "threshold_fen": typed.get("threshold_fen") or 0,
            "stock": typed.get("stock"),
            "once": self.kind == Kind.NEWCOMER or typed.get("once", False),
            "starts_at": typed.get("starts_at"),
            "ends_at": typed.get("ends_at"),
        }


def usual_deal(kind: Kind) -> dict[str, Any]:
    """What most people would type."""
    in_days = {Kind.FLASH: 3, Kind.DISCOUNT: 7, Kind.FREE: 3, Kind.SPEND: 7}.get(kind)
    usual: dict[str, Any] = {"title": Deal.Kinds(kind).label, "percent": 80, "once": True}
    if kind == Kind.NEWCOMER:
        usual |= {"price_fen": 100}
    if kind == Kind.FLASH:
        usual |= {"stock": 50}
    if kind == Kind.SPEND:
        usual |= {"threshold_fen": 20_000, "off_fen": 3_000}
    if in_days is not None:
        usual["ends_at"] = days_from_now(in_days)
    return usual


def days_from_now(days: int) -> datetime:
    return day_start() + timedelta(days=days + 1)


def deal_terms(deal: Deal) -> dict[str, Any]:
    names = ("title", "price_fen", "percent", "threshold_fen", "off_fen", "stock", "once", "starts_at", "ends_at")
    chosen = {"products": list(deal.products.all()), "members": list(deal.members.all()), "scope": scope_of(deal)}
    return {**{name: getattr(deal, name) for name in names}, **chosen}


class CouponForm(forms.Form):
    TAKES = [("off", _("减固定金额")), ("percent", _("打折")), ("whole", _("一门课免费"))]
    title = forms.CharField(label=_("名称"), max_length=24)
    takes = forms.ChoiceField(label=_("怎么减"), choices=TAKES, widget=forms.RadioSelect)
    off_fen = YuanField(label=_("减多少元"), required=False)
    percent = PercentField(label=_("付百分之几"), required=False)
    most_fen = YuanField(label=_("打折最多减多少元"), required=False)
    threshold_fen = YuanField(label=_("满多少元可用"), required=False, help_text=_("不填就是没有门槛。"))
    how = forms.ChoiceField(label=_("怎么到学员手里"), choices=Coupon.How.choices, widget=forms.RadioSelect)
    code = forms.RegexField(
        r"^[A-Za-z0-9 -]{4,24}$",
        label=_("券码"),
        required=False,
        help_text=_("学员在付款前输入，4 到 24 个字母或数字，例如 SPRING618。"),
        error_messages={"invalid": _("券码只能用 4 到 24 个字母、数字和连字符。")},
    )
    budget = forms.IntegerField(
        label=_("一共多少张"), required=False, min_value=1, max_value=1_000_000, help_text=_("不填就是不限。")
    )
    per_person = forms.IntegerField(label=_("每人几张"), min_value=1, max_value=20)
    valid_days = forms.IntegerField(
        label=_("拿到以后几天内有效"), required=False, min_value=1, max_value=3_650, help_text=_("不填就看下面的日期。")
    )
    valid_until = MomentField(required=False, label=_("最晚用到"), help_text=_("不填就不过期。"))
    claim_until = MomentField(required=False, label=_("最晚领到"), help_text=_("不填就一直能领。"))
    joins = forms.BooleanField(label=_("可以和活动价一起用"), required=False)
    scope = scope_field()
    products = products_field(label=_("选商品"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_chosen(self)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        check_scope(self)
        needed = {"off": "off_fen", "percent": "percent"}.get(typed.get("takes", ""))
        if needed and not typed.get(needed) and needed not in self.errors:
            self.add_error(needed, _("请填写减多少。"))
        if typed.get("how") == Coupon.How.CODE and not typed.get("code") and "code" not in self.errors:
            self.add_error("code", _("请填写券码。"))
        return typed

    def terms(self) -> CouponTerms:
        typed = self.cleaned_data
        takes = typed["takes"]
        return {
            "title": typed["title"],
            "how": typed["how"],
            "code": cleaned(typed["code"]) if typed["how"] == Coupon.How.CODE else None,
            "everything": typed["scope"] == ALL,
            "products": [product.pk for product in typed["products"]],
            "off_fen": typed["off_fen"] if takes == "off" else None,
            "percent": typed["percent"] if takes == "percent" else None,
            "most_fen": typed["most_fen"] if takes == "percent" else None,
            "whole": takes == "whole",
            "threshold_fen": typed["threshold_fen"] or 0,
            "joins": typed["joins"],
            "budget": typed["budget"],
            "per_person": typed["per_person"],
            "claim_until": typed["claim_until"],
            "valid_days": typed["valid_days"],
            "valid_until": typed["valid_until"],
        }


def usual_coupon() -> dict[str, Any]:
    return {
        "title": _("满减券"),
        "takes": "off",
        "off_fen": 2_000,
        "threshold_fen": 9_900,
        "how": Coupon.How.CLAIM,
        "budget": 100,
        "per_person": 1,
        "valid_days": 30,
        "joins": True,
    }


def coupon_terms(coupon: Coupon) -> dict[str, Any]:
    names = ("title", "off_fen", "percent", "most_fen", "threshold_fen", "how", "code", "budget", "per_person")
    times = ("valid_days", "valid_until", "claim_until", "joins")
    takes = "whole" if coupon.whole else "percent" if coupon.percent else "off"
    chosen = {"takes": takes, "products": list(coupon.products.all()), "scope": scope_of(coupon)}
    return {**{name: getattr(coupon, name) for name in (*names, *times)}, **chosen}


class FloorForm(forms.Form):
    floor_fen = YuanField(label=_("底价（元）"), required=False)
