from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.accounts.fields import PhoneField
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Chapter
from zhiyu.onsite import queries
from zhiyu.onsite.actions.planning import MOST_WEEKS, Plan
from zhiyu.onsite.models import OnsiteClass
from zhiyu.ui.fields import MomentField

MOST_SEATS = 10_000


class ChapterField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    def label_from_instance(self, obj: Chapter) -> str:
        return f"{obj.course.product.title} · {obj.title}"


class HostField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    def label_from_instance(self, obj: User) -> str:
        return obj.name or obj.masked_phone or str(obj.pk)


class ClassForm(forms.Form):
    title = forms.CharField(label=_("标题"), max_length=60, help_text=_("学员在课程目录里看到的名字。"))
    starts_at = MomentField(label=_("什么时候开始"))
    minutes = forms.IntegerField(label=_("大约多少分钟"), min_value=5, max_value=1440, initial=120)
    place = forms.CharField(label=_("地址"), max_length=120, help_text=_("写到门牌号和楼层，导航能搜到。谁都看得到。"))
    directions = forms.CharField(
        label=_("怎么走"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("地铁几号口、停车、门禁、到了找谁。只有能来的人看得到。"),
    )
    seats = forms.IntegerField(
        label=_("多少个座位"),
        min_value=0,
        max_value=MOST_SEATS,
        initial=20,
        help_text=_("占满以后，后来的人排队，有人让出就自动补上。填 0 不限人数。"),
    )
    host = HostField(label=_("主讲"), queryset=None, empty_label=None)
    free = forms.BooleanField(label=_("谁都能来，不用买课"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        host = self.fields["host"]
        if isinstance(host, forms.ModelChoiceField):
            host.queryset = queries.hosts()

    def plan(self) -> Plan:
        typed = self.cleaned_data
        return {
            "title": typed["title"],
            "starts_at": typed["starts_at"],
            "minutes": typed["minutes"],
            "place": typed["place"],
            "directions": typed["directions"],
            "seats": typed["seats"],
            "host_id": typed["host"].pk,
            "free": typed["free"],
        }


class EditForm(ClassForm):
    # As long as a lesson's: of a series, it carries its number.
    title = forms.CharField(label=_("标题"), max_length=80, help_text=_("学员在课程目录里看到的名字。"))
    seen_at = forms.DateTimeField(widget=forms.HiddenInput)


class NewForm(ClassForm):
    chapter = ChapterField(label=_("放在哪门课的哪一章"), queryset=None, empty_label=_("请选择"))
    weeks = forms.IntegerField(
        label=_("连着几周"),
        min_value=1,
        max_value=MOST_WEEKS,
        initial=1,
        help_text=_("每周同一天同一时间各一次，各有各的座位，标题后面加上第几次。只办一次就填 1。"),
    )
    field_order = ["chapter", "title", "starts_at", "weeks", "minutes", "place", "directions", "seats", "host", "free"]

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        chapter = self.fields["chapter"]
        if isinstance(chapter, forms.ModelChoiceField):
            chapter.queryset = queries.chapters()


class BringForm(forms.Form):
    phone = PhoneField(help_text=_("没占座的人到了，或者他没带手机：写他登录用的手机号。"))


def said(one: OnsiteClass) -> dict[str, Any]:
    return {
        "title": one.lesson.title,
        "starts_at": one.starts_at,
        "minutes": one.minutes,
        "place": one.place,
        "directions": one.directions,
        "seats": one.seats,
        "host": one.host_id,
        "free": one.lesson.free,
        "seen_at": one.updated_at.isoformat(),
    }
