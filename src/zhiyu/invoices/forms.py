from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.invoices import taxno
from zhiyu.invoices.errors import TaxNoWrong
from zhiyu.invoices.models import Kind

RATES = [(600, "6%"), (300, "3%"), (100, "1%"), (0, _("免税"))]
# What a school of this kind mostly sells; a bookkeeper knows which of them it is.
ITEMS = [("非学历教育服务", "3070201020000000000"), ("信息技术服务", "3040205000000000000")]


class TitleForm(forms.Form):
    kind = forms.ChoiceField(label=_("开给"), choices=Kind.choices, initial=Kind.PERSON, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("抬头"),
        max_length=100,
        help_text=_("个人写姓名，企业写营业执照上的全称。"),
        error_messages={"required": _("请填写发票抬头。")},
    )
    tax_no = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=30,
        help_text=_("营业执照上的 18 位代码。"),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=_("收发票的邮箱"),
        max_length=254,
        required=False,
        help_text=_("开好后这里也能下载。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    address = forms.CharField(label=_("注册地址"), max_length=100, required=False)
    phone = forms.CharField(label=_("注册电话"), max_length=30, required=False)
    bank = forms.CharField(label=_("开户银行"), max_length=80, required=False)
    account = forms.CharField(label=_("银行账号"), max_length=40, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Only a company has one, and only a browser with scripts could hide the demand for it.
        self.fields["tax_no"].required = not self.is_bound or self.data.get("kind") == Kind.COMPANY
        self.fields["tax_no"].error_messages["required"] = str(TaxNoWrong())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if (
            said.get("tax_no")
            and said.get("kind") == Kind.COMPANY
            and not taxno.is_valid(taxno.normalise(said.get("tax_no", "")))
        ):
            self.add_error("tax_no", str(TaxNoWrong()))
        return said


class NumberForm(forms.Form):
    number = forms.CharField(
        label=_("发票号码"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("请填写税务局给的发票号码。")},
    )


class ReasonForm(forms.Form):
    note = forms.CharField(
        label=_("原因"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请写明原因，学员会看到。")},
    )


class SellerForm(forms.Form):
    offered = forms.BooleanField(label=_("学员可以申请发票"), required=False)
    name = forms.CharField(label=_("销售方名称"), max_length=100, required=False)
    tax_no = forms.CharField(label=_("销售方统一社会信用代码"), max_length=30, required=False)
    item = forms.CharField(
        label=_("商品和服务分类简称"),
        max_length=40,
        help_text=_("发票上印成「*简称*课程名」。课程一般用「非学历教育服务」，资料和信息类一般用「信息技术服务」。"),
        error_messages={"required": _("请填写分类简称。")},
    )
    tax_code = forms.RegexField(
        r"^[0-9]{19}$",
        label=_("税收分类编码"),
        help_text=_("19 位数字。请和会计核对，以税务局给你核定的为准。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("请填写 19 位编码。"), "invalid": _("税收分类编码是 19 位数字。")},
    )
    rate_bp = forms.TypedChoiceField(label=_("税率或征收率"), choices=RATES, coerce=int)

    def clean_tax_no(self) -> str:
        code = taxno.normalise(self.cleaned_data["tax_no"])
        if code and not taxno.is_valid(code):
            raise forms.ValidationError(str(TaxNoWrong()))
        return code
