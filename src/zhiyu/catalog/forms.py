from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from zhiyu.catalog import queries
from zhiyu.catalog.actions.courses import CourseChanges, clean_tags
from zhiyu.catalog.actions.lessons import LessonChanges
from zhiyu.catalog.marks import UnreadableMarks, parsed, written
from zhiyu.catalog.models import Course, Lesson
from zhiyu.catalog.yuan_field import YuanField
from zhiyu.kernel.money import yuan
from zhiyu.ui.cover_art import DESIGNS

TITLE_NEEDED = {"required": _("请填写标题。")}
# A file is the lesson of an e-book, a live one has its time: each with a form of its own.
KINDS = [(one.value, one.label) for one in Lesson.Kind if one not in {Lesson.Kind.FILE, *Lesson.PLANNED}]
OUTLINE_SAMPLE = _("第一章 认识数据\n  为什么要看板\n  整理原始数据\n第二章 做出看板\n  选对图表\n  讲给老板听")
ADDRESS = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("地址只能用小写字母、数字和中间的连字符，例如 excel-kan-ban。"))


def long_text(rows: int, placeholder: Any = "") -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "placeholder": placeholder})


LONGEST_RULE = 3_650
# What has no seconds is shown by what it has.
COUNTED = {"document": _("试看几页"), "book": _("试看几章"), "photos": _("试看几张")}


def later_days_field() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("之后按比例退到付款后第几天"),
        min_value=0,
        max_value=LONGEST_RULE,
        required=False,
        help_text=_("过了上面的天数或比例，没用的部分按比例退：课程按课时，有期限的按天。填 0 就不再退。"),
    )


def linked_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("做成知识库"),
        required=False,
        help_text=_("每一节是一页，用 [[另一页的标题]] 互相链接；学员能在里面搜索，看到最近更新了哪些页。"),
    )


class NewCourseForm(forms.Form):
    title = forms.CharField(
        label=_("课程标题"),
        max_length=80,
        error_messages=TITLE_NEEDED,
        widget=forms.TextInput(attrs={"placeholder": _("例如：Excel 数据看板，21 天从做表到做决策")}),
    )
    outline = forms.CharField(
        label=_("大纲"),
        required=False,
        max_length=20_000,
        strip=False,
        widget=long_text(12, OUTLINE_SAMPLE),
    )
    linked = linked_field()


class TitleForm(forms.Form):
    title = forms.CharField(max_length=80, error_messages=TITLE_NEEDED)


class NewLessonForm(TitleForm):
    kind = forms.ChoiceField(choices=KINDS, required=False)

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Lesson.Kind.ARTICLE


class PlaceForm(forms.Form):
    """Where something dragged was dropped; ``chapter`` only for lessons."""

    position = forms.IntegerField(min_value=0, max_value=9_999)
    chapter = forms.IntegerField(required=False)


class CategoryForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=24, error_messages={"required": _("请填写分类名称。")})


class IntroForm(forms.Form):
    title = forms.CharField(label=_("标题"), max_length=80, error_messages=TITLE_NEEDED)
    subtitle = forms.CharField(
        label=_("一句话介绍"),
        max_length=120,
        required=False,
        help_text=_("写在标题下面：学完能得到什么，花多少时间。"),
    )
    code = forms.CharField(
        label=_("地址"), max_length=80, validators=[ADDRESS], error_messages={"required": _("请填写地址。")}
    )
    teacher = forms.CharField(label=_("主讲人"), max_length=40, required=False)
    teacher_intro = forms.CharField(
        label=_("主讲人介绍"), max_length=2_000, required=False, widget=long_text(3, _("做过什么，为什么能教好这门课"))
    )
    linked = linked_field()
    categories = forms.MultipleChoiceField(label=_("分类"), required=False, widget=forms.CheckboxSelectMultiple)
    tags = forms.CharField(
        label=_("标签"),
        max_length=240,
        required=False,
        help_text=_("用逗号或空格分开，最多 8 个，例如：Excel，看板，零基础"),
    )
    problem = forms.CharField(
        label=_("解决什么问题"),
        max_length=2_000,
        required=False,
        widget=long_text(3, _("学员现在被什么难住？说具体的场景")),
    )
    outcome = forms.CharField(
        label=_("学完能做到什么"), max_length=2_000, required=False, widget=long_text(3, _("一行一条，写得出结果"))
    )
    for_whom = forms.CharField(label=_("适合谁"), max_length=2_000, required=False, widget=long_text(3, _("一行一条")))
    not_for_whom = forms.CharField(
        label=_("不适合谁"),
        max_length=2_000,
        required=False,
        widget=long_text(3, _("一行一条。写清楚，退款会少很多")),
    )
    intro = forms.CharField(label=_("详细介绍"), max_length=40_000, required=False, strip=False, widget=long_text(10))
    cover_design = forms.ChoiceField(
        label=_("封面样式"), choices=[(name, name) for name in DESIGNS], widget=forms.RadioSelect
    )
    cover_hue = forms.IntegerField(
        label=_("封面颜色"), min_value=0, max_value=359, widget=forms.NumberInput(attrs={"type": "range"})
    )
    cover_image = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["categories"]
        assert isinstance(choices, forms.MultipleChoiceField)  # noqa: S101 -- narrows the type
        choices.choices = [(str(one.pk), one.name) for one in queries.categories()]
        if course.product.published_at is not None:
            self.fields["code"].disabled = True
            self.fields["code"].help_text = _("上架过的课程地址不再变化，别人手里的链接一直有效。")

    def changes(self) -> CourseChanges:
        typed = self.cleaned_data
        changes: CourseChanges = {
            "title": typed["title"],
            "subtitle": typed["subtitle"],
            "code": typed["code"],
            "teacher": typed["teacher"],
            "teacher_intro": typed["teacher_intro"],
            "categories": [int(pk) for pk in typed["categories"]],
            "tags": typed["tags"],
            "problem": typed["problem"],
            "outcome": typed["outcome"],
            "for_whom": typed["for_whom"],
            "not_for_whom": typed["not_for_whom"],
            "intro": typed["intro"],
            "linked": typed["linked"],
            "cover_design": typed["cover_design"],
            "cover_hue": typed["cover_hue"],
            "cover_image_id": typed["cover_image"],
        }
        return changes

    def clean_tags(self) -> list[str]:
        written = self.cleaned_data["tags"]
        for mark in "，、；;,":
            written = written.replace(mark, " ")
        return clean_tags(written.split())


