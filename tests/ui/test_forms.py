"""A refused form says what is wrong, where, and keeps what was typed."""

import re
from pathlib import Path

from django import forms
from django.template import engines
from django.utils.translation import override

import zhiyu

PACKAGE = Path(zhiyu.__file__).parent


class Asked(forms.Form):
    title = forms.CharField(label="标题", max_length=5)
    price = forms.CharField(label="活动价（元）")
    course = forms.ChoiceField(label="课程", choices=[("a", "甲")])
    goods = forms.MultipleChoiceField(
        label="商品", choices=[("a", "甲"), ("b", "乙")], widget=forms.CheckboxSelectMultiple, help_text="可以选几个。"
    )
    own = forms.CharField(label="券码", error_messages={"required": "请填写券码，例如 SPRING。"})
    free = forms.CharField(label="说明", required=False)


class One(forms.Form):
    phone = forms.CharField(label="手机号")


def made(source: str, form: forms.Form) -> str:
    macros = "{% from 'ui/components/field.html' import field, form_errors %}"
    return engines["jinja2"].from_string(macros + source).render({"form": form})


def test_an_empty_field_is_named_in_the_words_of_what_one_does_with_it() -> None:
    said = {name: list(problems) for name, problems in Asked({}).errors.items()}

    assert said == {
        "title": ["请填写「标题」。"],
        "price": ["请填写「活动价」。"],
        "course": ["请选择「课程」。"],
        "goods": ["请选择「商品」。"],
        "own": ["请填写券码，例如 SPRING。"],
    }
    with override("en"):
        assert Asked({}).errors["title"] == ["Please fill in “标题”."]


def test_a_refused_form_lists_what_is_wrong_at_its_top_with_a_way_to_each_field() -> None:
    form = Asked({"title": "太长的一个标题", "price": "9", "course": "a", "own": "X"})
    html = made("{{ form_errors(form) }}{% for b in form %}{{ field(b) }}{% endfor %}", form)

    summary = html[html.index("data-refused") : html.index("</ul>")]
    assert "还没有保存，有 2 处要改" in summary
    assert re.findall(r'<a href="#(\w+)">([^<]+)', summary)[1] == ("id_goods_0", "请选择「商品」。")
    assert re.findall(r'<a href="#(\w+)">标题：', summary) == ["id_title"]
    assert 'role="alert" tabindex="-1"' in html
    assert 'value="太长的一个标题"' in html
    assert 'aria-describedby="id_goods_helptext id_goods_error"' in html
    assert 'id="id_goods_helptext"' in html
    assert 'id="id_goods_error"' in html
    hinted = made("{{ field(form['title'], hint='五个字以内') }}", form)
    assert 'aria-describedby="id_title_helptext id_title_error"' in hinted
    assert hinted.count("aria-describedby") == 1


def test_nothing_stands_above_a_form_that_nobody_sent_or_that_has_one_field() -> None:
    assert made("{{ form_errors(form) }}", Asked()).strip() == ""
    assert made("{{ form_errors(form) }}", One({})).strip() == ""
    one = One({})
    one.add_error(None, "这个号码登录过别的学堂。")
    assert "这个号码登录过别的学堂。" in made("{{ form_errors(form) }}", one)


def test_every_form_of_several_fields_says_at_its_top_what_is_wrong() -> None:
    form = re.compile(r"<form\b.*?</form>", re.DOTALL)
    silent = [
        str(path.relative_to(PACKAGE))
        for path in sorted(PACKAGE.rglob("jinja2/**/*.html"))
        for body in form.findall(path.read_text())
        if len(re.findall(r"\bfield\(", body)) > 1 and not re.search(r"form_errors\(|parts/naming\.html", body)
    ]
    assert silent == []
