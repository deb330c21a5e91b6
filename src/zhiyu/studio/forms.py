from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.accounts.fields import PhoneField
from zhiyu.accounts.models import RoleGrant
from zhiyu.backups.models import Schedule
from zhiyu.catalog.models import Product
from zhiyu.catalog.refund_rules import RefundRule
from zhiyu.kernel.money import parse_yuan

CIRCLE = 360
MOST_PLACES = 99
HOURS = [(hour, f"{hour}:00") for hour in range(24)]


def absolute(typed: str) -> None:
    if not typed.startswith("/"):
        raise forms.ValidationError(_("请写完整的路径，以 / 开头。"))


class StepForm(forms.Form):
    tier = forms.ChoiceField(choices=[("", ""), *Product.Tier.choices], required=False)
    leads_to = forms.IntegerField(required=False, min_value=1)


class SchoolForm(forms.Form):
    """The school's public face; the names are columns of ``School``."""

    name = forms.CharField(label=_("学堂名称"), max_length=40, error_messages={"required": _("学堂要有个名字。")})
    slogan = forms.CharField(
        label=_("一句话介绍"),
        max_length=80,
        required=False,
        help_text=_("写在页脚和分享卡片里，比如：把手艺讲明白。"),
    )
    teacher = forms.CharField(label=_("主讲人"), max_length=40, required=False, help_text=_("新课程会默认用这个名字。"))
    about = forms.CharField(
        label=_("关于学堂"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    service_phone = forms.CharField(
        label=_("客服电话"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=_("学员在页脚能直接拨打。"),
    )
    service_wechat = forms.CharField(label=_("客服微信"), max_length=64, required=False)
    tipping = forms.BooleanField(
        label=_("课时页上放“谢谢老师”，学员可以打赏"),
        required=False,
        help_text=_("每门课还可以在“价格与退款”里单独关掉。"),
    )
    icp_no = forms.CharField(
        label=_("ICP 备案号"),
        max_length=64,
        required=False,
        help_text=_("网站公开前要在页脚写上，本机试用可以空着。"),
    )
    police_no = forms.CharField(
        label=_("公安备案号"), max_length=64, required=False, help_text=_("比如：京公网安备 11010502030143 号。")
    )
    telecom_no = forms.CharField(
        label=_("增值电信业务经营许可证"), max_length=64, required=False, help_text=_("只写证号，比如：京B2-20260001。")
    )
    publishing_no = forms.CharField(label=_("出版物经营许可证"), max_length=64, required=False)
    broadcast_no = forms.CharField(label=_("广播电视节目制作经营许可证"), max_length=64, required=False)
    hue = forms.IntegerField(
        label=_("主色"),
        min_value=0,
        max_value=CIRCLE - 1,
        widget=forms.NumberInput(attrs={"type": "range", "step": 1, "class": "hue"}),
        help_text=_("拖动就能看到效果，深浅会自动调到看得清。"),
    )


class ProtectionForm(forms.Form):
    """How many devices and players an account may have; the names are columns of ``School``."""

    device_limit = forms.IntegerField(
        label=_("一个账号最多在几台设备上看课"),
        min_value=0,
        max_value=MOST_PLACES,
        help_text=_("满了以后，学员自己移走一台不用的就行。浏览器清空记录再登录也算一台。填 0 就不限。"),
    )
    player_limit = forms.IntegerField(
        label=_("同时能在几台设备上播放"),
        min_value=0,
        max_value=MOST_PLACES,
        help_text=_("多出来的那台会看到“在这里继续”，点了以后原来那台暂停。填 0 就不限。"),
    )
    film_mark = forms.BooleanField(
        label=_("播放买过的视频时，画面上浮动显示学员的称呼和打了码的手机号"),
        required=False,
        help_text=_("每几秒换一个位置。录屏和拍屏拦不住，但传出去的画面上有名字。"),
    )


class BackupForm(forms.Form):
    """When backups are made by themselves; the names are columns of ``Schedule``."""

    enabled = forms.BooleanField(label=_("每晚自动备份"), required=False)
    hour = forms.TypedChoiceField(label=_("几点开始"), choices=HOURS, coerce=int, help_text=_("选学员最少的时候。"))
    keep_daily = forms.IntegerField(
        label=_("每天的留几份"), min_value=1, max_value=365, help_text=_("更早的会自动清理，每份都占整个学堂的大小。")
    )
    keep_weekly = forms.IntegerField(label=_("每周的留几份"), min_value=0, max_value=520)
    target = forms.ChoiceField(label=_("存到哪里"), choices=Schedule.Target.choices)
    folder = forms.CharField(label=_("文件夹"), max_length=400, required=False, validators=[absolute])


class RefundRulesForm(forms.Form):
    """What comes back of a price, and what comes back without anybody looking."""

    days = forms.IntegerField(
        label=_("付款后几天内可以全额退"), min_value=0, max_value=365, help_text=_("填 0 就是不支持退款。")
    )
    percent = forms.IntegerField(label=_("打开的付费课时不超过百分之几，可全额退"), min_value=1, max_value=100)
    later_days = forms.IntegerField(
        label=_("之后按比例退到付款后第几天"),
        min_value=0,
        max_value=3_650,
        help_text=_("没用的部分按比例退：课程按课时，会员等有期限的按天，服务按次数。填 0 就不再退。"),
    )
    auto_yuan = forms.CharField(
        label=_("不超过多少元"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("超过的等人看过再退。不填就不限金额。"),
    )
    auto_most = forms.IntegerField(
        label=_("同一个人 90 天里最多自动退几次"),
        min_value=0,
        max_value=999,
        required=False,
        help_text=_("再多就等人看过。不填就不限次数；填 0 就每一笔都要人看。"),
    )

    def clean_auto_yuan(self) -> int | None:
        typed = self.cleaned_data["auto_yuan"]
        try:
            return parse_yuan(typed) if typed else None
        except ValueError:
            raise forms.ValidationError(_("请填写金额，例如 99 或 99.50。")) from None

    @property
    def rule(self) -> RefundRule | None:
        """What is typed so far, or None while it is no rule."""
        typed = self.cleaned_data
        if not {"days", "percent", "later_days"} <= typed.keys():
            return None
        return RefundRule(
            refund_days=typed["days"], refund_percent=typed["percent"], refund_later_days=typed["later_days"]
        )


class TeamForm(forms.Form):
    phone = PhoneField(help_text=_("对方先用手机号登录过一次，才能加进来。"))
    role = forms.ChoiceField(label=_("角色"), choices=RoleGrant.Role.choices, initial=RoleGrant.Role.OPERATOR)


class MovePhoneForm(forms.Form):
    phone = PhoneField(label=_("新手机号"))
    reason = forms.CharField(
        label=_("为什么、怎么核对的身份"),
        min_length=4,
        max_length=200,
        help_text=_("比如：原号码注销了，视频核对过身份证和订单。会记入访问记录。"),
        error_messages={"required": _("写一句怎么核对的。"), "min_length": _("再写清楚一点。")},
    )