def intro_of(course: Course) -> dict[str, Any]:
    product = course.product
    same = ("teacher", "teacher_intro", "problem", "outcome", "for_whom", "not_for_whom", "intro", "linked")
    return {
        "title": product.title,
        "subtitle": product.subtitle,
        "code": product.code,
        "categories": [str(one.pk) for one in course.categories.all()],
        "tags": "，".join(one.name for one in course.tags.all()),
        "cover_design": course.cover_design,
        "cover_hue": course.cover_hue,
        "cover_image": course.cover_image_id,
        **{name: getattr(course, name) for name in same},
    }


class LessonForm(forms.Form):
    title = forms.CharField(label=_("标题"), max_length=80, error_messages=TITLE_NEEDED)
    kind = forms.ChoiceField(label=_("形式"), choices=KINDS, widget=forms.RadioSelect)
    body = forms.CharField(label=_("正文"), max_length=200_000, required=False, strip=False, widget=long_text(18))
    objective = forms.CharField(
        label=_("学习目标"), max_length=120, required=False, help_text=_("学完这节课能做到什么，一句话。")
    )
    stage = forms.ChoiceField(label=_("阶段"), choices=Lesson.Stage.choices, widget=forms.RadioSelect)
    free = forms.BooleanField(label=_("这节课免费，不用购买就能学"), required=False)
    preview_seconds = forms.IntegerField(label=_("试看秒数"), required=False, min_value=0, max_value=36_000)
    alone_price = YuanField(
        _("单独卖这一课多少元"), help_text=_("不买整门课，也能只买这一课。留空就只跟整门课一起卖。")
    )
    marks = forms.CharField(
        label=_("这节课里的位置"),
        max_length=10_000,
        required=False,
        strip=False,
        widget=long_text(5, _("00:00 引子\n02:15 第一个例子\n10:40 小结")),
        help_text=_("每行一个：时间和标题，可以整段粘贴。学员在进度条上看到，点一下就跳过去。"),
    )
    view_only = forms.BooleanField(
        label=_("只供阅读：不提供下载，复制一次最多 200 字"),
        required=False,
        help_text=_("拦不住截屏，只是让随手转走没那么顺手。"),
    )
    rule = forms.ChoiceField(label=_("怎样算学完"), choices=Lesson.Rule.choices, widget=forms.RadioSelect)
    rule_percent = forms.IntegerField(label=_("学到（或得分）百分之几算完成"), min_value=1, max_value=100)
    seen_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        kind = self.fields["kind"]
        self.fields["preview_seconds"].label = COUNTED.get(self.initial.get("kind", ""), _("试看秒数"))
        if self.initial.get("kind") in Lesson.PLANNED and isinstance(kind, forms.ChoiceField):
            stays = Lesson.Kind(self.initial["kind"])
            kind.choices = [(stays.value, stays.label)]

    def clean_rule(self) -> str:
        rule: str = self.cleaned_data["rule"]
        if rule == Lesson.Rule.SCORED and self.cleaned_data.get("kind") != Lesson.Kind.EXERCISE:
            raise forms.ValidationError(_("只有互动课件有分数。请换一种算学完的办法。"))
        return rule

    def clean_alone_price(self) -> int | None:
        price: int | None = self.cleaned_data["alone_price"]
        if price == 0:
            raise forms.ValidationError(_("免费的课请勾选“这节课免费”；单独卖的价格要大于 0。"))
        return price

    def clean_marks(self) -> list[list[int | str]]:
        try:
            return parsed(self.cleaned_data["marks"], length=self.initial.get("length"))
        except UnreadableMarks as error:
            raise forms.ValidationError(str(error)) from None

    def changes(self) -> LessonChanges:
        typed = self.cleaned_data
        return {
            "title": typed["title"],
            "marks": typed["marks"],
            "kind": typed["kind"],
            "body": typed["body"].replace("\r\n", "\n"),
            "objective": typed["objective"],
            "stage": typed["stage"],
            "free": typed["free"],
            "preview_seconds": typed["preview_seconds"],
            "view_only": typed["view_only"],
            "rule": typed["rule"],
            "rule_percent": typed["rule_percent"],
        }


def lesson_of(lesson: Lesson) -> dict[str, Any]:
    same = (
        "title",
        "kind",
        "body",
        "objective",
        "stage",
        "free",
        "preview_seconds",
        "view_only",
        "rule",
        "rule_percent",
    )
    single = queries.single_of(lesson.pk)
    return {
        "seen_at": lesson.updated_at.isoformat(),
        "alone_price": yuan(single.product.price_fen) if single else "",
        "marks": written(lesson.marks),
        "length": lesson.asset.duration_ms // 1000 if lesson.kind in Lesson.TIMED and lesson.asset else None,
        **{name: getattr(lesson, name) for name in same},
    }
