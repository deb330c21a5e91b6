from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.accounts.fields import PhoneField
from zhiyu.accounts.models import User

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
