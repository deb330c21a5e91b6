from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.accounts.emails import LONGEST as LONGEST_EMAIL
from zhiyu.accounts.emails import normalise_email
from zhiyu.accounts.errors import InvalidEmail
from zhiyu.accounts.fields import PhoneField
from zhiyu.accounts.models import User

LONGEST_PASSWORD = 128

ONE_TIME_CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "8", "class": "code-input"}


class PhoneForm(forms.Form):
    phone = PhoneField()


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("验证码"),
        max_length=12,
        widget=forms.TextInput(attrs=ONE_TIME_CODE),
        error_messages={"required": _("请填写短信里的 6 位数字。")},
    )


class WelcomeForm(forms.Form):
    """The second half of a first login: the code is proven, the agreements are not yet accepted."""

    code = forms.CharField(max_length=12, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("怎么称呼你"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "placeholder": _("比如：王阿姨")}),
    )
    agree = forms.BooleanField(error_messages={"required": _("勾选同意后才能继续。")})


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("称呼"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    text_size = forms.ChoiceField(label=_("字号"), choices=User.TextSize.choices, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("语言"), choices=User.Language.choices, widget=forms.RadioSelect)


class SetupForm(forms.Form):
    class Kind:
        PERSON = "person"
        TEAM = "team"

    kind = forms.ChoiceField(
        label=_("你是"),
        choices=[(Kind.PERSON, _("个人创作者，自己讲课")), (Kind.TEAM, _("工作室或机构，多位老师"))],
        initial=Kind.PERSON,
        widget=forms.RadioSelect,
    )
    school = forms.CharField(
        label=_("学堂名称"),
        max_length=40,
        help_text=_("学员会在每一页看到它，以后可以改。"),
        error_messages={"required": _("给学堂起个名字。")},
    )
    name = forms.CharField(
        label=_("你的称呼"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("填一下怎么称呼你。")},
    )
    phone = PhoneField(help_text=_("以后用这个手机号登录。"))
    token = forms.CharField(
        label=_("安装口令"),
        max_length=80,
        help_text=_("启动时打印在终端里，也保存在数据文件夹的 setup_token 文件里。"),
        error_messages={"required": _("请填写安装口令。")},
    )


class SetupCodeForm(CodeForm):
    agree = forms.BooleanField(error_messages={"required": _("勾选同意后才能继续。")})


class EmailField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("邮箱"))
        options.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}))
        options.setdefault("error_messages", {"required": _("请填写邮箱地址。")})
        super().__init__(max_length=LONGEST_EMAIL, **options)

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        try:
            return normalise_email(written)
        except InvalidEmail as error:
            raise forms.ValidationError(error.message) from error


def password_field(label: Any, autocomplete: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": _("请填写密码。")},
    )


class EmailForm(forms.Form):
    email = EmailField()


class PasswordLoginForm(forms.Form):
    email = EmailField(widget=forms.EmailInput(attrs={"autocomplete": "username", "inputmode": "email"}))
    password = password_field(_("密码"), "current-password")
    agree = forms.BooleanField(required=False, widget=forms.HiddenInput)


class NewPasswordForm(forms.Form):
    password = password_field(_("新密码"), "new-password")
    password.help_text = _("至少 8 个字，别用太常见的。一句自己记得住的话就很好。")


class ForgottenForm(CodeForm, NewPasswordForm):
    field_order = ["code", "password"]


class FactorForm(forms.Form):
    code = forms.CharField(
        label=_("验证码"),
        max_length=20,
        widget=forms.TextInput(attrs=ONE_TIME_CODE | {"maxlength": "12"}),
        error_messages={"required": _("请填写验证码。")},
    )


class ProofForm(forms.Form):
    by = forms.CharField(max_length=10, widget=forms.HiddenInput)
    secret = forms.CharField(
        label=_("验证码"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.TextInput(attrs=ONE_TIME_CODE | {"maxlength": "12"}),
        error_messages={"required": _("请填写。")},
    )


class ProofByPasswordForm(ProofForm):
    secret = password_field(_("密码"), "current-password")


class CloseForm(forms.Form):
    agree = forms.BooleanField(
        label=_("我看明白了，要注销这个账号"), error_messages={"required": _("勾选后才能继续。")}
    )
