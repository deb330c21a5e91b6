from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.catalog import plans
from zhiyu.catalog.actions.plans import UNITS, PlanChanges
from zhiyu.catalog.durations import Unit
from zhiyu.catalog.forms import later_days_field
from zhiyu.catalog.models import Course, Plan
from zhiyu.catalog.picking import choices_of
from zhiyu.catalog.refund_rules import begin_with
from zhiyu.catalog.yuan_field import YuanField
from zhiyu.kernel.money import yuan
from zhiyu.ui.picking import Picker

PRICES = {Unit.MONTH: "month_price", Unit.QUARTER: "quarter_price", Unit.YEAR: "year_price", "": "ever_price"}
ALL, CHOSEN, GROUP = "all", "chosen", "group"


class PlanForm(forms.Form):
    title = forms.CharField(
        label=_("名称"), max_length=40, initial=_("全站会员"), error_messages={"required": _("请填写名称。")}
    )
    subtitle = forms.CharField(
        label=_("一句话介绍"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("例如：一次开通，所有课程随时学")}),
    )
    scope = forms.ChoiceField(
        label=_("会员能学什么"),
        choices=[
            (ALL, _("全站课程，以后的新课也在内")),
            (CHOSEN, _("只有选中的课程（专栏）")),
            (GROUP, _("不含课程，只进微信群（付费社群）")),
        ],
        initial=ALL,
        widget=forms.RadioSelect,
    )
    opened = forms.MultipleChoiceField(label=_("选课程"), required=False, widget=Picker)
    only_here = forms.BooleanField(
        label=_("这些课不单独卖，只随这个会员卖（专栏）"),
        required=False,
        help_text=_("课程和里面单卖的课时都不再能单独买；买过的人照常学。"),
    )
    month_price = YuanField(_("一个月多少元"))
    quarter_price = YuanField(_("一个季度多少元"))
    year_price = YuanField(_("一年多少元"))
    ever_price = YuanField(_("终身多少元"))
    days_price = YuanField(_("体验几天多少元"), help_text=_("填 0 就是免费体验。"))
    days = forms.IntegerField(label=_("体验天数"), min_value=1, max_value=365, initial=7)
    once = forms.BooleanField(label=_("体验每人只有一次"), required=False, initial=True)
    benefits = forms.CharField(
        label=_("会员能得到什么"),
        max_length=2_000,
        required=False,
        help_text=_("一行写一条，显示在会员页上。"),
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": _("所有课程随时学\n新课上架当天就能学")}),
    )
    refund_days = forms.IntegerField(label=_("多少天内可退"), min_value=1, max_value=365, initial=7)
    refund_percent = forms.IntegerField(
        label=_("打开的付费课时不超过百分之几，可全额退"), min_value=1, max_value=100, initial=10
    )
    refund_later_days = later_days_field()
    pause_times = forms.IntegerField(
        label=_("一年里可以暂停几次"),
        min_value=0,
        max_value=12,
        initial=2,
        required=False,
        help_text=_("填 0 就不能暂停。"),
    )
    pause_days = forms.IntegerField(label=_("每次最多暂停几天"), min_value=1, max_value=366, initial=30, required=False)

    def __init__(self, *args: Any, courses: Iterable[Course], **more: Any) -> None:
        super().__init__(*args, **more)
        self.initial = {**begin_with(), **self.initial}
        chosen: forms.MultipleChoiceField = self.fields["opened"]  # type: ignore[assignment]
        listed = list(courses)
        chosen.choices = choices_of(one.product for one in listed)
        self.alone = {str(one.product_id) for one in listed if one.product.sold_alone}
        opened = set(self.initial.get("opened", []))
        self.initial.setdefault("only_here", bool(opened) and not opened & self.alone)
        if self.group:
            self.speak_of_a_group()

    @property
    def group(self) -> bool:
        return bool(self["scope"].value() == GROUP)

    def speak_of_a_group(self) -> None:
        """What is asked of a membership of courses, in the words of who sells a group."""
        self.fields["title"].label = _("群名")
        self.fields["title"].error_messages["required"] = _("请填写群名。")
        self.fields["subtitle"].widget.attrs["placeholder"] = _("例如：每天一起早起写 300 字")
        self.fields["benefits"].label = _("进群能得到什么")
        self.fields["benefits"].help_text = _("一行写一条，显示在付费社群的页面上。")
        self.fields["benefits"].widget.attrs["placeholder"] = _("每天早上一起写\n每周日群里点评")
        self.fields["refund_later_days"].help_text = _("之后没用的天数按比例退。填 0 就不再退。")
        self.fields["refund_percent"].required = False
        self.fields["refund_percent"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("scope") == CHOSEN and not typed.get("opened"):
            self.add_error("opened", _("请选择会员能学哪些课程，至少一门。"))
        priced = [*PRICES.values(), "days_price"]
        if all(name in typed and typed[name] is None for name in priced):
            self.add_error("year_price", _("至少填一个价格，才能卖。"))
        if typed.get("refund_percent") is None and "refund_percent" not in self.errors:
            typed["refund_percent"] = self.fields["refund_percent"].initial
        return typed

    @property
    def moved(self) -> bool:
        """Whether the box asks for anything: a column that has a course by itself again, or none that had been one."""
        chosen = set(self.cleaned_data["opened"])
        return bool(chosen & self.alone) if self.cleaned_data["only_here"] else "only_here" in self.changed_data

    def changes(self) -> PlanChanges:
        typed = self.cleaned_data
        prices = {unit: typed[name] for unit, name in PRICES.items()} | {Unit.DAY: typed["days_price"]}
        return {
            "title": typed["title"],
            "subtitle": typed["subtitle"],
            "benefits": typed["benefits"].replace("\r\n", "\n"),
            "opens_all": typed["scope"] == ALL,
            "opened": {int(one) for one in typed["opened"]} if typed["scope"] == CHOSEN else set(),
            "group_only": typed["scope"] == GROUP,
            "only_here": typed["only_here"] if typed["scope"] == CHOSEN and self.moved else None,
            "prices": {str(unit): fen for unit, fen in prices.items() if fen is not None},
            "days": typed["days"],
            "once": typed["once"],
            "refund_days": typed["refund_days"],
            "refund_percent": typed["refund_percent"],
            "refund_later_days": typed["refund_later_days"] or 0,
            "pause_times": 2 if typed["pause_times"] is None else typed["pause_times"],
            "pause_days": typed["pause_days"] or 30,
        }


def plan_of(plan: Plan) -> dict[str, Any]:
    """A plan as its form shows it."""
    offered = {UNITS[one.position]: one.product for one in plan.variants.all() if one.offered}
    first = next(iter(offered.values()))
    trial = offered.get(Unit.DAY)
    chosen = [str(one) for one in plans.products_chosen(plan)]
    return {
        "title": plan.title,
        "subtitle": plan.subtitle,
        "benefits": plan.benefits,
        "scope": ALL if plan.opens_all else CHOSEN if chosen else GROUP,
        "opened": chosen,
        **{name: yuan(offered[unit].price_fen) for unit, name in PRICES.items() if unit in offered},
        "days_price": yuan(trial.price_fen) if trial else "",
        "days": trial.term_count if trial else 7,
        "once": trial.once_a_person if trial else True,
        "refund_days": first.refund_days,
        "refund_percent": first.refund_percent,
        "refund_later_days": first.refund_later_days,
        "pause_times": plan.pause_times,
        "pause_days": plan.pause_days,
    }


class GroupForm(forms.Form):
    name = forms.CharField(
        label=_("群名"),
        max_length=40,
        error_messages={"required": _("请填写群名。")},
        widget=forms.TextInput(attrs={"placeholder": _("例如：早起写作群")}),
    )
    qr = forms.ImageField(
        label=_("群二维码"), required=False, help_text=_("微信群二维码七天过期，过期前换一张；也可以放企业微信的活码。")
    )
    note = forms.CharField(
        label=_("怎么进群"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": _("扫码进群，改群名片为“城市+称呼”。")}),
    )
