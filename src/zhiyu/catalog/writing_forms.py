"""One form each for an article and an e-book: everything on one page, with what most people want filled in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.catalog.actions.courses import CourseChanges, steady_hue
from zhiyu.catalog.actions.files import SHOWN
from zhiyu.catalog.forms import TITLE_NEEDED, long_text
from zhiyu.catalog.models import Lesson, Product
from zhiyu.catalog.price_forms import as_far_as_it_can_be
from zhiyu.catalog.writings import Writing
from zhiyu.kernel.money import parse_yuan, yuan
from zhiyu.ui.cover_art import DESIGNS


class WritingForm(forms.Form):
    title = forms.CharField(label=_("标题"), max_length=80, error_messages=TITLE_NEEDED)
    subtitle = forms.CharField(
        label=_("一句话介绍"), max_length=120, required=False, help_text=_("写在标题下面，买之前就能看到。")
    )
    teacher = forms.CharField(label=_("作者"), max_length=40, required=False)
    price = forms.CharField(
        label=_("价格（元）"),
        max_length=20,
        error_messages={"required": _("请填写价格，免费就填 0。")},
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    inside = forms.BooleanField(label=_("全站会员也能看"), required=False, initial=True)
    refund_days = forms.IntegerField(
        label=_("多少天内可退"), min_value=0, max_value=365, initial=7, help_text=_("打开过就不再退；填 0 就是不能退。")
    )
    traced = forms.BooleanField(
        label=_("防泄露追踪：图片带每位读者自己的记号，流出去的能查是谁的"),
        required=False,
        help_text=_("免费的部分不带；文字、会动的图和下载走的文件没有记号。几分钟后生效，眼睛看不出来。"),
    )
    cover_design = forms.ChoiceField(
        label=_("封面样式"), choices=[(name, name) for name in DESIGNS], widget=forms.RadioSelect
    )
    cover_hue = forms.IntegerField(
        label=_("封面颜色"), min_value=0, max_value=359, widget=forms.NumberInput(attrs={"type": "range"})
    )
    cover_image = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        as_far_as_it_can_be(self.fields["traced"], was=bool(self.initial.get("traced")))

    def clean_price(self) -> int:
        try:
            return parse_yuan(self.cleaned_data["price"])
        except ValueError:
            raise forms.ValidationError(_("请填写金额，例如 9.90；免费就填 0。")) from None

    def about(self) -> CourseChanges:
        typed = self.cleaned_data
        return {
            "title": typed["title"],
            "subtitle": typed["subtitle"],
            "teacher": typed["teacher"],
            "price_fen": typed["price"],
            "in_membership": typed["inside"],
            "refund_days": typed["refund_days"],
            "traced": typed["traced"],
            "cover_design": typed["cover_design"],
            "cover_hue": typed["cover_hue"],
            "cover_image_id": typed["cover_image"],
        }


class ArticleForm(WritingForm):
    body = forms.CharField(
        label=_("正文"),
        max_length=200_000,
        strip=False,
        widget=long_text(18),
        error_messages={"required": _("请写下正文。")},
    )
    seen_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"].replace("\r\n", "\n")
        if not body.strip():
            raise forms.ValidationError(_("请写下正文。"))
        return body


SOURCES = [("file", _("上传 EPUB 或 PDF")), ("text", _("在这里写"))]


class EbookForm(WritingForm):
    intro = forms.CharField(
        label=_("这本书讲什么"),
        max_length=40_000,
        required=False,
        strip=False,
        widget=long_text(6, _("可以用 Markdown：## 小标题、**加粗**、- 列表。")),
    )
    contents = forms.CharField(
        label=_("目录"),
        max_length=10_000,
        required=False,
        widget=long_text(8, _("一行一条，照着书里的目录写")),
        help_text=_("在线读的书不用填：页面上就是书自己的目录。"),
    )
    source = forms.ChoiceField(label=_("书从哪里来"), choices=SOURCES, widget=forms.RadioSelect, required=False)
    book = forms.UUIDField(label=_("电子书文件"), required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("书的正文"),
        max_length=1_000_000,
        required=False,
        strip=False,
        widget=long_text(18, _("# 第一章 标题\n正文……\n\n# 第二章 标题\n正文……")),
        help_text=_("用 Markdown 写，每个「# 标题」开始一章；保存后自动排成 EPUB。"),
    )
    shown = forms.IntegerField(
        label=_("前几章可以试读"),
        required=False,
        min_value=0,
        max_value=1500,
        help_text=_("没买的人读到这里为止；填 0 不给试读。"),
    )
    view_only = forms.BooleanField(
        label=_("只在线阅读：不提供下载，复制一次最多 200 字"),
        required=False,
        help_text=_("拦不住截屏，只是让随手转走没那么顺手。"),
    )
    sample = forms.UUIDField(label=_("试读文件"), required=False, widget=forms.HiddenInput)

    def about(self) -> CourseChanges:
        typed = self.cleaned_data
        return {
            **super().about(),
            "intro": typed["intro"].replace("\r\n", "\n"),
            "contents": typed["contents"].replace("\r\n", "\n"),
        }

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        text = typed.get("text", "").replace("\r\n", "\n") if typed.get("source") == "text" else ""
        if typed.get("source") == "text" and not text.strip():
            self.add_error("text", _("请写下正文。"))
        elif not text and not typed.get("book") and "book" not in self.errors:
            self.add_error("book", _("请上传电子书文件。"))
        shown = typed.get("shown")
        return {**typed, "text": text, "shown": SHOWN[Lesson.Kind.BOOK] if shown is None else shown}


FORMS: dict[str, type[WritingForm]] = {Product.Kind.ARTICLE: ArticleForm, Product.Kind.EBOOK: EbookForm}


def usual(kind: str, teacher: str) -> dict[str, Any]:
    """What a new one begins with."""
    drawn = {"cover_design": "ink", "price": "9.90"} if kind == Product.Kind.ARTICLE else {}
    return {
        "cover_design": "strata",
        "price": "29",
        "source": "file",
        "shown": SHOWN[Lesson.Kind.BOOK],
        "cover_hue": steady_hue(f"{kind}{teacher}"),
        "teacher": teacher,
        **drawn,
    }


def kept(one: Writing) -> str:
    """What we wrote ourselves as a book."""
    return one.whole.body if one.kind == Product.Kind.EBOOK else ""


def values_of(one: Writing) -> dict[str, Any]:
    """As its form shows it."""
    course, product = one.course, one.course.product
    return {
        "title": product.title,
        "subtitle": product.subtitle,
        "teacher": course.teacher,
        "price": yuan(product.price_fen),
        "inside": product.outside_since is None,
        "refund_days": product.refund_days,
        "traced": course.traced,
        "cover_design": course.cover_design,
        "cover_hue": course.cover_hue,
        "cover_image": course.cover_image_id,
        "body": one.whole.body,
        "seen_at": one.whole.updated_at.isoformat(),
        "intro": course.intro,
        "contents": course.contents,
        "source": "text" if kept(one) else "file",
        "book": None if kept(one) else one.whole.asset_id,
        "text": kept(one),
        "shown": one.whole.preview_seconds or 0,
        "view_only": one.whole.view_only,
        "sample": one.sample.asset_id if one.sample else None,
    }
