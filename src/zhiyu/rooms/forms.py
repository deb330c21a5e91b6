"""What the host sets up while the class runs: few fields, and usual answers in them."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.catalog.models import Product
from zhiyu.catalog.yuan_field import YuanField
from zhiyu.rooms.models import Draw
from zhiyu.rooms.queries import products_to_show

OPTIONS, FEWEST = 4, 2


class Sent(forms.Form):
    """``key``: a form that is sent twice makes one thing."""

    key = forms.RegexField(regex=r"^[A-Za-z0-9-]{8,40}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", str(uuid.uuid4()))


class PollForm(Sent):
    title = forms.CharField(label=_("问什么"), max_length=80, error_messages={"required": _("请写下要问什么。")})
    multiple = forms.BooleanField(label=_("可以选几个"), required=False)
    field_order = ["title", "option_1", "option_2", "option_3", "option_4", "multiple"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, OPTIONS + 1):
            label = _("选项 %(n)s") % {"n": n}
            needed = {"required": _("至少写两个选项。")}
            self.fields[f"option_{n}"] = forms.CharField(
                label=label, max_length=40, required=n <= FEWEST, error_messages=needed
            )
        self.order_fields(self.field_order)

    @property
    def options(self) -> list[str]:
        return [self.cleaned_data[f"option_{n}"] for n in range(1, OPTIONS + 1)]


class DrawForm(Sent):
    title = forms.CharField(label=_("奖品"), max_length=40, error_messages={"required": _("请写下奖品。")})
    places = forms.IntegerField(label=_("抽几个人"), min_value=1, max_value=20, initial=1)
    among = forms.ChoiceField(label=_("从谁里抽"), choices=Draw.Among.choices, initial=Draw.Among.PRESENT)


class CardForm(Sent):
    """``may_price``: who may set prices can also make one for the next minutes."""

    product: "forms.ModelChoiceField[Product]" = forms.ModelChoiceField(
        label=_("商品"), queryset=None, error_messages={"required": _("请选一个商品。")}, empty_label=_("选一个商品")
    )
    price_fen = YuanField(_("限时价（元）"), help_text=_("留空就按现在的价格。到时间自己恢复原价，倒计时是真的。"))
    minutes = forms.IntegerField(label=_("限时多少分钟"), min_value=1, max_value=1_440, required=False, initial=15)
    stock = forms.IntegerField(label=_("限量多少份"), min_value=1, required=False, help_text=_("留空不限量。"))

    def __init__(self, *args: Any, may_price: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["product"]
        assert isinstance(chosen, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        chosen.queryset = products_to_show()
        self.fields["price_fen"].widget.attrs["placeholder"] = ""
        if not may_price:
            for name in ("price_fen", "minutes", "stock"):
                del self.fields[name]


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("敏感词"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("一行一个。消息里有它，先只给老师看，老师放行才发出去。大小写、全角半角和中间夹的符号都不影响。"),
    )
