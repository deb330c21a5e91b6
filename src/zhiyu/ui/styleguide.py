"""Every component on one page, in both themes."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from zhiyu.ui import covers

PEOPLE = [("王小满", 19_900), ("苏打水", 89_900), ("陈默", 14_950), ("林知", 0), ("周", 9_900), ("A", 1)]
SHADES = ["bg", "surface", "surface-2", "ink", "brand", "brand-soft", "hot", "gold", "info", "ok", "danger"]


class Sample(forms.Form):
    title = forms.CharField(label=_("课程标题"), help_text=_("一句话说清楚学完能做到什么。"), max_length=80)
    price = forms.IntegerField(label=_("价格"), required=False, min_value=0)
    stage = forms.ChoiceField(label=_("阶段"), choices=[("basic", _("基础")), ("practice", _("实战"))])
    intro = forms.CharField(label=_("详细介绍"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    rule = forms.ChoiceField(
        label=_("完成规则"),
        choices=[("watched", _("学到一定比例算完成")), ("manual", _("学员自己标记完成"))],
        widget=forms.RadioSelect,
    )
    free = forms.BooleanField(label=_("免费开放"), required=False)


def sample(prefix: str) -> Sample:
    form = Sample({f"{prefix}-price": "-1", f"{prefix}-stage": "basic", f"{prefix}-rule": "watched"}, prefix=prefix)
    form.full_clean()
    return form


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    context = {
        "covers": [(name, label, (158 + 47 * i) % 360) for i, (name, label) in enumerate(covers.NAMES.items())],
        "forms": {theme: sample(theme) for theme in ("light", "dark")},
        "shades": SHADES,
        "people": PEOPLE,
        "sample_page": Paginator(range(60), 20).page(2),
    }
    return render(request, "ui/styleguide.html", context)
