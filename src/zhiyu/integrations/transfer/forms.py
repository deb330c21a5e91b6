from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.money import parse_yuan, yuan


class AccountForm(forms.Form):
    holder = forms.CharField(label=_("户名"), max_length=100, help_text=_("银行账户上的全称。"))
    bank = forms.CharField(label=_("开户行"), max_length=100)
    number = forms.CharField(label=_("账号"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    note = forms.CharField(
        label=_("给学员的话"), max_length=200, required=False, help_text=_("例如：一般当天下午核对。")
    )
    offered = forms.BooleanField(label=_("付款时可以选银行转账"), required=False)


class SlipForm(forms.Form):
    payer = forms.CharField(label=_("付款人姓名"), max_length=60, help_text=_("银行账户上的名字，方便老师核对。"))
    slip = forms.FileField(
        label=_("转账凭证"),
        help_text=_("转账成功页面的截图，或者回单的照片。"),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        error_messages={"required": _("请选择凭证图片。")},
    )


class TakeForm(forms.Form):
    paid = forms.CharField(
        label=_("到账金额（元）"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    reference = forms.CharField(
        label=_("银行流水号"), max_length=64, help_text=_("银行明细里的那一串数字。同一笔钱不能用两次。")
    )

    @classmethod
    def of(cls, fen: int, sent: Any = None) -> "TakeForm":
        return cls(sent, initial={"paid": yuan(fen).replace(",", "")})

    def clean_paid(self) -> int:
        try:
            fen = parse_yuan(self.cleaned_data["paid"])
        except ValueError:
            fen = 0
        if not fen:
            raise forms.ValidationError(_("请写到账的金额，例如 199 或 199.50。"))
        return fen

    def clean_reference(self) -> str:
        return "".join(self.cleaned_data["reference"].split())


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("为什么没有通过"), max_length=200, help_text=_("学员会看到，例如：银行里没有查到这笔钱。")
    )


class ReturnForm(forms.Form):
    reference = forms.CharField(label=_("银行流水号"), max_length=64)
