from django import forms
from django.utils.translation import gettext_lazy as _


class HandIn(forms.Form):
    copy = forms.UUIDField(
        label=_("流出来的文件"), widget=forms.HiddenInput, error_messages={"required": _("请先上传要查的文件。")}
    )


class Review(forms.Form):
    CHOICES = [
        ("confirmed", _("确认：我看过，认为就是这个账号流出来的")),
        ("set_aside", _("不追究：证据以外的原因，或者是误会")),
    ]

    review = forms.ChoiceField(
        label=_("你的判断"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个判断。")},
    )
    note = forms.CharField(
        label=_("为什么"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("例如：在哪里看到的、联系过本人没有、怎么说。会和判断一起留在操作记录里，以后不能改。"),
        error_messages={"required": _("请写下为什么这样判断。")},
    )
