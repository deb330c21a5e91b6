from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.commerce.models import Refund

ASKED = [choice for choice in Refund.Reason.choices if choice[0] in Refund.BUYERS_REASONS]


class CheckoutForm(forms.Form):
    """What the buyer saw and agreed to; the names of the terms come from the quote."""

    shown_total_fen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class RefundForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("为什么想退？"),
        choices=ASKED,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个原因，方便老师改进。")},
    )


class DecisionForm(forms.Form):
    note = forms.CharField(
        label=_("给学员的话"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("学员会看到这句话。不同意时请说明原因。"),
    )


class ReasonForm(forms.Form):
    note = forms.CharField(
        label=_("怎么处理的"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写一句怎么处理的，以后查账的人会看到。")},
    )


class RejectForm(DecisionForm):
    note = forms.CharField(
        label=_("给学员的话"),
        max_length=200,
        error_messages={"required": _("不同意退款时，请告诉学员原因。")},
    )
