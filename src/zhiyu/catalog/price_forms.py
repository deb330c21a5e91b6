"""What a course costs, how it is given back, and how its films are protected: one page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.catalog.actions.courses import CourseChanges
from zhiyu.catalog.durations import Duration
from zhiyu.catalog.errors import TracingUnavailable
from zhiyu.catalog.forms import later_days_field
from zhiyu.catalog.models import Course
from zhiyu.catalog.protection import may_download, may_trace, players_of
from zhiyu.kernel.errors import DomainError
from zhiyu.kernel.money import parse_yuan, yuan

PLAYERS = [
    ("any", _("旧手机也能看")),
    ("small", _("旧手机只看小画面（360p）")),
    ("wrapped", _("最严：旧手机不能看")),
]
AGAINST = [
    ("1", _("一个人，或者两个人拼起来的：一个人一分多钟、两个人十分钟就指认得了")),
    ("3", _("三个人想方设法拼起来的也查得出：一个人要十分钟，三个人要四十分钟")),
]
TERMS = [
    ("", _("一直可以学")),
    ("1-month", _("一个月")),
    ("3-month", _("三个月")),
    ("6-month", _("半年")),
    ("1-year", _("一年")),
    ("2-year", _("两年")),
    ("3-year", _("三年")),
]


def term_named(name: str) -> Duration | None:
    count, _dash, unit = name.partition("-")
    return Duration.of(int(count), unit) if count else None


def as_far_as_it_can_be(traced: forms.Field, *, was: bool) -> None:
    """What is on can be switched off, whatever is missing by now."""
    try:
        may_trace(was=False)
    except TracingUnavailable as missing:
        traced.disabled = not was
        traced.help_text = (
            str(missing)
            if traced.disabled
            else _(
                "现在做不了新的记号：服务器上没有追踪用的组件。新放的课时照常播放，只是没有记号；已经做好的照旧。"
                "请管服务器的人在知域的目录里运行 make tracing，再重新启动。"
            )
        )


class PriceForm(forms.Form):
    price = forms.CharField(
        label=_("价格（元）"),
        max_length=20,
        help_text=_("填 0 就是免费课，学员直接领取。"),
        error_messages={"required": _("请填写价格，免费课填 0。")},
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    stock = forms.IntegerField(
        label=_("名额"), required=False, min_value=1, max_value=1_000_000, help_text=_("不填就是不限名额。")
    )
    term = forms.ChoiceField(
        label=_("买后可以学多久"),
        required=False,
        choices=TERMS,
        help_text=_("到期后不能再学，可以续费；不会自动扣钱。改动只影响以后买的人。"),
    )
    only_by_plan = forms.BooleanField(label=_("不单独卖，只随会员一起卖（专栏）"), required=False)
    outside = forms.BooleanField(label=_("不放进全站会员，要学就单独买"), required=False)
    tips_off = forms.BooleanField(
        label=_("这门课不放“谢谢老师”（打赏）"), required=False, help_text=_("在设置里打开了打赏才有用。")
    )
    no_skip = forms.BooleanField(
        label=_("第一次观看不能快进（视频和音频）"),
        required=False,
        help_text=_(
            "第一次按原速看，往回看随意；整节看完才算学完，之后随便快进、倍速。时间由服务器核对。试看和没登录的人不受限。"
        ),
    )
    players = forms.ChoiceField(label=_("谁能播放音视频"), choices=PLAYERS, required=False, widget=forms.RadioSelect)
    traced = forms.BooleanField(
        label=_("防泄露追踪：每个账号的视频、音频、讲义、套图和正文里的图各有记号，流出去的能查是谁的"),
        required=False,
        help_text=_(
            "挡不住录屏，但录下来的、手机拍下来的，一分多钟以上就能查出是哪个账号（不是手里拿着手机的那个人）。"
            "视频和音频会多占一倍硬盘，后台处理也要慢两倍；记号做好以后才生效，之前照常播放。"
        ),
    )
    trace_against = forms.ChoiceField(
        label=_("要查谁传出去的视频和音频"),
        choices=AGAINST,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("改了只管以后做记号的课时；已经做好的照原来的查。"),
    )
    downloads = forms.BooleanField(
        label=_("允许买了的人下载视频、音频和讲义"),
        required=False,
        help_text=_(
            "学员在课时页按“下载”，服务器给他单独做一份：视频最高 720p，画面上一直有他的名字、手机尾号和日期；"
            "讲义是 PDF，每一页上都有；音频没有画面，加不了名字。退款或到期后不能再下载，已经存下来的文件收不回。"
            "在下载的文件里学不记进度，也不受“第一次不能快进”的限制。不能和“最严：旧手机不能看”一起用。"
        ),
    )
    refund_days = forms.IntegerField(label=_("多少天内可退"), min_value=0, max_value=365)
    refund_percent = forms.IntegerField(label=_("打开的付费课时不超过百分之几，可全额退"), min_value=1, max_value=100)
    refund_later_days = later_days_field()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        as_far_as_it_can_be(self.fields["traced"], was=bool(self.initial.get("traced")))

    def clean_downloads(self) -> bool:
        wanted: bool = self.cleaned_data["downloads"]
        try:
            if wanted:
                may_download(players=self.cleaned_data.get("players", ""), was=bool(self.initial.get("downloads")))
        except DomainError as refused:
            raise forms.ValidationError(str(refused)) from None
        return wanted

    def clean_price(self) -> int:
        try:
            return parse_yuan(self.cleaned_data["price"])
        except ValueError:
            raise forms.ValidationError(_("请填写金额，例如 99 或 99.50。")) from None

    def changes(self) -> CourseChanges:
        typed = self.cleaned_data
        return {
            "price_fen": typed["price"],
            "stock": typed["stock"],
            "term": term_named(typed["term"]),
            "sold_alone": not typed["only_by_plan"],
            "in_membership": not typed["outside"],
            "tips_off": typed["tips_off"],
            "no_skip": typed["no_skip"],
            "wrapped_keys": typed["players"] == "wrapped",
            "plain_small": typed["players"] == "small",
            "traced": typed["traced"],
            "trace_against": int(typed["trace_against"] or self.initial.get("trace_against", 1)),
            "downloads": typed["downloads"],
            "refund_days": typed["refund_days"],
            "refund_percent": typed["refund_percent"],
            "refund_later_days": typed["refund_later_days"] or 0,
        }


def price_of(course: Course) -> dict[str, Any]:
    product = course.product
    return {
        "price": yuan(product.price_fen),
        "stock": product.stock,
        "term": f"{product.term_count}-{product.term_unit}" if product.term else "",
        "only_by_plan": not product.sold_alone,
        "outside": product.outside_since is not None,
        "tips_off": course.tips_off,
        "no_skip": course.no_skip,
        "players": players_of(course),
        "traced": course.traced,
        "trace_against": course.trace_against,
        "downloads": course.downloads,
        "refund_days": product.refund_days,
        "refund_percent": product.refund_percent,
        "refund_later_days": product.refund_later_days,
    }
