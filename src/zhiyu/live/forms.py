from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zhiyu.accounts.models import User
from zhiyu.catalog.models import Chapter, Lesson
from zhiyu.kernel.clock import now
from zhiyu.live import queries
from zhiyu.live.actions.planning import MOST_TIMES, Plan
from zhiyu.live.models import LiveClass, Series
from zhiyu.ui.fields import MomentField

ONCE = ""
STEP = timedelta(minutes=30)


def soon() -> datetime:
    """The next full half hour."""
    at = now()
    return at + STEP - (at - datetime.min.replace(tzinfo=UTC)) % STEP


class ChapterField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    def label_from_instance(self, obj: Chapter) -> str:
        return f"{obj.course.product.title} · {obj.title}"


class FilmField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    def label_from_instance(self, obj: Lesson) -> str:
        return f"{obj.chapter.course.product.title} · {obj.title}"


class HostField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    def label_from_instance(self, obj: User) -> str:
        return obj.name or obj.masked_phone or str(obj.pk)


def offer(form: forms.Form, name: str, found: QuerySet[Any]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = found


class ClassForm(forms.Form):
    """What one class is; a new one says besides where it stands and how often it comes."""

    title = forms.CharField(label=_("标题"), max_length=60, help_text=_("学员在课程目录里看到的名字。"))
    starts_at = MomentField(label=_("什么时候开始"), help_text=_("想马上开始，就选现在这一分钟。"))
    minutes = forms.IntegerField(label=_("大约多少分钟"), min_value=5, max_value=720, initial=60)
    host = HostField(label=_("主讲"), queryset=None, empty_label=None)
    free = forms.BooleanField(label=_("谁都能看，不用买课"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        offer(self, "host", queries.hosts())

    def plan(self) -> Plan:
        typed = self.cleaned_data
        return {
            "title": typed["title"],
            "starts_at": typed["starts_at"],
            "minutes": typed["minutes"],
            "host_id": typed["host"].pk,
            "free": typed["free"],
        }


class EditForm(ClassForm):
    # As long as a lesson's: of a series, it carries its number.
    title = forms.CharField(label=_("标题"), max_length=80, help_text=_("学员在课程目录里看到的名字。"))
    seen_at = forms.DateTimeField(widget=forms.HiddenInput)


class NewForm(ClassForm):
    chapter = ChapterField(label=_("放在哪门课的哪一章"), queryset=None, empty_label=_("请选择"))
    rhythm = forms.ChoiceField(
        label=_("多久一次"), required=False, choices=[(ONCE, _("只有一次")), *Series.Rhythm.choices]
    )
    times = forms.IntegerField(
        label=_("重复的话，一共几次"),
        min_value=1,
        max_value=MOST_TIMES,
        required=False,
        help_text=_("选了每周或每月，这里必须填，例如 4。每一次都是一节课，以后可以单独改时间或取消。"),
    )
    field_order = ["chapter", "title", "starts_at", "minutes", "rhythm", "times", "host", "free"]

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        offer(self, "chapter", queries.chapters())


class PremiereForm(forms.Form):
    lesson = FilmField(
        label=_("放哪一节视频课"),
        queryset=None,
        empty_label=_("请选择"),
        help_text=_(
            "这里是处理好、还没有放过的视频课。直播的回放和放过一次的录播不在里面：每节课只放一次，想再放，在课程里新建一节视频课。"
        ),
    )
    starts_at = MomentField(label=_("什么时候开始放"))
    host = HostField(label=_("谁在直播间里"), queryset=None, empty_label=None)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        offer(self, "lesson", queries.films())
        offer(self, "host", queries.hosts())


def said(one: LiveClass) -> dict[str, Any]:
    return {
        "title": one.lesson.title,
        "starts_at": one.starts_at,
        "minutes": one.minutes,
        "host": one.host_id,
        "free": one.lesson.free,
        "seen_at": one.updated_at.isoformat(),
    }
